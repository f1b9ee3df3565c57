"""Statements that carry a query or expressions, which stay SQL text: Trino's part of Athena's language."""

from __future__ import annotations

from services.query.failure import refuse
from services.query.statements import clauses
from services.query.statements.definitions import DropView
from services.query.statements.model import (
    CreateTableAs,
    CreateView,
    Deallocate,
    Execute,
    Explain,
    Insert,
    Prepare,
    Query,
    Statement,
    Unload,
)
from services.query.statements.reader import Reader
from services.query.statements.tokens import Kind, Token


def query(reader: Reader) -> str:
    """The query that comes next, as SQL text to the end of the statement."""
    if reader.peek().word not in ("SELECT", "WITH", "VALUES", "TABLE") and not reader.sees("("):
        raise reader.wrong("(", "SELECT", "TABLE", "VALUES", "WITH")
    return reader.rest()


def select(reader: Reader) -> Statement:
    """A query."""
    return Query(query(reader))


def insert(reader: Reader) -> Statement:
    """After INSERT."""
    if reader.sees("OVERWRITE"):
        refuse("INSERT OVERWRITE is not one of Athena's statements")
    reader.expect("INTO")
    name = clauses.table_name(reader)
    columns = None
    place = reader.place
    if reader.accept("("):
        if reader.peek().word in ("SELECT", "WITH", "VALUES", "TABLE") or reader.sees("("):
            reader.back(place)
        else:
            reader.back(place)
            columns = clauses.several(reader, Reader.name)
    return Insert(*name, columns, query(reader))


def unload(reader: Reader) -> Statement:
    """After UNLOAD."""
    sql = reader.within()
    reader.expect("TO")
    to = reader.string()
    return Unload(sql, to, clauses.options(reader) if reader.accept("WITH") else {})


def create_table_as(reader: Reader) -> Statement:
    """After CREATE TABLE."""
    if_not_exists = clauses.if_not_exists(reader)
    name = clauses.table_name(reader)
    if reader.accept("COMMENT"):
        reader.string()
        refuse("CREATE TABLE AS with COMMENT is not one of Athena's statements")
    properties = clauses.options(reader) if reader.accept("WITH") else {}
    reader.expect("AS")
    sql = query(reader)
    sql, with_data = _with_data(sql)
    return CreateTableAs(*name, properties, sql, not with_data, if_not_exists)


def _with_data(sql: str) -> tuple[str, bool]:
    """The query without `WITH [NO] DATA` at its end, and whether there is to be data."""
    found = Reader(sql, hive=False)
    tail: list[Token] = []
    while found.peek().kind is not Kind.END:
        tail = [*tail[-2:], found.next()]
    words = [token.word for token in tail]
    if words == ["WITH", "NO", "DATA"]:
        return sql[: tail[0].start].rstrip(), False
    if words[-2:] == ["WITH", "DATA"]:
        return sql[: tail[-2].start].rstrip(), True
    return sql, True


def create_view(reader: Reader, or_replace: bool) -> Statement:
    """After CREATE [OR REPLACE] VIEW."""
    database, name = clauses.table_name(reader)
    if reader.sees("COMMENT") or reader.sees("SECURITY"):
        refuse(f"CREATE VIEW with {reader.peek().word} is not one of Athena's statements")
    reader.expect("AS")
    return CreateView(database, name, query(reader), or_replace)


def drop_view(reader: Reader) -> Statement:
    """After DROP VIEW."""
    if_exists = clauses.if_exists(reader)
    return DropView(*clauses.table_name(reader), if_exists)


_EXPLAIN = {"TYPE": ("LOGICAL", "DISTRIBUTED", "VALIDATE", "IO"), "FORMAT": ("TEXT", "GRAPHVIZ", "JSON")}


def explain(reader: Reader) -> Statement:
    """After EXPLAIN: `[ANALYZE] [VERBOSE] [(TYPE …, FORMAT …)] statement`."""
    analyze = reader.accept("ANALYZE")
    verbose = analyze and reader.accept("VERBOSE")
    options: dict[str, str] = {}
    if reader.sees("(") and reader.peek(1).word in _EXPLAIN and reader.peek(2).kind is Kind.WORD:
        for key, value in clauses.several(reader, _explain_option):
            options[key] = value
    if reader.peek().word not in (
        "SELECT",
        "WITH",
        "VALUES",
        "TABLE",
        "CREATE",
        "INSERT",
        "UNLOAD",
    ) and not reader.sees("("):
        raise reader.wrong("(", "CREATE", "INSERT", "SELECT", "TABLE", "UNLOAD", "VALUES", "WITH")
    return Explain(reader.rest(), options, analyze, verbose)


def _explain_option(reader: Reader) -> tuple[str, str]:
    key = reader.peek().word
    if key not in _EXPLAIN:
        raise reader.wrong(*_EXPLAIN)
    reader.next()
    value = reader.peek().word
    if value not in _EXPLAIN[key]:
        raise reader.wrong(*_EXPLAIN[key])
    reader.next()
    return key, value


def prepare(reader: Reader) -> Statement:
    """After PREPARE."""
    name = reader.name()
    reader.expect("FROM")
    if reader.peek().word not in (
        "SELECT",
        "WITH",
        "VALUES",
        "TABLE",
        "INSERT",
        "CREATE",
        "UNLOAD",
    ) and not reader.sees("("):
        raise reader.wrong("(", "CREATE", "INSERT", "SELECT", "TABLE", "UNLOAD", "VALUES", "WITH")
    return Prepare(name, reader.rest())


def execute(reader: Reader) -> Statement:
    """After EXECUTE."""
    if reader.sees("IMMEDIATE"):
        refuse("EXECUTE IMMEDIATE is not one of Athena's statements")
    name = reader.name()
    if not reader.accept("USING"):
        return Execute(name)
    return Execute(name, _expressions(reader))


def _expressions(reader: Reader) -> tuple[str, ...]:
    """Expressions between commas to the end of the statement, as written."""
    found: list[str] = []
    depth, start = 0, reader.peek().start
    end = start
    while True:
        token = reader.peek()
        mark = token.text if token.kind is Kind.SYMBOL else ""
        if token.kind is Kind.END or (depth == 0 and mark in (",", ";")):
            if end == start:
                raise reader.wrong("<expression>")
            found.append(reader.text[start:end])
            if mark != ",":
                break
            reader.next()
            start = end = reader.peek().start
            continue
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(mark, 0)
        end = reader.next().end
    if depth:
        raise reader.wrong(")")
    return tuple(found)


def deallocate(reader: Reader) -> Statement:
    """After DEALLOCATE."""
    reader.expect("PREPARE")
    return Deallocate(reader.name())
