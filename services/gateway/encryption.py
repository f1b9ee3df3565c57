"""Server-side encryption, as requests ask for it and answers tell it.

Since January 2023 S3 encrypts every object with its own keys (SSE-S3). The header `AES256` asks for what is done
anyway: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html. So it is not sent on, and an
answer carries the header where it does on AWS. Encryption at rest is left to the disk.
KMS and keys of the client are refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote_plus

from aws.refusal import Refused
from services.gateway.changes import bucket_and_key

_HEADER = "x-amz-server-side-encryption"
_CUSTOMER = (f"{_HEADER}-customer-", f"x-amz-copy-source-{_HEADER.removeprefix('x-amz-')}-customer-")
_KMS = ("aws:kms", "aws:kms:dsse")
_NOT_OF_THE_OBJECT = {"x-id", "versionid", "partnumber", "uploadid", "uploads"}


def without_default(method: str, path: str, query: str, headers: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Query and headers without a request for SSE-S3. Raises Refused where another encryption is asked for.

    Clients that presign a URL may write the header into its query.
    """
    pairs = [pair for pair in query.split("&") if pair]
    in_query = {_name(pair): unquote_plus(pair.partition("=")[2]) for pair in pairs}
    asked = {name: value for name, value in {**in_query, **headers}.items() if _is_of_encryption(name)}
    if asked:
        _check(asked, _makes_an_object(method, path, set(in_query)))
    left = "&".join(pair for pair in pairs if _name(pair) not in asked)
    return left if asked else query, {name: value for name, value in headers.items() if name not in asked}


def told(method: str, path: str, query: str) -> dict[str, str]:
    """The headers by which a good answer tells of an object's encryption.

    >>> told("GET", "/bucket/key", ""), told("GET", "/bucket/key", "tagging"), told("GET", "/bucket", "")
    ({'x-amz-server-side-encryption': 'AES256'}, {}, {})
    """
    names = {_name(pair) for pair in query.split("&") if pair}
    of_the_object = {name for name in names if not name.startswith(("response-", "x-amz-"))} <= _NOT_OF_THE_OBJECT
    if not bucket_and_key(path)[1] or not of_the_object:
        return {}
    if method in ("HEAD", "PUT") or (method == "GET" and "uploadid" not in names):
        return {_HEADER: "AES256"}
    return {_HEADER: "AES256"} if method == "POST" and names & {"uploads", "uploadid"} else {}


def _makes_an_object(method: str, path: str, names: set[str]) -> bool:
    if not bucket_and_key(path)[1]:
        return False
    if method == "POST":
        return "uploads" in names
    return method == "PUT" and {name for name in names if not name.startswith("x-amz-")} <= {"x-id"}


def _check(asked: Mapping[str, str], makes_an_object: bool) -> None:
    if any(name.startswith(_CUSTOMER) for name in asked):
        raise Refused("NotImplemented", "tarn does not serve encryption with keys of the client (SSE-C)", 501)
    how = asked.get(_HEADER)
    if how in _KMS:
        raise Refused("NotImplemented", f"tarn does not serve {_HEADER}: {how}, only AES256: there is no KMS", 501)
    if how is not None and how != "AES256":
        message = "The encryption request that you specified is not valid. The valid value is AES256."
        raise Refused("InvalidEncryptionAlgorithmError", message)
    more = sorted(name for name, value in asked.items() if name != _HEADER and value.lower() != "false")
    if more:
        message = f"Server Side Encryption with AWS KMS managed key requires HTTP header {_HEADER} : aws:kms"
        raise Refused("InvalidArgument", message)
    if not makes_an_object:
        raise Refused("InvalidArgument", f"{_HEADER} header is not supported for this operation.")


def _is_of_encryption(name: str) -> bool:
    return name.startswith((_HEADER, *_CUSTOMER))


def _name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0]).lower()
