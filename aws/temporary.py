"""Temporary credentials, as STS gives them, without a list of them: the session token says whose they are.

    token    {key id, ARN, user id, end} and a seal of the stack's own secret
    secret   made from the key id by the stack's own secret

So they hold until their end over restarts, and nobody who does not know the stack's secret can make one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from datetime import UTC, datetime
from typing import Any, NamedTuple

from aws.sigv4 import Denied, Head, Key, token_of

_PREFIX = "ASIA"  # docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html, "Unique identifiers"


class Holder(NamedTuple):
    """Who holds temporary credentials: the ARN and the id of the caller, and until when (unix seconds)."""

    arn: str
    user_id: str
    until: int


def identifier(prefix: str, of: bytes) -> str:
    """An id of AWS's form, a prefix of four letters and sixteen more; the same for the same thing."""
    return prefix + base64.b32encode(hashlib.sha256(of).digest()).decode()[:16]


def given(holder: Holder, stack: Key) -> Key:
    """New credentials for a holder."""
    return _key(identifier(_PREFIX, secrets.token_bytes(16)), holder, stack)


def holding(head: Head, stack: Key, now: datetime) -> tuple[Key, Holder | None]:
    """The key that a request is to be signed with, and its holder; the stack's own and None without a token.

    Raises Denied for a token that this stack did not give, and for one that is over.
    """
    token = token_of(head)
    if token is None:
        return stack, None
    told, _, seal = token.partition(".")
    if not hmac.compare_digest(_seal("token", told, stack).encode(), seal.encode("utf-8", "replace")):
        raise Denied("token")
    known: dict[str, Any] = json.loads(base64.urlsafe_b64decode(told))
    holder = Holder(known["arn"], known["user_id"], known["until"])
    if now >= datetime.fromtimestamp(holder.until, UTC):
        raise Denied("over")
    return _key(known["key"], holder, stack), holder


def _key(id_: str, holder: Holder, stack: Key) -> Key:
    told = base64.urlsafe_b64encode(json.dumps({"key": id_, **holder._asdict()}).encode()).decode()
    return Key(id_, _seal("secret", id_, stack)[:40], f"{told}.{_seal('token', told, stack)}")


def _seal(what: str, text: str, stack: Key) -> str:
    made = hmac.new(stack.secret.encode(), f"tarn {what} {text}".encode("utf-8", "replace"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
