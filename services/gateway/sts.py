"""STS, as far as a stack with one key needs it: GetCallerIdentity.

The key is the account's own, so the answer is that of a root user: `UserId` is the account
(https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).
"""

from __future__ import annotations

from aws.account import ACCOUNT, ROOT
from aws.refusal import Answer, Refused
from aws.route import form


def answer(body: bytes, request_id: str) -> Answer:
    """The answer to a form request. Raises Refused for another operation."""
    action = form(body).get("Action", "")
    if action != "GetCallerIdentity":
        raise Refused("InvalidAction", f"tarn does not serve {action[:60]!r} of STS; it serves GetCallerIdentity")
    text = (
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
        f"<Arn>{ROOT}</Arn><UserId>{ACCOUNT}</UserId><Account>{ACCOUNT}</Account>"
        f"</GetCallerIdentityResult><ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
        "</GetCallerIdentityResponse>"
    )
    return Answer(200, {"Content-Type": "text/xml", "x-amzn-RequestId": request_id}, text.encode())
