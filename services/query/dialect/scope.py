"""Which columns an expression can see: those of FROM, then those of the query around it."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.query.dialect.typed import Typed, refused
from services.query.dialect.types import Type


@dataclass(frozen=True)
class Field:
    """A column in FROM: its name (lower case; None if it has none), the name of its relation, and its SQL."""

    name: str | None
    type: Type
    sql: str
    relation: tuple[str, ...] = ()
    hidden: bool = False
    shown: str | None = None


@dataclass(frozen=True)
class Scope:
    """Fields in order, the scope around it, and variables of lambdas (which come first)."""

    fields: tuple[Field, ...] = ()
    outer: Scope | None = None
    variables: dict[str, Typed] = field(default_factory=dict)
    aliases: dict[str, Typed] = field(default_factory=dict)

    def find(self, parts: list[str]) -> tuple[Typed, list[str]]:
        """What `a.b.c` names, and the parts that are left: fields of a row. Raises QueryFailed."""
        scope: Scope | None = self
        while scope is not None:
            found = scope._own(parts)
            if found:
                return found
            scope = scope.outer
        raise refused("COLUMN_NOT_FOUND", f"Column '{'.'.join(parts)}' cannot be resolved")

    def _own(self, parts: list[str]) -> tuple[Typed, list[str]] | None:
        if parts[0] in self.variables:
            return self.variables[parts[0]], parts[1:]
        if parts[0] in self.aliases:
            return self.aliases[parts[0]], parts[1:]
        for size in range(len(parts) - 1, -1, -1):
            qualifier = tuple(parts[:size])
            found = [one for one in self.fields if one.name == parts[size] and _fits(one, qualifier)]
            if len(found) > 1 and len({one.sql for one in found}) > 1:
                raise refused("AMBIGUOUS_NAME", f"Column '{'.'.join(parts)}' is ambiguous")
            if found:
                return Typed(found[0].sql, found[0].type), parts[size + 1 :]
        return None

    def of_relation(self, name: tuple[str, ...]) -> list[Field]:
        """The columns of `name.*`. Raises QueryFailed."""
        found = [one for one in self.fields if one.relation and one.relation[-len(name) :] == name]
        if not found:
            raise refused("TABLE_NOT_FOUND", f"Unable to resolve reference {'.'.join(name)}")
        return [one for one in found if not one.hidden]


def _fits(one: Field, qualifier: tuple[str, ...]) -> bool:
    if not qualifier:
        return True
    return bool(one.relation) and one.relation[-len(qualifier) :] == qualifier
