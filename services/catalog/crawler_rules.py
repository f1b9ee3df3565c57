"""What a crawler's or a classifier's definition must say to be kept: pure checks, each refusal names its member."""

from __future__ import annotations

import re
from typing import Any

from aws import schedule
from lake import crawl_options
from services.catalog.errors import InvalidInputException

UNSERVED_TARGETS = (
    "JdbcTargets",
    "MongoDBTargets",
    "DynamoDBTargets",
    "CatalogTargets",
    "DeltaTargets",
    "IcebergTargets",
    "HudiTargets",
)
_PATH = re.compile(r"s3[an]?://[a-z0-9][a-z0-9.-]{0,62}(/.*)?", re.DOTALL)
_LARGEST_SAMPLE = 249  # docs.aws.amazon.com/glue/latest/dg/define-crawler-choose-data-sources.html
_ONLY_LOG = (
    'The SchemaChangePolicy for "Crawl new folders only" Amazon S3 target can have only LOG DeleteBehavior value '
    "and LOG UpdateBehavior value."
)
DATATYPES = "BINARY BOOLEAN DATE DECIMAL DOUBLE FLOAT INT LONG SHORT STRING TIMESTAMP".split()  # noqa: SIM905


def check_crawler(definition: dict[str, Any]) -> None:
    """Raises InvalidInputException."""
    targets = definition.get("Targets") or {}
    for kind in targets:
        if kind != "S3Targets" and targets[kind]:
            why = "the crawler reads S3" if kind in UNSERVED_TARGETS else "Glue has no such targets"
            raise InvalidInputException(f"Targets.{kind[:100]} is not served: {why}")
    for target in targets.get("S3Targets") or []:
        _check_target(target)
    _check_unserved(definition)
    try:
        crawl_options.parse(definition.get("Configuration"))
    except crawl_options.NotUnderstood as error:
        raise InvalidInputException(str(error)) from None
    _check_policies(definition)
    if definition.get("Schedule"):
        check_schedule(definition["Schedule"])


def check_schedule(expression: str) -> None:
    """Raises InvalidInputException."""
    try:
        schedule.cron(expression)
    except schedule.BadSchedule as error:
        raise InvalidInputException(f"Schedule is not usable: {error}") from None


def check_classifier(request: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The kind and the definition of the one classifier in a request. Raises InvalidInputException."""
    given = {kind: value for kind, value in request.items() if kind.endswith("Classifier") and value is not None}
    if "XMLClassifier" in given:
        raise InvalidInputException("XMLClassifier is not served: the crawler reads no XML")
    if len(given) != 1:
        raise InvalidInputException("Exactly one classifier is to be given: grok, JSON or CSV")
    kind, definition = next(iter(given.items()))
    needs = {"GrokClassifier": ("Classification", "GrokPattern"), "JsonClassifier": ("JsonPath",)}.get(kind, ())
    if missing := [name for name in needs if not definition.get(name)]:
        raise InvalidInputException(f"{kind}.{missing[0]} is missing")
    if kind == "JsonClassifier":
        _check_json_path(definition["JsonPath"])
    for datatype in definition.get("CustomDatatypes") or []:
        if datatype.upper() not in DATATYPES:
            raise InvalidInputException(f"CustomDatatypes: {datatype[:100]!r} is not one of {', '.join(DATATYPES)}")
    return kind, definition


def _check_target(target: dict[str, Any]) -> None:
    path = target.get("Path") or ""
    if not _PATH.fullmatch(path):
        raise InvalidInputException(f"Path {path[:200]!r} of an S3 target is not s3://bucket/prefix")
    if target.get("ConnectionName"):
        raise InvalidInputException("ConnectionName of an S3 target is not served: the store is reached directly")
    size = target.get("SampleSize")
    if size is not None and not 1 <= size <= _LARGEST_SAMPLE:
        raise InvalidInputException(f"SampleSize is {size}, not from 1 to {_LARGEST_SAMPLE}")


def _check_unserved(definition: dict[str, Any]) -> None:
    if (definition.get("LineageConfiguration") or {}).get("CrawlerLineageSettings") == "ENABLE":
        raise InvalidInputException("LineageConfiguration is not served: CrawlerLineageSettings ENABLE")
    lake_formation = definition.get("LakeFormationConfiguration") or {}
    if lake_formation.get("UseLakeFormationCredentials"):
        raise InvalidInputException("LakeFormationConfiguration is not served: UseLakeFormationCredentials true")
    if definition.get("CrawlerSecurityConfiguration"):
        raise InvalidInputException("CrawlerSecurityConfiguration is not served: nothing is encrypted here")


def _check_policies(definition: dict[str, Any]) -> None:
    policy = definition.get("SchemaChangePolicy") or {}
    recrawl = (definition.get("RecrawlPolicy") or {}).get("RecrawlBehavior")
    if recrawl == "CRAWL_NEW_FOLDERS_ONLY" and any(value != "LOG" for value in policy.values()):
        raise InvalidInputException(_ONLY_LOG)


def _check_json_path(path: str) -> None:
    """The crawler follows names and `[*]`: `$[*]`, `$.Records[*]`, `$.a.b`."""
    if not re.fullmatch(r"\$((\.[^.\[\]*]+)|(\['[^']+'\])|(\[\*\]))*", path):
        raise InvalidInputException(f"JsonPath {path[:200]!r} is not served: it is $, then .name, ['name'] or [*]")
