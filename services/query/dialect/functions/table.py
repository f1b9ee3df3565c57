"""The table of functions: what each may be called with, the type it gives, and its SQL. Not in the table: not served.

`simple(name, params, result, sql)` is one overload: `params` are type names (`any` fits all), `result` a type or the number of
the argument whose type it has, `{0}` the first argument. `{over}` in an aggregate is where FILTER and OVER go.
`@function(name)` is a Python function from a Call, for those whose types depend on their arguments.
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from services.query.dialect import types
from services.query.dialect.casts import cast
from services.query.dialect.typed import Typed, mismatch, refused, unserved
from services.query.dialect.types import Type, coercible


class Compile(Protocol):
    """What a call needs of the translation around it."""

    def __call__(self, node: Any, variables: dict[str, Typed] | None = None) -> Typed:
        """One argument, with the variables of a lambda."""


_OF_NULL = {
    "array": types.array(types.UNKNOWN),
    "map": types.map_of(types.UNKNOWN, types.UNKNOWN),
    "timestamp": types.TIMESTAMP3,
    types.TIMESTAMP_TZ: types.INSTANT3,
}  # what a bare null is taken for


@dataclass(frozen=True)
class Call:
    """One call: the nodes of its arguments, and all that may stand around an aggregate."""

    name: str
    nodes: Sequence[Any]
    compile: Compile
    fresh: Callable[[str], str]
    session: Any = None
    distinct: bool = False
    order: str = ""
    over: str = ""
    windowed: bool = False
    ignore_nulls: bool = False
    done: dict[int, Typed] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.nodes)

    def __getitem__(self, index: int) -> Typed:
        if index >= len(self.nodes):
            raise self.wrong()
        if index not in self.done:
            self.done[index] = self.compile(self.nodes[index])
        return self.done[index]

    @property
    def args(self) -> list[Typed]:
        """All of them; none may be a lambda."""
        return [self[index] for index in range(len(self))]

    def to(self, index: int, target: Type) -> str:
        """The SQL of an argument coerced to a type. Raises QueryFailed."""
        if not coercible(self[index].type, target) or self[index].type.base == "char":
            raise self.wrong()
        return cast(self[index], target).sql

    def of(self, index: int, *bases: str) -> Typed:
        """An argument that must be of one of these kinds."""
        if self[index].type.base == "unknown" and "unknown" not in bases:
            kind = _OF_NULL.get(bases[0], Type(bases[0]))
            self.done[index] = cast(self[index], kind)
        if self[index].type.base not in bases:
            raise self.wrong()
        return self[index]

    def constant(self, index: int) -> str:
        """The value of an argument that must be a literal: else it is not served."""
        found = self[index].literal
        if found is None:
            raise unserved(f"{self.name} with a computed argument {index + 1}")
        return found

    def count(self, low: int, high: int | None = None) -> None:
        """Checks how many arguments there are."""
        if not low <= len(self) <= (high or low):
            raise self.wrong()

    def function(self, index: int, *kinds: Type) -> Typed:
        """A lambda over parameters of these types: its SQL and the type of what it gives."""
        if index >= len(self.nodes):
            raise self.wrong()
        node = self.nodes[index]
        if node.key != "lambda" or len(node.expressions) != len(kinds):
            raise self.wrong()
        names = [self.fresh("v") for _ in kinds]
        bound = {p.name.lower(): Typed(n, k) for p, n, k in zip(node.expressions, names, kinds, strict=True)}
        body = self.compile(node.this, bound)
        return Typed(f"lambda {', '.join(names)}: {body.sql}", body.type)

    def wrong(self) -> Exception:
        """That this function does not take these arguments."""
        shown = ", ".join(
            "function" if node.key == "lambda" else str(self[i].type) for i, node in enumerate(self.nodes)
        )
        if not self.nodes:
            return mismatch(f"Unexpected parameters () for function {self.name}")
        return refused(
            "FUNCTION_NOT_FOUND",
            f"Unexpected parameters ({shown}) for function {self.name}, or such a call is not served by tarn's duckdb engine",  # noqa: E501
        )


Maker = Callable[[Call], Typed]


@dataclass(frozen=True)
class Overload:
    """One way to call a function; `params` None leaves it to `make`."""

    params: tuple[Type | None, ...]
    result: Type | int
    sql: str

    def fits(self, found: list[Typed], *, exactly: bool) -> bool:
        """Whether these arguments may be given."""
        if len(found) != len(self.params):
            return False
        pairs = zip(found, self.params, strict=True)
        return all(p is None or (a.type.base == p.base if exactly else _fits(a.type, p)) for a, p in pairs)

    def apply(self, call: Call) -> Typed:
        """The call in SQL."""
        given = zip(call.args, self.params, strict=True)
        made = [(a if p is None or a.type.base == p.base else cast(a, p)).sql for a, p in given]
        kind = call[self.result].type if isinstance(self.result, int) else self.result
        kind = types.varchar(0) if kind.base == "unknown" else kind
        if kind.base == "char" and call.name.endswith("trim"):
            kind = types.varchar(*kind.args)
        return Typed(self.sql.format(*made, over=call.over), kind)


def _fits(source: Type, target: Type) -> bool:
    if target.base == "decimal":
        return source.base == "decimal"
    if source.base == "timestamp" and target.base == "timestamp":
        return True
    if target.base == "char":
        return source.base == "char"
    return coercible(source, target) and source.base != "char"


SCALARS: dict[str, Maker] = {}
AGGREGATES: dict[str, Maker] = {}
WINDOWS: dict[str, Maker] = {}
_OVERLOADS: dict[str, list[Overload]] = {}

_NAMED = {str(kind): kind for kind in (
    types.BOOLEAN, types.INTEGER, types.BIGINT, types.DOUBLE, types.REAL, types.VARCHAR, types.JSON, types.VARBINARY,
    types.DATE, Type("char"), types.SMALLINT, types.TINYINT, types.UUID, types.INTERVAL_DAY, types.INTERVAL_YEAR,
)} | {"timestamp": types.TIMESTAMP3, "instant": types.INSTANT3}  # fmt: skip


def simple(names: str, params: str, result: str | Type | int, sql: str, into: dict[str, Maker] | None = None) -> None:
    """Adds an overload to each of `names`."""
    parsed = tuple(None if p == "any" else _NAMED[p] for p in params.split(", ") if p)
    kind = _NAMED[result] if isinstance(result, str) else result
    table = SCALARS if into is None else into
    for name in names.split():
        known = _OVERLOADS.setdefault(name, [])
        known.append(Overload(parsed, kind, sql))
        table[name] = _overloaded(known)


def _overloaded(known: list[Overload]) -> Maker:
    def make(call: Call) -> Typed:
        found = call.args
        for exactly in (True, False):
            for one in known:
                if one.fits(found, exactly=exactly):
                    return one.apply(call)
        plain = [Typed(one.sql, types.VARCHAR) if one.type.base == "char" else one for one in found]
        for one in known:  # char is read as varchar, with its blanks
            if one.fits(plain, exactly=False) and not isinstance(one.result, int):
                call.done.update(enumerate(plain))
                return one.apply(call)
        raise call.wrong()

    return make


def function(names: str, into: dict[str, Maker] | None = None) -> Callable[[Maker], Maker]:
    """Registers a Python function under each of `names`."""

    def register(make: Maker) -> Maker:
        for name in names.split():
            (SCALARS if into is None else into)[name] = make
        return make

    return register
