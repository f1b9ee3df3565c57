"""GetQueryResults: pages of a result, read from its file in S3.

A page's token is the place in the file where it begins, so that a page costs its own bytes, whatever comes before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aws.pages import token_of
from services.query.refusals import invalid, place_of
from services.query.results import columns
from services.query.results.text import csv_rows

MOST_ROWS = 1000
_PIECE = 256 * 1024
_MOST_BYTES = 8 * 1024 * 1024  # of one page

GetRange = Callable[[str, str, int, int], bytes]  # bucket, key, offset, length; KeyError where there is none


class Pages:
    """Reads results: whole objects, their sizes, parts of them. All three raise KeyError where there is none."""

    def __init__(self, get: Callable[[str, str], bytes], size: Callable[[str, str], int], get_range: GetRange) -> None:
        self._get = get
        self._size = size
        self._get_range = get_range

    def page(self, document: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
        """One page of the result of an execution. Raises Refused."""
        _check_state(document["Status"]["State"])
        location = document["ResultConfiguration"]["OutputLocation"]
        most = asked.get("MaxResults", MOST_ROWS)
        told: dict[str, Any] = {"ResultSet": {"Rows": [], "ResultSetMetadata": {"ColumnInfo": []}}}
        if document["StatementType"] == "DML" or document["SubstatementType"] == "CREATE_TABLE_AS_SELECT":
            told["UpdateCount"] = document.get("Rows", {}).get("UpdateCount", 0)
        if not location.endswith((".csv", ".txt")):
            told["ResultSet"]["ResultSetMetadata"]["ColumnInfo"] = [columns.column("rows", "bigint").info]
            return told
        bucket, _, key = location.removeprefix("s3://").partition("/")
        try:
            described = columns.of_record(document)
            if described is None:
                described = columns.read(self._get(bucket, f"{key}.metadata"))
            infos = [one.info for one in described]
            size = document.get("Rows", {}).get("OutputBytes")
            size = self._size(bucket, key) if size is None else size
            rows, after = self._rows(bucket, key, size, place_of(asked.get("NextToken")), most, len(infos))
        except KeyError:
            raise invalid("Could not find results", "RESULT_NOT_FOUND") from None
        told["ResultSet"] = {"Rows": rows, "ResultSetMetadata": {"ColumnInfo": infos}}
        told["NextToken"] = after
        return told

    def _rows(
        self, bucket: str, key: str, size: int, place: str, most: int, width: int
    ) -> tuple[list[dict[str, Any]], str | None]:
        if place and not place.isdecimal():
            raise invalid("Invalid NextToken")
        begin = int(place or 0)
        data, rows, used = b"", list[dict[str, Any]](), 0
        while len(rows) < most and begin + len(data) < size and (not rows or len(data) < _MOST_BYTES):
            data += self._get_range(bucket, key, begin + len(data), min(_PIECE, size - begin - len(data)))
            rows, used = _parsed(data, key.endswith(".csv"), most, width)
        return rows, token_of(str(begin + used)) if begin + used < size else None


def _parsed(data: bytes, is_csv: bool, most: int, width: int) -> tuple[list[dict[str, Any]], int]:
    """The whole rows in these bytes, and how many bytes they are."""
    text = data.decode("utf-8", "ignore")  # a character cut in two is read with the next piece
    rows, used = [], 0
    if is_csv:
        for row, end in csv_rows(text):
            rows.append({"Data": [{} if cell is None else {"VarCharValue": cell} for cell in row]})
            used = end
            if len(rows) == most:
                break
    else:
        for line in text.splitlines(keepends=True)[:most]:
            if not line.endswith("\n"):
                break
            cells = line[:-1].split("\t", max(0, width - 1)) if width > 1 else [line[:-1]]
            rows.append({"Data": [{"VarCharValue": cell} for cell in cells]})
            used += len(line)
    return rows, len(text[:used].encode())


def _check_state(state: str) -> None:
    if state in ("QUEUED", "RUNNING"):
        said = f"Query has not yet finished. Current state: {state}"
        raise invalid(said, "INVALID_QUERY_EXECUTION_STATE")
    if state == "FAILED":
        said = "Query did not finish successfully. Final query state: FAILED"
        raise invalid(said, "INVALID_QUERY_EXECUTION_STATE")
    if state == "CANCELLED":
        raise invalid("Could not find results", "RESULT_NOT_FOUND")
