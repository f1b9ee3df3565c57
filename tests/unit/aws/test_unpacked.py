"""Bodies that a client packed."""

from __future__ import annotations

import gzip

import pytest

from aws.refusal import Refused
from aws.unpacked import MOST_BYTES, unpacked


@pytest.mark.parametrize(("body", "encoding"), [(b"x", ""), (b"x", "identity"), (gzip.compress(b"x"), "gzip")])
def test_a_body_is_read(body: bytes, encoding: str) -> None:
    assert unpacked(body, encoding) == b"x"


@pytest.mark.parametrize(
    ("body", "encoding", "code"),
    [
        (b"x", "gzip", "SerializationException"),
        (gzip.compress(b"x" * 100)[:-9], "gzip", "SerializationException"),
        (b"x", "br", "SerializationException"),
        (gzip.compress(b"0" * (MOST_BYTES + 1)), "gzip", "RequestEntityTooLargeException"),
    ],
)
def test_a_body_is_refused(body: bytes, encoding: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        unpacked(body, encoding)
    assert refused.value.code == code
