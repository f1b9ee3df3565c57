"""The schema file: what it makes of JSON, of SQL and of the catalog's table, and what it may not say."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from lake.errors import TarnError
from services.etl.schema import Column, Schema, column_expression, json_type, load_schema, table_columns
from services.etl.settings import EtlSettings


def test_the_projects_schema_promotes_the_fields_of_clicks() -> None:
    names = [column["Name"] for column in table_columns(load_schema(EtlSettings().etl_schema))]
    assert {"user_id", "session_id", "action", "page_url", "user_agent", "ip", "price", "quantity"} <= set(names)
    assert names[:4] == ["event_uuid", "event_name", "created_at", "created_datetime"]
    assert names[-2:] == ["source", "body"]


def test_fields_are_read_as_text_wherever_they_are() -> None:
    schema = Schema((Column("user_id", "string"), Column("price", "decimal(18,2)", ("amount", "attributes.price"))))
    assert json_type(schema).endswith("`user_id` STRING, `amount` STRING, `attributes` STRUCT<`price`: STRING>")


@pytest.mark.parametrize(
    ("column", "sql"),
    [
        (Column("user_id", "string"), "e.`user_id` AS `user_id`"),
        (Column("lesson", "bigint"), "try_cast(e.`lesson` AS bigint) AS `lesson`"),
        (Column("p", "string", ("a", "b.c")), "coalesce(e.`a`, e.`b`.`c`) AS `p`"),
    ],
)
def test_a_column_is_cast_without_throwing(column: Column, sql: str) -> None:
    assert column_expression(column, "e") == sql


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
