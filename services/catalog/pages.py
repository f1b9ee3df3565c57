"""Pages of a listing: ordered by one column, the token of the next page is the last value of this one."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select

from services.catalog.errors import InvalidInputException
from services.catalog.requests import Paged


def page(
    db: Connection, query: Select[Any], order: ColumnElement[Any], request: Paged
) -> tuple[list[Row[Any]], dict[str, str]]:
    """Up to `max_results` rows after `next_token`, and `{"NextToken": …}` where more are left."""
    if request.next_token is not None:
        query = query.where(order > _value_of(request.next_token))
    rows = list(db.execute(query.order_by(order).limit(request.max_results + 1)).all())
    if len(rows) <= request.max_results:
        return rows, {}
    rows = rows[: request.max_results]
    return rows, {"NextToken": token_of(rows[-1]._mapping[order])}


def token_of(value: str) -> str:
    """An opaque token that `page` reads again."""
    return base64.urlsafe_b64encode(value.encode()).decode()


def _value_of(token: str) -> str:
    try:
        return base64.urlsafe_b64decode(token.encode("ascii")).decode()
    except (binascii.Error, ValueError):
        raise InvalidInputException("NextToken is not one that this catalog gave") from None
