"""JSON as records: which texts are some, and what a row is as a record."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import Row

from awsglue.kinds import kind_of
from awsglue.records import parsed, record_of
from awsglue.types import drawn, schema_of


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ('{"a": 1}', [{"a": 1}]),
        ('\ufeff{"a": 1} ', [{"a": 1}]),
        ('{"a": 1}{"a": 2}\n{"a": 3}', [{"a": 1}, {"a": 2}, {"a": 3}]),
        ('[\n {"a": 1},\n {"a": 2}\n]', [{"a": 1}, {"a": 2}]),
        ("[]", []),
        ("  ", []),
    ],
)
def test_objects_are_records(text: str, objects: list[object]) -> None:
    assert [(one, beside) for good, one, beside in parsed([(text, "x")]) if good] == [(one, "x") for one in objects]


@pytest.mark.parametrize("text", ["no", "1", "[1]", '{"a": 1} x', '{"a": NaN}', '{"a": 1', f'{{"a": 1{"0" * 40}}}'])
def test_a_text_that_is_no_record_is_kept_whole_as_an_error(text: str) -> None:
    assert list(parsed([(text, "x")])) == [(False, text, "x")]


def test_a_record_has_the_value_of_a_choice_and_its_members_as_attributes() -> None:
    kind = ("struct", {"p": ("choice", {"int": "int", "string": "string"}), "in": kind_of({"a": [{"b": 1}]})})
    schema = schema_of(kind)
    row: Any = Row  # by its own types it takes strings alone
    record = record_of(row(row(None, "x"), row([row(1)])), schema)
    assert (record["p"], record["in"].a[0].b) == ("x", 1)
    with pytest.raises(AttributeError):
        record.none  # noqa: B018 - what it raises is what is tested
    lines = drawn(schema).splitlines()
    assert lines == [
        "root",
        "|-- p: choice",
        "|    |-- int",
        "|    |-- string",
        "|-- in: struct",
        "|    |-- a: array",
        "|    |    |-- element: struct",
        "|    |    |    |-- b: int",
    ]
