"""The schema file: what it makes of JSON, of SQL and of the catalog's table, and what it may not say."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from lake.errors import TarnError
from services.etl.schema import (
    Column,
    Schema,
    column_expression,
    find_changed,
    find_wrong,
    json_type,
    load_schema,
    table_columns,
)
from services.etl.settings import EtlSettings


def test_the_projects_schema_promotes_the_fields_of_clicks() -> None:
    names = [column["Name"] for column in table_columns(load_schema(EtlSettings().etl_schema))]
    assert {"user_id", "session_id", "action", "page_url", "user_agent", "ip", "price", "quantity"} <= set(names)
    assert names[:4] == ["event_uuid", "event_name", "created_at", "created_datetime"]
    assert names[-2:] == ["source", "body"]


def test_fields_are_read_as_text_wherever_they_are() -> None:
    schema = Schema((Column("user_id", "string"), Column("price", "decimal(18,2)", ("amount", "attributes.price"))))
    assert json_type(schema).endswith("`user_id` STRING, `amount` STRING, `attributes` STRUCT<`price`: STRING>")


def test_the_first_of_several_paths_is_taken() -> None:
    assert "coalesce(e.`a`, e.`b`.`c`)" in column_expression(Column("p", "string", ("a", "b.c")), "e")


WRONG = [
    ([Column("x", "array<string>")], "array<string>"),
    ([Column("x", "strnig")], "strnig"),
    ([Column("x", "decimal(39,2)")], "decimal"),
    ([Column("x", "decimal(5,6)")], "decimal"),
    ([Column("x", "binary")], "binary"),
    ([Column("User", "string"), Column("user", "string", ("other",))], "'user' is there already"),
    ([Column("Body", "string")], "'Body' is there already"),
    ([Column("a b", "string")], "is no name"),
    ([Column("", "string")], "is no name"),
    ([Column("x", "string", ("a",)), Column("y", "string", ("a.b",))], "'a.b', which cannot be read beside 'a'"),
    ([Column("x", "string", ("a.b",)), Column("y", "string", ("a",))], "'a', which cannot be read beside 'a.b'"),
    ([Column("x", "string", ("event_uuid.a",))], "cannot be read beside 'event_uuid'"),
    ([Column("x", "string", ("a..b",))], "names of fields"),
    ([Column("x", "string", ('a"b',))], "names of fields"),
]


@pytest.mark.parametrize(("columns", "says"), WRONG)
def test_an_entry_that_cannot_be_is_named(columns: list[Column], says: str) -> None:
    assert says in str(find_wrong(Schema(tuple(columns))))


def test_two_columns_may_come_of_one_path() -> None:
    assert find_wrong(Schema((Column("x", "string", ("a",)), Column("y", "decimal(9, 2)", ("a", "b"))))) is None


def test_a_column_of_the_table_keeps_its_type() -> None:
    schema = Schema((Column("x", "bigint"), Column("y", "decimal(9,2)"), Column("new", "string")))
    assert find_changed(schema, [{"Name": "x", "Type": "bigint"}, {"Name": "y", "Type": "decimal(9, 2)"}]) is None
    changed = find_changed(schema, [{"Name": "x", "Type": "string"}, {"Name": "gone", "Type": "int"}])
    assert changed == "column 'x' is string in the table, and cannot become bigint"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not usable"),
        (b'{"columns": [{"name": "x"}]}', "type"),
        (b'{"columns": [{"name": "x", "type": "string", "from": "y"}]}', "from"),
        (msgspec.json.encode({"columns": [{"name": "x", "type": "string"}] * 2}), "'x' is there already"),
        (b'{"columns": [{"name": "body", "type": "string"}]}', "'body' is there already"),
        (b'{"columns": [{"name": "day", "type": "string"}]}', "'day' is there already"),
    ],
)
def test_a_schema_that_cannot_be_is_one_line(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "schema.json"
    path.write_bytes(content)
    with pytest.raises(TarnError, match=says) as refused:
        load_schema(path)
    assert "\n" not in str(refused.value)


def test_a_missing_schema_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(TarnError, match="No such file"):
        load_schema(tmp_path / "none.json")
