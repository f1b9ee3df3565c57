"""Which objects a request of a client finishes or deletes: pure, from its head and, where they tell, both bodies.

What is found here is announced (`announcements.py`), so that who follows the announcements learns of clients'
objects as of the sink's. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple
from urllib.parse import parse_qsl, unquote
from xml.etree import ElementTree

Kind = Literal["put", "copy", "complete", "delete", "delete-many"]

# With one of these in the query a request is about something beside the object's content.
_BESIDE = {
    "acl", "tagging", "retention", "legal-hold", "torrent", "attributes", "restore", "select", "uploads",
    "partNumber", "renameObject", "annotation",
}  # fmt: skip


class Change(NamedTuple):
    """What a request will have done when it is answered well; `key` is empty where its body names the keys."""

    kind: Kind
    bucket: str
    key: str


def bucket_and_key(path: str) -> tuple[str, str]:
    """Of a path-style request, decoded.

    >>> bucket_and_key("/raw/events/a%20b")
    ('raw', 'events/a b')
    """
    bucket, _, key = path.lstrip("/").partition("/") if path.startswith("//") else path[1:].partition("/")
    return unquote(bucket), unquote(key)


def change(method: str, path: str, query: str, headers: Mapping[str, str]) -> Change | None:
    """What this request changes; None where it changes no object's content. `headers` in lower case.

    >>> change("PUT", "/raw/a", "", {})
    Change(kind='put', bucket='raw', key='a')
    >>> change("PUT", "/raw/a", "partNumber=1&uploadId=2", {})
    """
    bucket, key = bucket_and_key(path)
    fields = {name for name, _ in parse_qsl(query, keep_blank_values=True)}
    if not bucket or fields & _BESIDE:
        return None
    if method == "PUT" and key:
        return Change("copy" if "x-amz-copy-source" in headers else "put", bucket, key)
    if method == "POST" and key and "uploadId" in fields:
        return Change("complete", bucket, key)
    if method == "DELETE" and key and "uploadId" not in fields:
        return Change("delete", bucket, key)
    if method == "POST" and not key and "delete" in fields:
        return Change("delete-many", bucket, "")
    return None


def reads_answer(kind: Kind) -> bool:
    """Whether an answer's body is looked at: these may fail with status 200."""
    return kind in ("copy", "complete", "delete-many")


def failed(body: bytes) -> bool:
    """Whether the body of a well answered copy or completion is an error after all."""
    root = _xml(body)
    return root is None or _name(root) == "Error"


def deleted(asked: bytes, answered: bytes) -> list[str]:
    """The keys that a DeleteObjects deleted: those that it named, without those that the answer calls failed."""
    request, answer = _xml(asked), _xml(answered)
    if request is None or answer is None or _name(answer) == "Error":
        return []
    wrong = {_text(one, "Key") for one in answer if _name(one) == "Error"}
    return [key for one in request if _name(one) == "Object" and (key := _text(one, "Key")) not in wrong]


def _xml(body: bytes) -> ElementTree.Element | None:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        return None  # S3 has none, and an entity may grow without end
    try:
        return ElementTree.fromstring(body.strip())
    except ElementTree.ParseError:
        return None


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: ElementTree.Element, name: str) -> str:
    return next((child.text or "" for child in element if _name(child) == name), "")
