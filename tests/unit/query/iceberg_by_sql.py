"""What tests of Iceberg tables share: a table by SQL, what a statement fails with, a table's metadata."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.query.failure import QueryFailed
from tests.unit.query.lake_in_memory import Lake

OF = "LOCATION 's3://b/t/' TBLPROPERTIES ('table_type'='ICEBERG')"


def fails(lake: Lake, sql: str) -> str:
    with pytest.raises(QueryFailed) as caught:
        lake.write(sql)
    return caught.value.message


def refused(lake: Lake, sql: str) -> str:
    with pytest.raises(QueryFailed) as caught:
        lake.runs(sql)
    return caught.value.message


def metadata(lake: Lake, name: str = "t") -> dict[str, Any]:
    place = lake.athena.table(name)["Parameters"]["metadata_location"]
    found: dict[str, Any] = json.loads(lake.objects[place.removeprefix("s3://b/")])
    return found


def count(done: Any) -> int:
    """How many rows a statement changed."""
    return int(done.rows["UpdateCount"])
