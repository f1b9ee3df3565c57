"""The lake's table in the catalog: brought up to date by a start, and left alone where it is."""

from __future__ import annotations

from typing import Any

import pytest

from services.etl.schema import Column, Schema
from services.etl.table import find_update, table_input

MADE = table_input(Schema(columns=(Column("lesson", "string"),)))
AS_GLUE_SHOWS_IT = {**MADE, "DatabaseName": "tarn", "VersionId": "1", "CreateTime": 1.0}


def test_a_start_with_nothing_new_writes_nothing() -> None:
    assert find_update(MADE, AS_GLUE_SHOWS_IT) is None


def test_a_new_column_of_the_schema_file_becomes_one_of_the_table() -> None:
    more = table_input(Schema(columns=(Column("lesson", "string"), Column("price", "double"))))
    assert find_update(more, AS_GLUE_SHOWS_IT) == more


@pytest.mark.parametrize(
    "told", [{"Description": "all events"}, {"Owner": "me"}, {"Parameters": {"classification": "parquet", "team": "x"}}]
)
def test_what_people_told_of_the_table_stays(told: dict[str, Any]) -> None:
    assert find_update(MADE, {**AS_GLUE_SHOWS_IT, **told}) is None
    more = table_input(Schema(columns=(Column("price", "double"),)))
    assert find_update(more, {**AS_GLUE_SHOWS_IT, **told}) == {**more, **told}
