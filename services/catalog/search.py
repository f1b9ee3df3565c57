"""SearchTables: tables of all databases by their properties, or by words anywhere in their definition.

    docs.aws.amazon.com/glue/latest/webapi/API_SearchTables.html

A property of text matches where the value is all of it, or one of its words: `link` finds `customer-link`, not
`xxlinkyy`. Words are what stands between marks of punctuation, whatever their case. A `Comparator` is for times alone.
`SearchText` asks for each of its words somewhere in a table; in double quotes, for a property that is just that.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from aws.pages import place_of, token_of
from services.catalog.definitions import table_shown
from services.catalog.errors import InvalidInputException
from services.catalog.tables import tables

Answer = dict[str, Any]

TEXTS = {
    "Name": ("Name",),
    "DatabaseName": ("DatabaseName",),
    "Description": ("Description",),
    "Owner": ("Owner",),
    "TableType": ("TableType",),
    "CatalogId": ("CatalogId",),
    "CreatedBy": ("CreatedBy",),
    "VersionId": ("VersionId",),
    "Location": ("StorageDescriptor", "Location"),
    "InputFormat": ("StorageDescriptor", "InputFormat"),
    "OutputFormat": ("StorageDescriptor", "OutputFormat"),
}
TIMES = ("CreateTime", "UpdateTime", "LastAccessTime", "LastAnalyzedTime")
COMPARED = {
    "EQUALS": operator.eq,
    "GREATER_THAN": operator.gt,
    "LESS_THAN": operator.lt,
    "GREATER_THAN_EQUALS": operator.ge,
    "LESS_THAN_EQUALS": operator.le,
}


def search_tables(db: Connection, asked: Answer, _now: float) -> Answer:
    """A page of the tables that fit. Raises InvalidInputException for a property that is none."""
    if asked.get("ResourceShareType") == "FOREIGN":
        return {"TableList": []}  # no other account shares anything
    found = [table_shown(row) for row in db.execute(select(tables))]
    found = [table for table in found if fits(table, asked)]
    return _page(found, asked)


def fits(table: Answer, asked: Answer) -> bool:
    """Whether a table has every property, and the words, of a search."""
    text = asked.get("SearchText")
    return all(_fits_filter(table, one) for one in asked.get("Filters") or []) and (not text or _has(table, text))


def _fits_filter(table: Answer, one: Answer) -> bool:
    key, value, comparator = one.get("Key"), one.get("Value", ""), one.get("Comparator")
    if key in TIMES:
        held = table.get(key)
        return held is not None and COMPARED[comparator or "EQUALS"](float(held), _time(value))
    if comparator not in (None, "EQUALS"):
        raise InvalidInputException(f"Comparator {comparator} is for times alone: {', '.join(TIMES)}")
    if key in TEXTS:
        return _matches(_member(table, TEXTS[key]), value)
    parameters = table.get("Parameters") or {}
    if key in parameters:
        return _matches(parameters[key], value)
    if key in {"Retention", "IsRegisteredWithLakeFormation", "PartitionKeys", "Parameters", "StorageDescriptor"}:
        raise InvalidInputException(f"a search by {key} is not served: {', '.join(TEXTS)} are, and names of Parameters")
    return False


def _member(table: Answer, path: tuple[str, ...]) -> str:
    value: Any = table
    for name in path:
        value = (value or {}).get(name)
    return "" if value is None else str(value)


def _matches(held: str, value: str) -> bool:
    return held.lower() == value.lower() or value.lower() in words(held)


def words(text: str) -> set[str]:
    """The words of a text, in lower case."""
    return set(filter(None, re.split(r"[\W_]+", text.lower())))


def _has(table: Answer, text: str) -> bool:
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].lower() in {held.lower() for held in _texts(table)}
    held = set().union(*(words(one) for one in _texts(table)))
    return words(text) <= held


def _texts(table: Answer) -> Iterator[str]:
    yield from (_member(table, path) for path in TEXTS.values())
    storage = table.get("StorageDescriptor") or {}
    for column in [*(storage.get("Columns") or []), *(table.get("PartitionKeys") or [])]:
        yield from (column["Name"], column.get("Comment") or "")
    for name, value in (table.get("Parameters") or {}).items():
        yield from (name, value)


def _time(text: str) -> float:
    """A time of a filter: seconds, or ISO 8601."""
    try:
        return float(text)
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInputException(f"{text[:100]!r} is no time: give seconds, or 2026-01-31T12:00:00Z") from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _page(found: list[Answer], asked: Answer) -> Answer:
    """In the order that is asked for, then by database and name: a token is a table's place in this order."""
    (criterion,) = asked.get("SortCriteria") or [{}]
    field = criterion.get("FieldName", "Name")
    if field not in TEXTS and field not in TIMES:
        raise InvalidInputException(f"to sort by {field!r} is not served: {', '.join([*TEXTS, *TIMES])} are")
    down = criterion.get("Sort") == "DESC"

    def place(table: Answer) -> list[Any]:
        value = float(table.get(field) or 0) if field in TIMES else _member(table, TEXTS[field])
        return [value, table["DatabaseName"], table["Name"]]

    left = sorted(found, key=place, reverse=down)
    if asked.get("NextToken"):
        after = _place_of(asked["NextToken"], field in TIMES)
        left = [table for table in left if (place(table) < after if down else place(table) > after)]
    size = asked.get("MaxResults") or 100
    more = {"NextToken": token_of(place(left[size - 1]))} if len(left) > size else {}
    return {"TableList": left[:size], **more}


def _place_of(token: str, time: bool) -> list[Any]:
    bad = InvalidInputException("NextToken is not one that this catalog gave for this order")
    found: list[Any] = place_of(token, bad, list) or []
    if [type(one) for one in found] != [float if time else str, str, str]:
        raise bad
    return found
