"""SQL text to sqlglot's tree, with every function left under the name it was written with.

sqlglot would give functions of several dialects one node and lose which one was meant. Here only special syntax
(CAST, EXTRACT, TRIM, …) has nodes of its own; what is not in our table of functions is then refused by its name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.dialects.trino import Trino
from sqlglot.errors import ParseError, TokenError
from sqlglot.parser import TokenType  # type: ignore[attr-defined]
from sqlglot.parsers.trino import TrinoParser

from services.query.dialect import types
from services.query.dialect.spelling import plainly
from services.query.dialect.sql_json import words
from services.query.dialect.types import Type
from services.query.failure import SYNTAX_ERROR, USER, QueryFailed, not_served

_SPECIAL = ("CAST", "TRY_CAST", "EXTRACT", "TRIM", "POSITION", "LISTAGG", "SUBSTRING")


def _literal(self: TrinoParser, this: exp.Expression, to: exp.DataType) -> Any:
    """`decimal '1.2'`, `char 'ab'`: the text decides the type, so it must not look like a cast."""
    node = self.expression(exp.Cast(this=this, to=to))
    node.meta["literal"] = True
    return node


def _plus(self: TrinoParser) -> Any:
    node = self.expression(exp.Neg(this=self._parse_unary()))
    node.meta["plus"] = True
    return node


class _Parser(TrinoParser):
    UNARY_PARSERS: ClassVar[dict[Any, Any]] = {**TrinoParser.UNARY_PARSERS, TokenType.PLUS: _plus}
    FUNCTIONS: ClassVar[dict[str, Any]] = {}
    NO_PAREN_FUNCTIONS: ClassVar[dict[Any, Any]] = {}
    FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
        **{name: TrinoParser.FUNCTION_PARSERS[name] for name in _SPECIAL},
        **words.READERS,
    }
    NO_PAREN_FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {"CASE": TrinoParser.NO_PAREN_FUNCTION_PARSERS["CASE"]}
    TYPE_LITERAL_PARSERS: ClassVar[dict[Any, Any]] = {
        **TrinoParser.TYPE_LITERAL_PARSERS,
        **dict.fromkeys((exp.DType.DECIMAL, exp.DType.CHAR), _literal),
    }


class _Athena(Trino):
    INDEX_OFFSET = 0  # `a[1]` stays 1
    Parser = _Parser


_DIALECT = _Athena()


def _near(error: ParseError) -> str:
    return str(error.errors[0].get("highlight", "")) if error.errors else ""


def parse(sql: str) -> Any:
    """The tree of one query. Raises QueryFailed SYNTAX_ERROR."""
    try:
        sql = plainly(sql)
        _written_otherwise(sql)
        trees = [tree for tree in _DIALECT.parse(sql) if tree is not None]
    except ParseError as error:
        special = re.search(r"(?i)\b(json_table|match_recognize|table(?=\s*\())", sql)
        if special:
            raise not_served(
                f"Function '{special[1].lower()}' with words in it is not served by tarn's duckdb engine"
            ) from error
        if re.search(r"(?i)\(\s*values\b", sql) and re.match(r"(?i)order|limit|offset|fetch", _near(error)):
            raise not_served("VALUES with ORDER BY inside brackets is not served by tarn's duckdb engine") from error
        first: dict[str, Any] = error.errors[0] if error.errors else {}
        near = f"mismatched input '{first.get('highlight', '')}'"
        raise syntax(f"line {first.get('line', 1)}:{first.get('col', 1)}: {near}") from error
    except (TokenError, RecursionError) as error:
        raise syntax("line 1:1: mismatched input: the statement cannot be read") from error
    if len(trees) != 1:
        raise syntax("line 1:1: mismatched input: exactly one statement is expected")
    if not isinstance(trees[0], (exp.Query, exp.Values)):
        raise syntax("line 1:1: mismatched input: a query is expected")
    return trees[0]


_AFTER_A_LIST = (TokenType.FROM, TokenType.WHERE, TokenType.R_PAREN, TokenType.GROUP_BY, TokenType.ORDER_BY)


def _written_otherwise(sql: str) -> None:
    """Refuses what sqlglot reads and Trino does not, or reads as something else."""
    odd = re.search(r"(?i)\btrim\s*\(\s*from\b", sql)
    if odd and "'" not in sql[: odd.start()]:
        raise syntax("The 'trim' function must have specification, char or both arguments when it takes FROM")
    if re.search(r"(?i)\bgroup\s+by\s+distinct\b", sql):
        raise not_served("GROUP BY DISTINCT is not served by tarn's duckdb engine")
    if re.search(r"(?i)\bmatch_recognize\s*\(", sql):
        raise not_served("MATCH_RECOGNIZE is not served by tarn's duckdb engine")
    before = None
    for token in _DIALECT.tokenize(sql):
        if token.token_type in (TokenType.DCOLON, TokenType.L_BRACE):
            raise syntax(f"line {token.line}:{token.col}: mismatched input '{token.text}'")
        if (
            before is not None
            and before.token_type == TokenType.NUMBER
            and token.start == before.end + 1
            and token.text[:1].isidentifier()
        ):
            raise not_served(f"the number {before.text}{token.text} is not served by tarn's duckdb engine")
        if before is not None and before.token_type == TokenType.COMMA and token.token_type in _AFTER_A_LIST:
            raise syntax(f"line {token.line}:{token.col}: mismatched input '{token.text}'")
        before = token


def syntax(message: str) -> QueryFailed:
    """What the parser refuses."""
    return QueryFailed(f"SYNTAX_ERROR: {message}", USER, SYNTAX_ERROR, "SYNTAX_ERROR")


_NAMES = {
    exp.DType.BOOLEAN: "boolean",
    exp.DType.TINYINT: "tinyint",
    exp.DType.SMALLINT: "smallint",
    exp.DType.INT: "integer",
    exp.DType.BIGINT: "bigint",
    exp.DType.FLOAT: "real",
    exp.DType.DOUBLE: "double",
    exp.DType.DECIMAL: "decimal",
    exp.DType.VARCHAR: "varchar",
    exp.DType.TEXT: "varchar",
    exp.DType.CHAR: "char",
    exp.DType.VARBINARY: "varbinary",
    exp.DType.DATE: "date",
    exp.DType.TIME: "time",
    exp.DType.TIMESTAMP: "timestamp",
    exp.DType.TIMESTAMPTZ: types.TIMESTAMP_TZ,
    exp.DType.JSON: "json",
    exp.DType.UUID: "uuid",
    exp.DType.UNKNOWN: "unknown",
}
_DEFAULTS = {"decimal": (38, 0), "char": (1,), "time": (3,), "timestamp": (3,), types.TIMESTAMP_TZ: (3,)}


def type_of(node: Any) -> Type:
    """A written type. Raises QueryFailed for one that is not served."""
    kind = node.this
    if isinstance(kind, exp.Interval):
        unit = kind.args["unit"].sql().upper()
        if unit in ("DAY TO SECOND", "YEAR TO MONTH"):
            return types.INTERVAL_DAY if unit == "DAY TO SECOND" else types.INTERVAL_YEAR
    if kind in (exp.DType.ARRAY, exp.DType.LIST):
        return types.array(type_of(node.expressions[0]))
    if kind == exp.DType.MAP:
        return types.map_of(*(type_of(one) for one in node.expressions))
    if kind == exp.DType.STRUCT:
        fields = [
            (f.name.lower(), type_of(f.args["kind"])) if isinstance(f, exp.ColumnDef) else (None, type_of(f))
            for f in node.expressions
        ]
        return Type("row", of=tuple(t for _, t in fields), names=tuple(n for n, _ in fields))
    base = _NAMES.get(kind)
    if base is None:
        raise not_served(f"Type '{node.sql()}' is not served by tarn's duckdb engine")
    args = tuple(int(one.name) for one in node.expressions)
    if base == "decimal" and len(args) == 1:
        args = (*args, 0)
    made = Type(base, args or _DEFAULTS.get(base, ()))
    if base in ("time", "timestamp", types.TIMESTAMP_TZ) and made.args[0] > 6:
        raise not_served(f"Type '{made}' (more than microseconds) is not served by tarn's duckdb engine")
    return made


@lru_cache(4096)  # a table has the same few types in every query
def parse_type(text: str) -> Type:
    """A type from its name, such as `decimal(10,2)` or `row(a integer)`."""
    tree = parse(f"SELECT CAST(NULL AS {text})")
    return type_of(tree.selects[0].args["to"])
