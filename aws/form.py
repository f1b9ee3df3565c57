"""AWS's query protocol: a request is a form, an answer is XML.

    Action=PutMetricData&Namespace=a&MetricData.member.1.MetricName=b
    <PutMetricDataResponse><PutMetricDataResult>…</PutMetricDataResult><ResponseMetadata>…

docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/making-api-requests.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from aws.refusal import Refused
from aws.values import base64_text

MOST_MEMBERS = 10_000  # of one list


def request(shape: Shape | None, fields: Mapping[str, str]) -> dict[str, Any]:
    """The request in a form, its values as JSON would hold them. Raises Refused."""
    if shape is None:
        return {}
    tree: dict[str, Any] = {}
    for name, value in fields.items():
        at, parts = tree, name.split(".")
        for part in parts[:-1]:
            at = at.setdefault(part, {})
            if not isinstance(at, dict):
                raise Refused("MalformedInput", f"{name} is given twice, as a value and as a structure")
        at[parts[-1]] = value
    found = _value(shape, tree)
    return found if isinstance(found, dict) else {}


def answer(operation: OperationModel, given: dict[str, Any], request_id: str, namespace: str) -> bytes:
    """The answer of an operation as XML."""
    name, shape = operation.name, operation.output_shape
    result = f"<{name}Result>{''.join(_members(shape, given))}</{name}Result>" if shape is not None else ""
    return (
        f'<{name}Response xmlns="{namespace}">{result}'
        f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{name}Response>"
    ).encode()


def _value(shape: Shape, tree: Any) -> Any:
    if isinstance(shape, StructureShape) and isinstance(tree, dict):
        return {name: _value(of, tree[name]) for name, of in shape.members.items() if name in tree}
    if isinstance(shape, ListShape):
        return [_value(shape.member, one) for one in _numbered(tree, "member")]
    if isinstance(shape, MapShape):
        entries = list(_numbered(tree, "entry"))
        if not all(isinstance(one, dict) and "key" in one for one in entries):
            raise Refused("MalformedInput", "a map is given as entry.1.key and entry.1.value")
        return {one["key"]: _value(shape.value, one.get("value", "")) for one in entries}
    return _scalar(shape.type_name, tree)


def _numbered(tree: Any, name: str) -> Iterator[Any]:
    """The members of a list, by their numbers."""
    if not isinstance(tree, dict):  # `List=`: an empty one
        return
    inner = tree.get(name, tree)
    numbered = {int(key): one for key, one in inner.items() if key.isascii() and key.isdecimal()}
    if len(numbered) > MOST_MEMBERS:
        raise Refused("MalformedInput", f"a list may have {MOST_MEMBERS} members")
    yield from (numbered[key] for key in sorted(numbered))


def _scalar(kind: str, given: Any) -> Any:
    if not isinstance(given, str):
        raise Refused("MalformedInput", "a value was expected where a structure is given")
    try:
        if kind in ("integer", "long"):
            return int(given)
        if kind in ("float", "double"):
            return float(given)
        if kind == "boolean":
            return {"true": True, "false": False}[given.lower()]
    except (ValueError, KeyError):
        raise Refused("MalformedInput", f"{given[:100]!r} is no {kind}") from None
    return given


def _members(shape: Shape, value: dict[str, Any]) -> Iterator[str]:
    assert isinstance(shape, StructureShape)
    for name, one in value.items():
        if one is not None:
            yield f"<{name}>{_xml(shape.members[name], one)}</{name}>"


def _xml(shape: Shape, value: Any) -> str:
    if isinstance(shape, StructureShape):
        return "".join(_members(shape, value))
    if isinstance(shape, ListShape):
        return "".join(f"<member>{_xml(shape.member, one)}</member>" for one in value)
    if isinstance(shape, MapShape):
        pairs = ((_xml(shape.key, key), _xml(shape.value, one)) for key, one in value.items())
        return "".join(f"<entry><key>{key}</key><value>{one}</value></entry>" for key, one in pairs)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, bytes):
        return base64_text(value)
    return escape(str(value).lower() if isinstance(value, bool) else str(value))
