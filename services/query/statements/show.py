"""SHOW and DESCRIBE (docs.aws.amazon.com/athena/latest/ug/ddl-reference.html)."""

from __future__ import annotations

from collections.abc import Callable

from services.query.failure import ENTITY_NOT_FOUND, refuse, semantic
from services.query.statements import clauses, shown
from services.query.statements.model import Statement
from services.query.statements.reader import Reader
from services.query.statements.tokens import Kind

_TRINO_ONLY = ("FUNCTIONS", "SESSION", "CATALOGS", "STATS", "ROLES", "GRANTS", "ROLE", "CURRENT", "BRANCHES")


def show(reader: Reader) -> Statement:
    """After SHOW, in Hive's words."""
    for words, read in _BY_WORDS:
        if reader.accept(*words):
            return read(reader)
    if reader.peek().word in _TRINO_ONLY:
        refuse(f"SHOW {reader.peek().word} is not served")
    raise reader.wrong("<show statement>", within="show statement")


def _databases(reader: Reader) -> Statement:
    if reader.accept("IN") or reader.accept("FROM"):
        clauses.check_catalog(reader.name("catalog name"))
    return shown.ShowDatabases(reader.string() if reader.accept("LIKE") else None)


def _tables(reader: Reader) -> Statement:
    return shown.ShowTables(_database(reader), _pattern(reader))


def _views(reader: Reader) -> Statement:
    return shown.ShowViews(_database(reader), _pattern(reader))


def _partitions(reader: Reader) -> Statement:
    return shown.ShowPartitions(*clauses.table_name(reader), clauses.optional_spec(reader))


def _properties(reader: Reader) -> Statement:
    name = clauses.table_name(reader)
    if not reader.accept("("):
        return shown.ShowTableProperties(*name)
    key = reader.string()
    reader.expect(")")
    return shown.ShowTableProperties(*name, key)


def _create_table(reader: Reader) -> Statement:
    database, table = clauses.table_name(reader)
    return shown.ShowCreateTable(database, table, f"{database}.{table}" if database else table)


def show_create_view(reader: Reader) -> Statement:
    """After SHOW CREATE VIEW, in Trino's words."""
    return shown.ShowCreateView(*clauses.table_name(reader))


def _database(reader: Reader) -> str | None:
    if reader.accept("IN") or reader.accept("FROM"):
        return clauses.database_name(reader, "database name")
    return None


def _pattern(reader: Reader) -> str | None:
    if reader.accept("LIKE") or reader.peek().kind in (Kind.STRING, Kind.NAME):
        return reader.string()
    return None


def _columns(reader: Reader) -> Statement:
    if not reader.accept("FROM"):
        reader.expect("IN")
    database, table = clauses.table_name(reader)
    if reader.sees("FROM") or reader.sees("IN"):
        reader.next()
        database = reader.name("database name")
    return shown.ShowColumns(database, table)


_BY_WORDS: tuple[tuple[tuple[str, ...], Callable[[Reader], Statement]], ...] = (
    (("DATABASES",), _databases),
    (("SCHEMAS",), _databases),
    (("TABLES",), _tables),
    (("VIEWS",), _views),
    (("COLUMNS",), _columns),
    (("PARTITIONS",), _partitions),
    (("TBLPROPERTIES",), _properties),
    (("CREATE", "TABLE"), _create_table),
)


def describe(reader: Reader) -> Statement:
    """After DESCRIBE or DESC."""
    if reader.sees("TABLE"):  # AWS's words for a table of that name
        raise semantic("Table not found table", 10001, ENTITY_NOT_FOUND)
    style = ""
    for word in ("FORMATTED", "EXTENDED"):
        if reader.sees(word) and reader.peek(1).kind in (Kind.WORD, Kind.BACKQUOTED, Kind.NAME):
            style = reader.next().word
            break
    if reader.peek().word in ("INPUT", "OUTPUT") and reader.peek(1).kind is Kind.WORD:
        refuse(f"DESCRIBE {reader.peek().word} is not served")
    name = clauses.table_name(reader, also_quoted=True)
    partition = clauses.optional_spec(reader)
    path: list[str] = []
    if reader.peek().kind in (Kind.WORD, Kind.BACKQUOTED):
        path.append(reader.name("column name"))
        while reader.accept("."):
            path.append(reader.string() if reader.peek().kind is Kind.STRING else reader.name("column name"))
    return shown.Describe(*name, style, partition, tuple(path))
