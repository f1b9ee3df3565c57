"""What AWS refuses for its size, before a body is read.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html (5 GiB a put or a part),
https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html (keys of 1,024 bytes, 2 KB of metadata).
"""

from __future__ import annotations

from collections.abc import Mapping

from aws.refusal import Refused
from services.gateway.changes import bucket_and_key

FORM_BYTES = 1024 * 1024  # of a JSON or form request; the catalog has its own limit for each operation
DELETE_BYTES = 2 * 1024 * 1024  # of the 1,000 keys of a DeleteObjects
_OBJECT = 5 * 1024**3
_KEY = 1024
_METADATA = 2048


def check(path: str, headers: Mapping[str, str], length: int | None) -> None:
    """Raises Refused, as S3 does, where an object, its key or its metadata is too large. `length` in bytes.

    One thing S3 takes and no store here: a key that is no plain path. MinIO refuses it, S3Proxy takes
    it for another.
    """
    _, key = bucket_and_key(path)
    if len(key.encode("utf-8", "surrogatepass")) > _KEY:
        raise Refused("KeyTooLongError", "Your key is too long")
    if not _is_plain(key):
        raise Refused(
            "InvalidRequest", "tarn keeps no key with nothing, '.' or '..' between slashes: its stores cannot"
        )
    if key.endswith("/") and length:
        raise Refused("InvalidRequest", "tarn keeps no content under a key that ends with a slash: its stores cannot")
    if length is not None and length > _OBJECT:
        raise Refused("EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size.")
    kept = sum(
        len(name.removeprefix("x-amz-meta-")) + len(value.encode("utf-8", "replace"))
        for name, value in headers.items()
        if name.startswith("x-amz-meta-")
    )
    if kept > _METADATA:
        raise Refused("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size.")


def _is_plain(key: str) -> bool:
    """Whether a key names one file below a folder; a slash at its end is a folder's mark.

    >>> [_is_plain(key) for key in ("", "a/b", "a/", "a//b", "/a", "a/../b")]
    [True, True, True, False, False, False]
    """
    *folders, last = key.split("/")
    return not {"", ".", ".."} & {*folders, last or "a"}
