"""The APIs that AWS clients may mean, by the service's name in a signature's scope.

An `Api` says how its requests look and in which form its refusals are read. Names, target prefixes and protocols are
those of botocore's service models (`metadata` of each `service-2.json`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Protocol = Literal["json", "query", "rest-json", "s3", "cbor"]


@dataclass(frozen=True)
class Api:
    """One service. `target` is the prefix in X-Amz-Target, `version` the `Version` of a form request."""

    name: str
    protocol: Protocol
    target: str = ""
    version: str = ""
    rpc: str = ""  # its name in the path of rpc-v2-cbor


S3 = Api("s3", "s3")
GLUE = Api("glue", "json", "AWSGlue")
STS = Api("sts", "query", version="2011-06-15")

APIS = (
    S3,
    GLUE,
    STS,
    Api("athena", "json", "AmazonAthena"),
    Api("kinesis", "json", "Kinesis_20131202"),
    Api("firehose", "json", "Firehose_20150804"),
    Api("logs", "json", "Logs_20140328"),
    Api("events", "json", "AWSEvents"),
    Api("dynamodb", "json", "DynamoDB_20120810"),
    Api("sqs", "json", "AmazonSQS", version="2012-11-05"),
    Api("monitoring", "json", "GraniteServiceVersion20100801", "2010-08-01", "GraniteServiceVersion20100801"),
    Api("secretsmanager", "json", "secretsmanager"),
    Api("ssm", "json", "AmazonSSM"),
    Api("states", "json", "AWSStepFunctions"),
    Api("kms", "json", "TrentService"),
    Api("sns", "query", version="2010-03-31"),
    Api("iam", "query", version="2010-05-08"),
    Api("lambda", "rest-json"),
    Api("scheduler", "rest-json"),
    Api("lakeformation", "rest-json"),
    Api("redshift", "query", version="2012-12-01"),
)
