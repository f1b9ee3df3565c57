"""STS: who the caller is, and temporary credentials.

The stack has one key and no IAM: nothing is forbidden to anybody, so any role of any name may be assumed, and what
would narrow or check that (policies, tags, MFA) is refused by name. The key is the account's own, so without a role the
caller is the root user: `UserId` is the account
(https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html, …API_AssumeRole.html).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from aws.account import ACCOUNT, ROOT
from aws.refusal import Answer, Refused
from aws.route import form
from aws.sigv4 import Key
from aws.temporary import Holder, given, identifier

_ROLE = re.compile(r"arn:aws[\w-]*:iam::(?P<account>\d{12}):role/(?:[\x21-\x7e]*/)?(?P<name>[\w+=,.@-]{1,64})")
_SESSION = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_HOUR, _SHORTEST, _LONGEST = 3600, 900, 43_200  # seconds
_LONGEST_OF_ROOT = _HOUR  # API_GetSessionToken.html: for the account's own key
_MEMBERS = {
    "GetCallerIdentity": frozenset[str](),
    "AssumeRole": frozenset({"RoleArn", "RoleSessionName", "DurationSeconds", "ExternalId"}),
    "GetSessionToken": frozenset({"DurationSeconds"}),
}


def answer(body: bytes, request_id: str, stack: Key, holder: Holder | None, now: datetime) -> Answer:
    """The answer to a form request of a holder of temporary credentials, or of the stack's key. Raises Refused."""
    asked = form(body)
    action = asked.get("Action", "")
    if action not in _MEMBERS:
        served = ", ".join(sorted(_MEMBERS))
        raise Refused("InvalidAction", f"tarn does not serve {action[:60]!r} of STS; it serves {served}")
    more = sorted(name for name in asked if name not in _MEMBERS[action] | {"Action", "Version"})
    if more:
        raise Refused("ValidationError", f"tarn has no IAM: it does not take {more[0][:60]} of {action}")
    result = {"AssumeRole": _role, "GetSessionToken": _session}.get(action, _identity)(asked, stack, holder, now)
    text = (
        f'<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result>{result}</{action}Result>'
        f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{action}Response>"
    )
    return Answer(200, {"Content-Type": "text/xml", "x-amzn-RequestId": request_id}, text.encode())


def _identity(_asked: Mapping[str, str], _stack: Key, holder: Holder | None, _now: datetime) -> str:
    arn, user = (holder.arn, holder.user_id) if holder else (ROOT, ACCOUNT)
    account = arn.split(":")[4]  # a role may be of another one; what lies in the lake is the stack's all the same
    return f"<Arn>{escape(arn)}</Arn><UserId>{escape(user)}</UserId><Account>{account}</Account>"


def _role(asked: Mapping[str, str], stack: Key, _holder: Holder | None, now: datetime) -> str:
    role, session = _ROLE.fullmatch(asked.get("RoleArn", "")), asked.get("RoleSessionName", "")
    if not role:
        raise Refused("ValidationError", f"{asked.get('RoleArn', '')[:200]} is invalid")
    if not _SESSION.fullmatch(session):
        rule = "Member must have 2 to 64 characters of [\\w+=,.@-]"
        raise Refused("ValidationError", f"1 validation error detected: Value '{session[:80]}' at 'roleSessionName' failed to satisfy constraint: {rule}")  # fmt: skip  # noqa: E501
    until = _until(asked, now, _LONGEST)
    user = f"{identifier('AROA', role[0].encode())}:{session}"
    arn = f"arn:aws:sts::{role['account']}:assumed-role/{role['name']}/{session}"
    known = f"<AssumedRoleUser><AssumedRoleId>{escape(user)}</AssumedRoleId><Arn>{escape(arn)}</Arn></AssumedRoleUser>"
    return known + _credentials(given(Holder(arn, user, until), stack), until)


def _session(asked: Mapping[str, str], stack: Key, holder: Holder | None, now: datetime) -> str:
    if holder:
        raise Refused("AccessDenied", "Cannot call GetSessionToken with session credentials", 403)
    until = min(_until(asked, now, 36 * _HOUR), int(now.timestamp()) + _LONGEST_OF_ROOT)
    return _credentials(given(Holder(ROOT, ACCOUNT, until), stack), until)


def _until(asked: Mapping[str, str], now: datetime, longest: int) -> int:
    stated = asked.get("DurationSeconds", str(_HOUR))
    if not re.fullmatch("[0-9]{1,9}", stated) or not _SHORTEST <= int(stated) <= longest:
        rule = f"Member must have value of {_SHORTEST} to {longest}"
        raise Refused("ValidationError", f"1 validation error detected: Value '{stated[:20]}' at 'durationSeconds' failed to satisfy constraint: {rule}")  # fmt: skip  # noqa: E501
    return int(now.timestamp()) + int(stated)


def _credentials(key: Key, until: int) -> str:
    end = datetime.fromtimestamp(until, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f"<Credentials><AccessKeyId>{key.id}</AccessKeyId><SecretAccessKey>{key.secret}</SecretAccessKey>"
        f"<SessionToken>{key.token}</SessionToken><Expiration>{end}</Expiration></Credentials>"
    )
