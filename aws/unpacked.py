"""Bodies that a client has packed with gzip: boto3 does so with PutMetricData from 10 KB on.

`requestcompression` in botocore's model of CloudWatch. What is unpacked is bounded as a request is.
"""

from __future__ import annotations

import zlib

from aws.refusal import Refused

MOST_BYTES = 8 * 1024 * 1024  # unpacked
_GZIP = 16 + zlib.MAX_WBITS


def unpacked(body: bytes, encoding: str) -> bytes:
    """The body as it was before it was packed. Raises Refused."""
    if encoding in ("", "identity"):
        return body
    if encoding != "gzip":
        raise Refused("SerializationException", f"tarn does not read the content encoding {encoding[:40]!r}")
    unpacker = zlib.decompressobj(_GZIP)
    try:
        whole = unpacker.decompress(body, MOST_BYTES)
    except zlib.error:
        raise Refused("SerializationException", "the body is no gzip") from None
    if unpacker.unconsumed_tail:
        raise Refused("RequestEntityTooLargeException", f"a body may have {MOST_BYTES} bytes unpacked", 413)
    if not unpacker.eof:
        raise Refused("SerializationException", "the body's gzip ends too early")
    return whole
