"""Pages of a listing: ordered by one column, the token of the next page is the last value of this one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select

from aws.pages import place_of, token_of
from services.catalog.errors import InvalidInputException
from services.catalog.requests import Paged

T = TypeVar("T")
Token = dict[str, str]


def page(
    db: Connection, query: Select[Any], order: ColumnElement[Any], request: Paged
) -> tuple[list[Row[Any]], dict[str, str]]:
    """Up to `max_results` rows after `next_token`, and `{"NextToken": …}` where more are left."""
    if request.next_token is not None:
        query = query.where(order > value_of(request.next_token))
    rows = list(db.execute(query.order_by(order).limit(request.max_results + 1)).all())
    if len(rows) <= request.max_results:
        return rows, {}
    rows = rows[: request.max_results]
    return rows, {"NextToken": token_of(rows[-1]._mapping[order])}


def value_of(token: str) -> str:
    """What a token was made of. Raises InvalidInputException."""
    value: str | None = place_of(token, InvalidInputException("NextToken is not one that this catalog gave"), str)
    return value or ""


def part(found: list[T], key: Callable[[T], str], asked: Mapping[str, Any], most: int = 100) -> tuple[list[T], Token]:
    """As `page`, of what is in memory: in the order of a key, whose last value is the next page's token."""
    after = value_of(asked["NextToken"]) if asked.get("NextToken") else ""
    size = asked.get("MaxResults") or most
    left = sorted((one for one in found if not after or key(one) > after), key=key)
    return left[:size], {"NextToken": token_of(key(left[size - 1]))} if len(left) > size else {}


def paged(asked: Mapping[str, Any]) -> Paged:
    """The page that a request asks for, as `page` takes it."""
    return Paged(max_results=asked.get("MaxResults") or 100, next_token=asked.get("NextToken"))
