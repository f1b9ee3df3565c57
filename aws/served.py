"""An API that is served: its operations as functions, whichever of AWS's protocols a client speaks.

    request → operation and codec → values as the model has them → checked → the function → codec → answer

A function takes the request as a dict of the input shape's members (times as aware datetimes, bytes as bytes) and gives
the answer as a dict of the output shape's. It raises `Refused` for what cannot be done. An operation without a function
is refused by name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import cbor2
from botocore.model import OperationModel

from aws import form, refusal
from aws.api import Api, Protocol
from aws.model import error_code, error_shape, model, operation
from aws.refusal import Answer, Refused
from aws.route import form as fields_of
from aws.route import spoken
from aws.unpacked import unpacked
from aws.validate import faults
from aws.values import base64_text, decoded, encoded, seconds

Function = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Call:
    """One request, understood: the operation, its values, and the protocol of the answer."""

    operation: OperationModel
    protocol: Protocol
    given: dict[str, Any]


class Served:
    """One API. `invalid` is its code for a request that breaks the model's constraints."""

    def __init__(self, api: Api, functions: Mapping[str, Function], invalid: str = "ValidationException") -> None:
        self.api = api
        self._functions = dict(functions)
        self._invalid = invalid
        unknown = self._functions.keys() - set(model(api.name).operation_names)
        if unknown:
            raise ValueError(f"{api.name} has no operation {', '.join(sorted(unknown))}")

    @property
    def operations(self) -> list[str]:
        """The names of what is served."""
        return sorted(self._functions)

    def answer(self, path: str, headers: Mapping[str, str], body: bytes, request_id: str) -> Answer:
        """Answers one request. `headers` in lower case. Errors that are no `Refused` pass."""
        protocol = spoken(self.api, headers)
        try:
            whole = unpacked(body, headers.get("content-encoding", "").strip().lower())
            call = self._understood(path, headers, whole, protocol)
            found = self._functions[call.operation.name](call.given)
            return _written(call, found, request_id, self.api)
        except Refused as refused:
            return self.refused(refused, protocol, request_id)

    def refused(self, refused: Refused, protocol: Protocol, request_id: str) -> Answer:
        """A refusal, with the code that older clients know it by."""
        old = error_code(self.api.name, refused.code)
        name = old if protocol == "query" else error_shape(self.api.name, refused.code)
        told = Refused(name, refused.message, refused.status, **refused.more)
        answer = refusal.answer(told, protocol, request_id)
        if "query" in model(self.api.name).metadata.get("protocols", ()):
            answer.headers["x-amzn-query-error"] = f"{old};{'Sender' if refused.status < 500 else 'Receiver'}"
        return answer

    def _understood(self, path: str, headers: Mapping[str, str], body: bytes, protocol: Protocol) -> Call:
        fields = fields_of(body) if protocol == "query" else {}
        name = _name(path, headers, fields, protocol)
        known = operation(self.api.name, name)
        if known is None:
            raise Refused("UnknownOperationException", f"{self.api.name} has no operation {name[:100]!r}")
        if name not in self._functions:
            raise Refused("UnknownOperationException", f"tarn does not serve {self.api.name}'s {name}")
        given = decoded(known.input_shape, _read(protocol, known, body, fields))
        broken = faults(known.input_shape, given)
        if broken:
            raise Refused("ValidationError" if protocol == "query" else self._invalid, broken)
        return Call(known, protocol, given)


def _name(path: str, headers: Mapping[str, str], fields: Mapping[str, str], protocol: Protocol) -> str:
    if protocol == "json":
        return headers.get("x-amz-target", "").rpartition(".")[2]
    return path.rpartition("/operation/")[2] if protocol == "cbor" else fields.get("Action", "")


def _read(protocol: Protocol, known: OperationModel, body: bytes, fields: Mapping[str, str]) -> Any:
    if protocol == "query":
        return form.request(known.input_shape, fields)
    try:
        if protocol == "cbor":
            return cbor2.loads(body) if body else {}
        return json.loads(body) if body.strip() else {}
    except (ValueError, RecursionError, cbor2.CBORDecodeError) as error:
        raise Refused("SerializationException", f"the body is no {protocol.upper()}: {str(error)[:200]}") from None


def _written(call: Call, found: dict[str, Any], request_id: str, api: Api) -> Answer:
    headers = {"x-amzn-RequestId": request_id}
    shape = call.operation.output_shape
    if call.protocol == "query":
        told = form.answer(call.operation, found, request_id, model(api.name).metadata.get("xmlNamespace", ""))
        return Answer(200, {"Content-Type": "text/xml", **headers}, told)
    if call.protocol == "cbor":
        value = encoded(shape, found, lambda time: cbor2.CBORTag(1, seconds(time)), bytes)
        headers |= {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
        return Answer(200, headers, cbor2.dumps(value))
    value = encoded(shape, found, seconds, base64_text)
    kind = f"application/x-amz-json-{model(api.name).metadata.get('jsonVersion', '1.1')}"
    return Answer(200, {"Content-Type": kind, **headers}, json.dumps(value).encode())
