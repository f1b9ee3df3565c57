"""Cells of delimited text: what Hive's LazySimpleSerDe makes of them, by DuckDB."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from services.query.engine.delimited import Cells
from services.query.engine.types import parsed
from services.query.failure import QueryFailed


def _read(type_: str, cell: str, **parameters: str) -> Any:
    given = {name.replace("_", "."): mark for name, mark in parameters.items()}
    value = Cells(given, "\t").column("line", 1, parsed(type_))
    return duckdb.execute(f"SELECT {value} FROM (SELECT ? AS line)", [cell]).fetchall()[0][0]


@pytest.mark.parametrize(
    ("type_", "cell", "value"),
    [
        ("int", "7", 7),
        ("int", "x", None),
        ("string", "", ""),
        ("string", r"\N", None),
        ("boolean", "TRUE", True),
        ("boolean", "1", None),
        ("binary", "MTIz", b"123"),
        ("binary", "?!", b"?!"),
        ("array<int>", "1\x02\\N\x02x", [1, None, None]),
        ("array<int>", "", []),
        ("array<int>", r"\N", None),
        ("array<array<int>>", "1\x032\x023", [[1, 2], [3]]),
        ("map<int,int>", "1\x032\x023\x034", {1: 2, 3: 4}),
        ("map<int,int>", "1\x032\x021\x034\x02\\N\x035\x027", {1: 2, 7: None}),
        ("map<string,string>", "a\x03b\x03c", {"a": "b\x03c"}),
        ("map<string,array<int>>", "a\x031\x042\x02b\x03", {"a": [1, 2], "b": []}),
        ("map<string,string>", "", {}),
        ("map<string,string>", r"\N", None),
        ("struct<a:int,b:string>", "1\x02b", {"a": 1, "b": "b"}),
        ("struct<a:int,b:string>", "1", {"a": 1, "b": None}),
        ("struct<a:int,b:string>", r"\N", None),
        ("array<struct<a:int,b:int>>", "1\x032\x023\x034", [{"a": 1, "b": 2}, {"a": 3, "b": 4}]),
    ],
)
def test_a_cell(type_: str, cell: str, value: Any) -> None:
    assert _read(type_, cell) == value


def test_separators_of_the_table_s_own() -> None:
    marks = {"mapkey_delim": ":"}
    assert _read("map<string,int>", "a:1,b:2", collection_delim=",", **marks) == {"a": 1, "b": 2}
    assert _read("map<string,int>", "a:1,b:2", colelction_delim=",", **marks) == {"a": 1, "b": 2}  # as Hive 2 writes it


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        (r"a\,b,c", ["a,b", "c"]),
        (r"\\,c", ["\\", "c"]),
        (r"\\\,,", ["\\,", ""]),
        (",,", ["", "", ""]),
        ("a\\", ["a\\"]),
        (r"\N,b", [None, "b"]),
        ("é,\U0001f600", ["é", "\U0001f600"]),
        ("", [""]),
    ],
)
@pytest.mark.parametrize("escape", ["\\", "^", "]"])
def test_what_is_escaped_separates_nothing(line: str, cells: list[str | None], escape: str) -> None:
    marks = {"escape.delim": escape, "serialization.null.format": escape + "N"}
    of = Cells(marks, ",")
    columns = ", ".join(of.column("line", place, parsed("string")) for place in range(1, len(cells) + 2))
    row = duckdb.execute(f"SELECT {columns} FROM (SELECT ? AS line)", [line.replace("\\", escape)]).fetchall()[0]
    assert list(row) == [one and one.replace("\\", escape) for one in [*cells, None]]


def test_a_map_s_key_may_be_escaped() -> None:
    marks = {"collection_delim": ",", "mapkey_delim": ":", "escape_delim": "\\"}
    assert _read("map<string,string>", r"a\:b:c\,d,e", **marks) == {"a:b": "c,d", "e": None}


@pytest.mark.parametrize("cell", ["'", "');", "a'b"])
def test_marks_of_sql_are_text(cell: str) -> None:
    assert _read("array<string>", cell, collection_delim="'") == cell.split("'")


def test_too_deep_is_refused_by_name() -> None:
    with pytest.raises(QueryFailed, match="levels deep"):
        _read("array<" * 9 + "int" + ">" * 9, "1")
