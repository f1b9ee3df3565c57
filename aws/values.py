"""Values as a shape of the model has them, out of what JSON or CBOR hold, and back.

    in Python   datetime (aware)   bytes            str int float bool list dict
    JSON        seconds            base64 text      the same
    CBOR        tag 1              byte string      the same

Members that the model does not know are passed over, as AWS does. A value of another type than its shape's is a
SerializationException.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from aws.refusal import Refused

_NAMES = {str: "a string", int: "a number", float: "a number", bool: "a boolean", list: "a list", dict: "an object"}
_INTEGERS = {"integer": 32, "long": 64, "short": 16, "byte": 8}


def decoded(shape: Shape | None, given: Any, where: str = "") -> Any:
    """A value that came in JSON or CBOR. Raises Refused (SerializationException) for one of another type."""
    if shape is None:
        return {}
    if isinstance(shape, StructureShape):
        members = _is(given, dict, where)
        return {
            name: decoded(member, members[name], _below(where, name))
            for name, member in shape.members.items()
            if members.get(name) is not None
        }
    if isinstance(shape, ListShape):
        return [decoded(shape.member, one, where) for one in _is(given, list, where)]
    if isinstance(shape, MapShape):
        return {str(key): decoded(shape.value, value, where) for key, value in _is(given, dict, where).items()}
    return _scalar(shape.type_name, given, where)


def encoded(shape: Shape | None, value: Any, time: Callable[[datetime], Any], blob: Callable[[bytes], Any]) -> Any:
    """An answer's value for a wire that writes times and bytes as these two functions do. None is left out."""
    if shape is None:
        return {}
    if isinstance(shape, StructureShape):
        unknown = value.keys() - shape.members.keys()
        if unknown:
            raise TypeError(f"{shape.name} has no {', '.join(sorted(unknown))}")
        return {name: encoded(shape.members[name], one, time, blob) for name, one in value.items() if one is not None}
    if isinstance(shape, ListShape):
        return [encoded(shape.member, one, time, blob) for one in value]
    if isinstance(shape, MapShape):
        return {key: encoded(shape.value, one, time, blob) for key, one in value.items() if one is not None}
    if isinstance(value, datetime):
        return time(value)
    return blob(value) if isinstance(value, bytes) else value


def seconds(value: datetime) -> float:
    """A time as JSON has it."""
    return round(value.timestamp(), 3)


def base64_text(value: bytes) -> str:
    """Bytes as JSON has them."""
    return base64.b64encode(value).decode("ascii")


def _scalar(kind: str, given: Any, where: str) -> Any:
    if kind in _INTEGERS:
        return _integer(given, _INTEGERS[kind], where)
    if kind in ("float", "double"):
        return _real(given, where)
    if kind == "boolean":
        return _is(given, bool, where)
    if kind == "timestamp":
        return _time(given, where)
    if kind == "blob":
        return _bytes(given, where)
    return _is(given, str, where)


def _integer(given: Any, bits: int, where: str) -> int:
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int):
        raise _wrong(given, int, where)
    if not -(1 << bits - 1) <= given < 1 << bits - 1:
        raise Refused("SerializationException", f"{where or 'a number'} does not fit {bits} bits")
    return given


def _real(given: Any, where: str) -> float:
    if isinstance(given, str) and given in ("NaN", "Infinity", "-Infinity"):
        return float(given.replace("Infinity", "inf"))
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise _wrong(given, float, where)
    return float(given)


def _time(given: Any, where: str) -> datetime:
    try:
        if isinstance(given, datetime):
            return given if given.tzinfo else given.replace(tzinfo=UTC)
        if isinstance(given, str):
            found = datetime.fromisoformat(given)
            return found if found.tzinfo else found.replace(tzinfo=UTC)
        if not isinstance(given, bool) and isinstance(given, int | float) and math.isfinite(given):
            return datetime.fromtimestamp(given, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise Refused("SerializationException", f"{where or 'a value'} is no timestamp")


def _bytes(given: Any, where: str) -> bytes:
    if isinstance(given, bytes):
        return given
    try:
        return base64.b64decode(_is(given, str, where), validate=True)
    except binascii.Error:
        raise Refused("SerializationException", f"{where or 'a value'} is not base64") from None


def _is(given: Any, kind: type, where: str) -> Any:
    if not isinstance(given, kind):
        raise _wrong(given, kind, where)
    return given


def _wrong(given: Any, kind: type, where: str) -> Refused:
    found = _NAMES.get(type(given), "nothing" if given is None else "another value")
    return Refused("SerializationException", f"{where or 'the request'} is {found}, not {_NAMES[kind]}")


def _below(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
