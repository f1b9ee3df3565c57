"""Bodies as S3's clients send them: whole, in chunks, signed or not, with checksums behind them."""

from __future__ import annotations

import base64
import hashlib
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws.payload import Payload, payload
from aws.refusal import Refused
from aws.sigv4 import UNSIGNED, Key, Signature

# The example of https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
KEY = Key("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
SEED = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"
SIGNED = Signature(KEY.id, "20130524", "us-east-1", "s3", ("host",), SEED, "20130524T000000Z", None)
CHUNKS = [
    (b"a" * 65536, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"),
    (b"a" * 1024, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"),
    (b"", "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"),
]
STREAMING = {
    "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "x-amz-decoded-content-length": "66560",
}
TRAILER = {"x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "x-amz-trailer": "x-amz-checksum-crc32"}


def read(body: Payload, data: bytes, step: int = 7000) -> bytes:
    """All the content of a body that comes in pieces. Raises Refused."""
    found = b"".join(body.feed(data[start : start + step]) for start in range(0, len(data), step))
    body.end()
    return found


def wire(chunks: list[tuple[bytes, str]]) -> bytes:
    return b"".join(b"%x;chunk-signature=%s\r\n%s\r\n" % (len(data), made.encode(), data) for data, made in chunks)


@pytest.mark.parametrize("step", [1, 63, 65536, 100_000])
def test_the_signed_chunks_of_awss_own_example(step: int) -> None:
    assert read(payload(STREAMING, SIGNED, KEY), wire(CHUNKS), step) == b"a" * 66560


def test_a_chunk_that_was_changed_or_left_out_or_a_length_that_lies() -> None:
    changed = wire(CHUNKS).replace(b"a" * 1024, b"a" * 1023 + b"b", 1)
    for data in (changed, wire([CHUNKS[1], CHUNKS[2]]), wire([*CHUNKS[:2], (b"", "0" * 64)])):
        with pytest.raises(Refused) as refused:
            read(payload(STREAMING, SIGNED, KEY), data)
        assert refused.value.code == "SignatureDoesNotMatch"
    for data in (wire(CHUNKS)[:-90], wire(CHUNKS[:1]), b"zz\r\n", b"-1\r\n", b"1" * 9000):
        with pytest.raises(Refused) as refused:
            read(payload(STREAMING, SIGNED, KEY), data)
        assert refused.value.code == "IncompleteBody"
    with pytest.raises(Refused, match="Content-Length"):
        payload({"x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"}, SIGNED, KEY)


@given(parts=st.lists(st.binary(min_size=1, max_size=300), max_size=6), step=st.integers(1, 400))
def test_unsigned_chunks_with_a_checksum_behind_them(parts: list[bytes], step: int) -> None:
    whole = b"".join(parts)
    headers = {**TRAILER, "x-amz-decoded-content-length": str(len(whole))}
    right = base64.b64encode(zlib.crc32(whole).to_bytes(4, "big"))
    chunks = b"".join(b"%X\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n"
    assert read(payload(headers, SIGNED, KEY), chunks + b"x-amz-checksum-crc32:" + right + b"\r\n\r\n", step) == whole
    for end in (b"x-amz-checksum-crc32:AAAAAQ==\r\n\r\n", b"\r\n"):
        with pytest.raises(Refused) as refused:
            read(payload(headers, SIGNED, KEY), chunks + end, step)
        assert refused.value.code == "BadDigest"


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("crc32c", bytes.fromhex("e3069283")),  # of "123456789": RFC 3720, B.4
        ("crc64nvme", bytes.fromhex("ae8b14860a799888")),  # the catalogue of parametrised CRC algorithms, CRC-64/NVME
        ("sha1", hashlib.sha1(b"123456789").digest()),
        ("sha256", hashlib.sha256(b"123456789").digest()),
    ],
)
def test_every_checksum_that_is_served(name: str, digest: bytes) -> None:
    headers = {**TRAILER, "x-amz-trailer": f"x-amz-checksum-{name}", "x-amz-decoded-content-length": "9"}
    end = b"\r\n0\r\nx-amz-checksum-" + name.encode() + b":" + base64.b64encode(digest) + b"\r\n\r\n"
    assert read(payload(headers, SIGNED, KEY), b"9\r\n123456789" + end) == b"123456789"


@pytest.mark.parametrize(
    "headers",
    [
        {"x-amz-content-sha256": "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"},
        {**TRAILER, "x-amz-trailer": "x-amz-checksum-other", "x-amz-decoded-content-length": "1"},
    ],
)
def test_what_is_not_served_is_refused_by_name(headers: dict[str, str]) -> None:
    with pytest.raises(Refused, match=r"ECDSA|checksum-other") as refused:
        payload(headers, SIGNED, KEY)
    assert refused.value.status == 501


def test_a_whole_body_is_what_was_signed() -> None:
    stated: dict[str, Any] = {"x-amz-content-sha256": hashlib.sha256(b"content").hexdigest(), "content-length": "7"}
    body = payload(stated, SIGNED, KEY)
    assert (read(body, b"content", 3), body.length) == (b"content", 7)
    with pytest.raises(Refused) as refused:
        read(payload(stated, SIGNED, KEY), b"contenT")
    assert refused.value.code == "XAmzContentSHA256Mismatch"
    assert read(payload({**stated, "x-amz-content-sha256": UNSIGNED}, SIGNED, KEY), b"other") == b"other"
    assert read(payload(stated, None, KEY), b"nobody looks") == b"nobody looks"
    with pytest.raises(Refused, match="number"):
        payload({"content-length": "x"}, SIGNED, KEY)
