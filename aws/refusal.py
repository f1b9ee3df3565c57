"""Refusals as each protocol words them: status, code, body, headers.

Codes and sentences are AWS's: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html for S3 and
https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html for the others.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from xml.sax.saxutils import escape

from aws.api import Protocol
from aws.sigv4 import Denied, Why


class Refused(Exception):
    """A refusal: AWS's code, a sentence, the HTTP status; `more`: further members of the error's shape."""

    def __init__(self, code: str, message: str, status: int = 400, **more: str) -> None:
        super().__init__(message)
        self.more = more
        self.code = code
        self.message = message
        self.status = status


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int
    headers: dict[str, str]
    body: bytes


_NO_MATCH = "The request signature we calculated does not match the signature you provided."
_NO_TOKEN = "The security token included in the request is invalid."
_OVER = "The security token included in the request is expired"

_S3: dict[Why, tuple[str, int, str]] = {
    "missing": ("AccessDenied", 403, "Access Denied"),
    "scheme": (
        "InvalidRequest",
        400,
        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
    ),
    "malformed": ("AuthorizationHeaderMalformed", 400, "The authorization header is malformed"),
    "key": ("InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records."),
    "token": ("InvalidToken", 400, "The provided token is malformed or otherwise invalid."),
    "over": ("ExpiredToken", 400, "The provided token has expired."),
    "mismatch": ("SignatureDoesNotMatch", 403, f"{_NO_MATCH} Check your key and signing method."),
    "skew": ("RequestTimeTooSkewed", 403, "The difference between the request time and the current time is too large."),
    "expired": ("AccessDenied", 403, "Request has expired"),
    "early": ("AccessDenied", 403, "Request is not valid yet"),
}
_JSON: dict[Why, tuple[str, int, str]] = {
    "missing": ("MissingAuthenticationTokenException", 400, "Request is missing Authentication Token"),
    "scheme": ("IncompleteSignatureException", 400, "Authorization must be AWS4-HMAC-SHA256"),
    "malformed": ("IncompleteSignatureException", 400, "The request signature does not conform to AWS standards"),
    "key": ("UnrecognizedClientException", 400, _NO_TOKEN),
    "token": ("UnrecognizedClientException", 400, _NO_TOKEN),
    "over": ("ExpiredTokenException", 400, _OVER),
    "mismatch": (
        "InvalidSignatureException",
        400,
        f"{_NO_MATCH} Check your AWS Secret Access Key and signing method. Consult the service documentation for "
        "details.",
    ),
    "skew": ("InvalidSignatureException", 400, "Signature expired or not yet current"),
    "expired": ("InvalidSignatureException", 400, "Signature expired"),
    "early": ("InvalidSignatureException", 400, "Signature not yet current"),
}
_QUERY: dict[Why, tuple[str, int, str]] = {
    "missing": ("MissingAuthenticationToken", 403, _JSON["missing"][2]),
    "scheme": ("IncompleteSignature", 400, _JSON["scheme"][2]),
    "malformed": ("IncompleteSignature", 400, _JSON["malformed"][2]),
    "key": ("InvalidClientTokenId", 403, _NO_TOKEN),
    "token": ("InvalidClientTokenId", 403, _NO_TOKEN),
    "over": ("ExpiredToken", 403, _OVER),
    "mismatch": ("SignatureDoesNotMatch", 403, _JSON["mismatch"][2]),
    "skew": ("SignatureDoesNotMatch", 403, _JSON["skew"][2]),
    "expired": ("SignatureDoesNotMatch", 403, _JSON["expired"][2]),
    "early": ("SignatureDoesNotMatch", 403, _JSON["early"][2]),
}


def denied(error: Denied, protocol: Protocol) -> Refused:
    """What a client of this protocol reads of a signature that does not hold."""
    code, status, message = {"s3": _S3, "query": _QUERY}.get(protocol, _JSON)[error.why]
    return Refused(code, f"{message}: {error.detail}" if error.detail else message, status)


def answer(refused: Refused, protocol: Protocol, request_id: str, resource: str = "") -> Answer:
    """The refusal in the form that this protocol's clients read."""
    if protocol == "s3":
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Error><Code>{refused.code}</Code><Message>{_xml(refused.message)}</Message>"
            f"<Resource>{_xml(resource)}</Resource><RequestId>{request_id}</RequestId></Error>"
        )
        return Answer(
            refused.status, {"Content-Type": "application/xml", "x-amz-request-id": request_id}, body.encode()
        )
    if protocol == "query":
        body = (
            f"<ErrorResponse><Error><Type>Sender</Type><Code>{refused.code}</Code>"
            f"<Message>{_xml(refused.message)}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
        )
        return Answer(refused.status, {"Content-Type": "text/xml", "x-amzn-RequestId": request_id}, body.encode())
    told = {"__type": refused.code, "message": refused.message, **refused.more}
    headers = {"x-amzn-RequestId": request_id, "x-amzn-ErrorType": refused.code}
    if protocol == "cbor":
        headers |= {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
        return Answer(refused.status, headers, _cbor(told))
    kind = "application/json" if protocol == "rest-json" else "application/x-amz-json-1.1"
    return Answer(refused.status, {"Content-Type": kind, **headers}, json.dumps(told).encode())


def _xml(text: str) -> str:
    """Text in XML 1.0, without the characters that it cannot hold."""
    return escape(
        "".join(
            c if (c >= " " or c in "\t\n") and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff" else "?"
            for c in text
        )
    )


def _cbor(told: dict[str, str]) -> bytes:
    """A small map of texts (RFC 8949, major types 3 and 5): all that a refusal is."""
    made = bytes([0xA0 + len(told)])
    for text in (part for pair in told.items() for part in pair):
        encoded = text.encode("utf-8", "replace")
        made += b"\x79" + len(encoded).to_bytes(2, "big") + encoded
    return made
