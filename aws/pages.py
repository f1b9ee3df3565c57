"""Pages of a listing: a token is the place where the next page begins, and good for nothing else. Pure."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any


def token_of(place: Any) -> str:
    """A place, of JSON's types, as a client hands it back."""
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode()


def place_of(token: str | None, refusal: Exception, kind: type[Any] = object) -> Any:
    """What a token was made of; None without one. Raises `refusal` for what is no token, or one of another kind."""
    if not token:
        return None
    try:
        place = json.loads(base64.urlsafe_b64decode(token.encode("ascii")))
    except (ValueError, RecursionError, binascii.Error):
        raise refusal from None
    if not isinstance(place, kind):
        raise refusal
    return place


def page(rows: list[Any], size: int, token: str | None, refusal: Exception) -> tuple[list[Any], str | None]:
    """The page of a list that a token asks for, and the next page's token. Tokens are offsets."""
    start = place_of(token, refusal, int) or 0
    if start < 0:
        raise refusal
    more = token_of(start + size) if start + size < len(rows) else None
    return rows[start : start + size], more
