"""Which API a request is for: pure, from its head, and for a form from its `Version`.

In this order: the service in the signature's scope, the prefix of X-Amz-Target, the path of rpc-v2-cbor, the `Version`
of a form; everything else is S3, whose paths may be anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from urllib.parse import parse_qsl

from aws.api import APIS, S3, Api, Protocol
from aws.sigv4 import scope

_BY_NAME = {api.name: api for api in APIS}
_BY_TARGET = {api.target: api for api in APIS if api.target}
_BY_RPC = {api.rpc: api for api in APIS if api.rpc}
_BY_VERSION = {api.version: api for api in APIS if api.version}


def route(path: str, query: str, headers: Mapping[str, str]) -> Api | None:
    """The API of a request; None where only its form tells. `headers` in lower case, `path` and `query` as sent.

    >>> route("/", "", {"x-amz-target": "AWSGlue.GetTable"}).name
    'glue'
    >>> route("/raw/events/a", "", {}).name
    's3'
    """
    signed_for = scope(query, headers)
    if signed_for is not None:
        return _BY_NAME.get(signed_for) or Api(signed_for, _looks(headers))
    target, dot, _ = headers.get("x-amz-target", "").partition(".")
    if dot:
        return _BY_TARGET.get(target) or Api(target, "json")
    _, _, rest = path.partition("/service/")
    if rest and headers.get("smithy-protocol"):
        named = rest.partition("/")[0]
        return _BY_RPC.get(named) or Api(named, "cbor")
    return None if _is_form(headers) and path == "/" else S3


def spoken(api: Api, headers: Mapping[str, str]) -> Protocol:
    """The protocol of a request: an API may have several, as CloudWatch has three.

    >>> spoken(_BY_NAME["monitoring"], {"smithy-protocol": "rpc-v2-cbor"})
    'cbor'
    """
    if api.protocol != "json" or "x-amz-target" in headers:
        return api.protocol
    if headers.get("smithy-protocol") == "rpc-v2-cbor":
        return "cbor"
    return "query" if _is_form(headers) else api.protocol


def route_form(body: bytes) -> Api:
    """The API of a form request that no signature names.

    >>> route_form(b"Action=GetCallerIdentity&Version=2011-06-15").name
    'sts'
    """
    version = form(body).get("Version", "")
    return _BY_VERSION.get(version) or Api(f"version {version!r}", "query")


def form(body: bytes) -> dict[str, str]:
    """The fields of a form request; what is no form has none."""
    try:
        return dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=1000))
    except ValueError:
        return {}


def _is_form(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "application/x-www-form-urlencoded"


def _looks(headers: Mapping[str, str]) -> Literal["json", "query", "rest-json", "cbor"]:
    """The protocol of a service that no table knows."""
    if headers.get("x-amz-target"):
        return "json"
    if headers.get("smithy-protocol"):
        return "cbor"
    return "query" if _is_form(headers) else "rest-json"
