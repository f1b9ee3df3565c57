"""From the text of a statement to what it asks for: the first words tell which parser reads the rest."""

from __future__ import annotations

import re
from collections.abc import Callable

from services.query.failure import NOT_SUPPORTED, SYNTAX_ERROR, USER, QueryFailed
from services.query.statements import alter, create, iceberg, queries, show
from services.query.statements.model import Statement
from services.query.statements.reader import Reader
from services.query.statements.tokens import Kind

_WORD = re.compile(r"(?:\s+|--[^\r\n]*|/\*.*?\*/)*(\w*)", re.DOTALL)
_HIVE = ("ALTER", "MSCK", "DESCRIBE", "DESC", "SHOW", "DROP", "VACUUM")

_BY_FIRST: dict[str, Callable[[Reader], Statement]] = {
    "SELECT": queries.select,
    "WITH": queries.select,
    "VALUES": queries.select,
    "TABLE": queries.select,
}
_BY_WORDS: tuple[tuple[tuple[str, ...], Callable[[Reader], Statement]], ...] = (
    (("INSERT",), queries.insert),
    (("UNLOAD",), queries.unload),
    (("DELETE",), iceberg.delete),
    (("UPDATE",), iceberg.update),
    (("MERGE",), iceberg.merge),
    (("OPTIMIZE",), iceberg.optimize),
    (("VACUUM",), iceberg.vacuum),
    (("EXPLAIN",), queries.explain),
    (("PREPARE",), queries.prepare),
    (("EXECUTE",), queries.execute),
    (("DEALLOCATE",), queries.deallocate),
    (("SHOW", "CREATE", "VIEW"), show.show_create_view),
    (("SHOW",), show.show),
    (("DESCRIBE",), show.describe),
    (("DESC",), show.describe),
    (("MSCK",), alter.repair),
    (("ALTER", "TABLE"), alter.alter_table),
    (("ALTER", "DATABASE"), create.alter_database),
    (("ALTER", "SCHEMA"), create.alter_database),
    (("DROP", "TABLE"), create.drop_table),
    (("DROP", "VIEW"), queries.drop_view),
    (("DROP", "DATABASE"), create.drop_database),
    (("DROP", "SCHEMA"), create.drop_database),
    (("CREATE", "DATABASE"), create.create_database),
    (("CREATE", "SCHEMA"), create.create_database),
    (("CREATE", "EXTERNAL", "TABLE"), lambda reader: create.create_table(reader, external=True)),
    (("CREATE", "VIEW"), lambda reader: queries.create_view(reader, or_replace=False)),
    (("CREATE", "OR", "REPLACE", "VIEW"), lambda reader: queries.create_view(reader, or_replace=True)),
)
_NOT_ATHENAS = frozenset(
    ["ANALYZE", "CALL", "COMMENT", "COMMIT", "DENY", "EXPORT", "GRANT", "IMPORT", "LOAD", "LOCK", "REFRESH", "RESET"]
    + ["REVOKE", "ROLLBACK", "SET", "START", "TRUNCATE", "UNLOCK", "USE"]
)


def parse(sql: str) -> Statement:
    """The statement that a text is. Raises QueryFailed where it is none of Athena's, or one that is refused."""
    words = _head(sql)
    hive = _is_hive(words)
    if words[:2] == ("CREATE", "TABLE"):
        return _create_table(sql)
    reader = Reader(sql, hive)
    statement = _read(reader, hive)
    reader.end()
    return statement


def _head(sql: str) -> tuple[str, ...]:
    """The first three words, in upper case."""
    found: list[str] = []
    at = 0
    while len(found) < 3 and (match := _WORD.match(sql, at)) is not None and match.group(1):
        found.append(match.group(1).upper())
        at = match.end()
    return tuple(found)


def _is_hive(words: tuple[str, ...]) -> bool:
    """Whether Athena reads a statement with Hive's parser."""
    if words[:2] == ("DROP", "VIEW") or words[:3] == ("SHOW", "CREATE", "VIEW"):
        return False
    return words[:1] != () and (
        words[0] in _HIVE or (words[0] == "CREATE" and words[1:2] in (("DATABASE",), ("SCHEMA",), ("EXTERNAL",)))
    )


def _create_table(sql: str) -> Statement:
    """CREATE TABLE AS, of Trino; without AS it is Iceberg's, of Hive, whose strings have other escapes."""
    try:
        reader = Reader(sql, hive=False)
    except QueryFailed:  # of a string that only Hive's escapes close
        return _create_iceberg(sql)
    reader.expect("CREATE", "TABLE")
    depth, before = 0, ""
    while reader.peek().kind is not Kind.END:
        last, token = before, reader.next()
        before = token.word
        depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind is Kind.SYMBOL else 0
        if depth == 0 and token.word == "AS" and last not in ("STORED", "DEFINED"):
            reader.back(2)
            statement = queries.create_table_as(reader)
            reader.end()
            return statement
    return _create_iceberg(sql)


def _create_iceberg(sql: str) -> Statement:
    reader = Reader(sql, hive=True)
    reader.expect("CREATE", "TABLE")
    statement = create.create_table(reader, external=False)
    reader.end()
    return statement


def _read(reader: Reader, hive: bool) -> Statement:
    first = reader.peek()
    if first.kind is Kind.END:
        raise QueryFailed("Query string is empty", USER, SYNTAX_ERROR, "MALFORMED_QUERY")
    if first.word in _BY_FIRST or reader.sees("("):
        return queries.select(reader)
    for words, read in _BY_WORDS:
        if reader.accept(*words):
            return read(reader)
    if first.word in _NOT_ATHENAS or (hive and first.word in _HIVE) or first.word == "CREATE":
        raise _unsupported(reader)
    raise reader.wrong(*sorted({*_BY_FIRST, *(words[0] for words, _ in _BY_WORDS)}))


def _unsupported(reader: Reader) -> QueryFailed:
    """A statement that Athena knows and does not take, or that starts like one of its own and goes on otherwise."""
    first, second = reader.peek(), reader.peek(1)
    if second.kind is Kind.WORD or first.word in _NOT_ATHENAS:
        shown = f"{first.word} {second.word}".strip()
        return QueryFailed(f"Queries of this type are not supported: {shown}", USER, NOT_SUPPORTED, "NOT_SUPPORTED")
    reader.next()
    return reader.wrong("DATABASE", "SCHEMA", "TABLE", "VIEW")
