"""An API in each of AWS's protocols, spoken to by botocore's own serializers and read by its parsers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.model import OperationModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

from aws.api import APIS
from aws.model import operation
from aws.refusal import Refused
from aws.served import Served

PROTOCOLS = {"query": "query", "json": "json", "smithy-rpc-v2-cbor": "smithy-rpc-v2-cbor"}
API = {api.name: api for api in APIS}
NOON = datetime(2026, 1, 2, 12, 0, 0, 500_000, UTC)

every_protocol = pytest.mark.parametrize("protocol", PROTOCOLS)


def known(api: str, name: str) -> OperationModel:
    found = operation(api, name)
    assert found is not None
    return found


def ask(served: Served, name: str, protocol: str, **given: Any) -> dict[str, Any]:
    """What a client reads, after it has sent `given`."""
    of = known(served.api.name, name)
    request = create_serializer(protocol, include_validation=False).serialize_to_request(given, of)
    body = request["body"]
    if isinstance(body, dict):
        body = "&".join(f"{key}={value}" for key, value in body.items())
    headers = {key.lower(): value for key, value in request["headers"].items()}
    if protocol == "query":
        headers["content-type"] = "application/x-www-form-urlencoded"
    answer = served.answer(request["url_path"], headers, body.encode() if isinstance(body, str) else body, "an-id")
    told = {"status_code": answer.status, "headers": _Headers(answer.headers), "body": answer.body}
    parsed: dict[str, Any] = create_parser(protocol).parse(told, of.output_shape)
    return parsed


class _Headers(dict[str, str]):
    """As HTTP has them: in any case."""

    def __init__(self, given: dict[str, str]) -> None:
        super().__init__({name.lower(): value for name, value in given.items()})

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())


@every_protocol
def test_values_come_and_go_as_the_model_has_them(protocol: str) -> None:
    seen: list[dict[str, Any]] = []

    def statistics(asked: dict[str, Any]) -> dict[str, Any]:
        seen.append(asked)
        return {"Label": "a <b>", "Datapoints": [{"Timestamp": NOON, "Sum": 1.5, "Unit": None}, {"SampleCount": 2.0}]}

    served = Served(API["monitoring"], {"GetMetricStatistics": statistics})
    given = {
        "Namespace": "n",
        "MetricName": "m",
        "Dimensions": [{"Name": "a", "Value": "1"}, {"Name": "b", "Value": "2"}],
        "StartTime": NOON,
        "EndTime": NOON,
        "Period": 60,
        "Statistics": ["Sum"],
    }
    told = ask(served, "GetMetricStatistics", protocol, **given)
    expected = given if protocol == "smithy-rpc-v2-cbor" else seen[0] | {k: given[k] for k in ("Period", "Dimensions")}
    assert seen[0] == expected
    assert abs((seen[0]["StartTime"] - NOON).total_seconds()) < 1  # botocore's forms and JSON have whole seconds
    assert told["Label"] == "a <b>"
    assert [point.get("Sum") for point in told["Datapoints"]] == [1.5, None]
    assert told["Datapoints"][0]["Timestamp"] == NOON
    assert told["ResponseMetadata"]["RequestId"] == "an-id"


@every_protocol
def test_what_breaks_a_constraint_is_refused_in_awss_words(protocol: str) -> None:
    served = Served(API["monitoring"], {"GetMetricStatistics": lambda _: {}})
    told = ask(served, "GetMetricStatistics", protocol, Namespace="n", Period=0, StartTime=NOON, EndTime=NOON)
    assert told["Error"]["Code"] == "ValidationError"  # as CloudWatch's model calls ValidationException
    assert told["Error"].get("QueryErrorCode") == (None if protocol == "query" else "ValidationException")
    assert told["Error"]["Message"] == (
        "2 validation errors detected: Value null at 'metricName' failed to satisfy constraint: Member must not be "
        "null; Value '0' at 'period' failed to satisfy constraint: Member must have value greater than or equal to 1"
    )


@every_protocol
def test_older_clients_read_the_code_that_they_know(protocol: str) -> None:
    def none(_asked: dict[str, Any]) -> dict[str, Any]:
        raise Refused("ResourceNotFoundException", "there is none", 404)

    told = ask(Served(API["monitoring"], {"GetDashboard": none}), "GetDashboard", protocol, DashboardName="a")
    assert "ResourceNotFound" in told["Error"]["Code"]
    assert told["Error"]["Message"] == "there is none"


def test_what_is_not_served_and_what_nobody_knows_are_refused_by_name() -> None:
    served = Served(API["athena"], {"ListWorkGroups": lambda _: {}})
    for name, said in (("ListTagsForResource", "tarn does not serve"), ("Nonsense", "has no operation")):
        headers = {"x-amz-target": f"AmazonAthena.{name}"}
        told = json.loads(served.answer("/", headers, b"{}", "an-id").body)
        assert told["__type"] == "UnknownOperationException"
        assert name in told["message"]
        assert said in told["message"]
    with pytest.raises(ValueError, match="Nonsense"):
        Served(API["athena"], {"Nonsense": lambda _: {}})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "the request is a list, not an object"),
        (b'{"WorkGroup": 5}', "WorkGroup is a number, not a string"),
        (b'{"MaxResults": 1e99}', "does not fit"),
        (b'{"MaxResults": true}', "a boolean, not a number"),
    ],
)
def test_what_is_no_request_is_refused(body: bytes, said: str) -> None:
    served = Served(API["athena"], {"ListQueryExecutions": lambda _: {}})
    answer = served.answer("/", {"x-amz-target": "AmazonAthena.ListQueryExecutions"}, body, "an-id")
    told = json.loads(answer.body)
    assert (answer.status, told["__type"]) == (400, "SerializationException")
    assert said in told["message"]


def test_an_answer_that_the_model_does_not_know_is_a_bug() -> None:
    served = Served(API["athena"], {"ListWorkGroups": lambda _: {"Groups": []}})
    with pytest.raises(TypeError, match="Groups"):
        served.answer("/", {"x-amz-target": "AmazonAthena.ListWorkGroups"}, b"{}", "an-id")


@pytest.mark.parametrize("code", ["InvalidParameterValue", "InvalidParameterCombination", "ValidationError"])
@every_protocol
def test_an_error_has_two_names(protocol: str, code: str) -> None:
    """Recorded from AWS by LocalStack, tests/aws/services/cloudwatch/test_cloudwatch.snapshot.json."""

    def refuse(_: dict[str, Any]) -> dict[str, Any]:
        raise Refused(code, "no")

    told = ask(Served(API["monitoring"], {"ListDashboards": refuse}), "ListDashboards", protocol)["Error"]
    shape = {"ValidationError": "ValidationException"}.get(code, f"{code}Exception")
    assert (told["Code"], told.get("QueryErrorCode")) == (code, None if protocol == "query" else shape)
