"""Reads the members of an event out of its JSON, and says which has the wrong type. Pure, and exact.

A number, an object or an array stays the text that was sent: Spark's own JSON functions would make near numbers of
some. Of two members with one name the last counts, as in every JSON reader.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec

_KIND_OF = {'"': "string", "{": "object", "[": "array", "t": "boolean", "f": "boolean", "n": "null"}

Read = Callable[[str | None], tuple[str | None, ...]]


@lru_cache(maxsize=8)
def reader(members: tuple[tuple[str, str], ...]) -> Read:
    """A function of a body: what is wrong with it, or None, and then the text of each of `members`, (name, type).

    >>> reader((("a", "string"), ("b", "number?")))('{"a": "x", "b": 1.50, "c": 2}')
    (None, 'x', '1.50')
    >>> reader((("a", "string"),))('{"a": 5}')
    ('a is number, not string', None)
    """
    fields: Any = [(f"m{place}", msgspec.Raw, msgspec.field(default=msgspec.Raw())) for place in range(len(members))]
    names = {f"m{place}": name for place, (name, _) in enumerate(members)}
    decode = msgspec.json.Decoder(msgspec.defstruct("Event", fields, rename=names)).decode
    wanted = [(name, kind.removesuffix("?"), kind.endswith("?")) for name, kind in members]
    nothing = (None,) * len(members)

    def read(body: str | None) -> tuple[str | None, ...]:
        try:
            event = decode(body or "")
            found = [_text(getattr(event, attribute), *want) for attribute, want in zip(names, wanted, strict=True)]
        except (_Wrong, msgspec.DecodeError) as error:
            return (str(error), *nothing)
        return (None, *found)

    return read


class _Wrong(Exception):
    """A member has another type than it must have."""


def _text(raw: msgspec.Raw, name: str, kind: str, may_be_missing: bool) -> str | None:
    text = bytes(raw).decode()
    is_ = _KIND_OF.get(text[0], "number") if text else "missing"
    if is_ == kind:
        return msgspec.json.decode(text, type=str) if kind == "string" else text
    if may_be_missing and is_ in ("missing", "null"):
        return None
    raise _Wrong(f"{name} is {is_}, not {kind}")
