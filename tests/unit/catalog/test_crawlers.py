"""Crawlers, their crawls and classifiers, in the catalog."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import botocore
import pytest

from aws.account import ACCOUNT
from services.catalog import crawler_shapes
from services.catalog.errors import (
    AlreadyExistsException,
    CrawlerNotRunningException,
    CrawlerRunningException,
    CrawlerStoppingException,
    EntityNotFoundException,
    InvalidInputException,
    NoScheduleException,
    SchedulerNotRunningException,
    SchedulerRunningException,
    ValidationException,
)
from tests.unit.catalog.conftest import Ask, Clock

TARGETS = {"S3Targets": [{"Path": "s3://bucket/x", "Exclusions": ["**.tmp"]}]}
CRAWLER = {"Name": "c", "Role": "r", "DatabaseName": "db", "Targets": TARGETS}


@pytest.fixture
def glue(ask: Ask) -> Ask:
    def call(operation: str, **members: Any) -> dict[str, Any]:
        own = operation in ("TakeCrawl", "HeartbeatCrawl", "FinishCrawl", "CrawlLog", "TablesOfJobs")
        return ask(f"{'Tarn' if own else 'AWSGlue'}.{operation}", **members)

    return call


@pytest.fixture
def crawler(glue: Ask) -> str:
    glue("CreateCrawler", **CRAWLER)
    return "c"


def state(glue: Ask) -> str:
    return str(glue("GetCrawler", Name="c")["Crawler"]["State"])


def taken(glue: Ask) -> dict[str, Any]:
    found: dict[str, Any] = glue("TakeCrawl", Worker="w")["Crawl"]
    return found


def test_a_crawler_is_given_back_as_it_came(glue: Ask) -> None:
    given = {**CRAWLER, "Configuration": '{ "Version" : 1.0 }', "TablePrefix": "p_", "Description": "d"}
    glue("CreateCrawler", **given, Tags={"a": "b"})
    shown = glue("GetCrawler", Name="c")["Crawler"]
    assert given.items() <= shown.items()
    assert (shown["State"], shown["Version"], "LastCrawl" in shown, "Tags" in shown) == ("READY", 1, False, False)
    with pytest.raises(AlreadyExistsException):
        glue("CreateCrawler", **given)
    glue("UpdateCrawler", Name="c", Description="other")
    shown = glue("GetCrawler", Name="c")["Crawler"]
    assert (shown["Description"], shown["Version"], shown["TablePrefix"]) == ("other", 2, "p_")
    assert glue("ListCrawlers", Tags={"a": "b"})["CrawlerNames"] == ["c"]
    assert glue("ListCrawlers", Tags={"a": "c"})["CrawlerNames"] == []
    arn = f"arn:aws:glue:us-east-1:{ACCOUNT}:crawler/c"
    glue("TagResource", ResourceArn=arn, TagsToAdd={"a": "c"})
    assert glue("GetTags", ResourceArn=arn)["Tags"] == {"a": "c"}
    assert glue("ListCrawlers", Tags={"a": "c"})["CrawlerNames"] == ["c"]
    assert glue("BatchGetCrawlers", CrawlerNames=["c", "d"])["CrawlersNotFound"] == ["d"]
    assert [one["Name"] for one in glue("GetCrawlers")["Crawlers"]] == ["c"]
    glue("DeleteCrawler", Name="c")
    with pytest.raises(EntityNotFoundException, match="Crawler c not found."):
        glue("GetCrawler", Name="c")


def test_a_crawl_from_start_to_end(glue: Ask, clock: Clock, crawler: str) -> None:
    assert taken(glue) is None
    glue("StartCrawler", Name=crawler)
    assert state(glue) == "RUNNING"
    for refused in ("StartCrawler", "DeleteCrawler", "UpdateCrawler"):
        with pytest.raises(CrawlerRunningException):
            glue(refused, Name=crawler)
    crawl = taken(glue)
    assert crawl["Crawler"]["Targets"] == TARGETS
    clock.go_on(20)
    assert glue("HeartbeatCrawl", CrawlId=crawl["Id"], Worker="w") == {"State": "RUNNING"}
    clock.go_on(20)
    result = {"TablesCreated": 2, "PartitionsCreated": 3, "Log": ["a line"]}
    done = {"CrawlId": crawl["Id"], "Worker": "w", "State": "COMPLETED", "Result": result}
    assert glue("FinishCrawl", **done) == glue("FinishCrawl", **done) == {}
    assert glue("GetCrawler", Name=crawler)["Crawler"]["LastCrawl"]["Status"] == "SUCCEEDED"
    (entry,) = glue("ListCrawls", CrawlerName=crawler)["Crawls"]
    assert (entry["State"], entry["EndTime"] - entry["StartTime"]) == ("COMPLETED", 40)
    assert json.loads(entry["Summary"]) == {"TABLE": {"ADD": {"Count": 2}}, "PARTITION": {"ADD": {"Count": 3}}}
    (metrics,) = glue("GetCrawlerMetrics")["CrawlerMetricsList"]
    assert (metrics["TablesCreated"], metrics["LastRuntimeSeconds"], metrics["StillEstimating"]) == (2, 40.0, False)
    assert glue("CrawlLog", CrawlerName=crawler)["Lines"] == ["a line"]


def test_a_crawl_is_stopped(glue: Ask, crawler: str) -> None:
    with pytest.raises(CrawlerNotRunningException):
        glue("StopCrawler", Name=crawler)
    glue("StartCrawler", Name=crawler)
    crawl = taken(glue)
    glue("StopCrawler", Name=crawler)
    assert state(glue) == "STOPPING"
    with pytest.raises(CrawlerStoppingException):
        glue("StopCrawler", Name=crawler)
    assert glue("HeartbeatCrawl", CrawlId=crawl["Id"], Worker="w") == {"State": "STOPPING"}
    glue("FinishCrawl", CrawlId=crawl["Id"], Worker="w", State="STOPPED")
    assert glue("GetCrawler", Name=crawler)["Crawler"]["LastCrawl"]["Status"] == "CANCELLED"


@pytest.mark.parametrize(("take", "wait", "why"), [(False, 121, "no crawler service"), (True, 31, "went away")])
def test_a_crawl_that_nobody_works_fails(
    glue: Ask, clock: Clock, crawler: str, take: bool, wait: int, why: str
) -> None:
    glue("StartCrawler", Name=crawler)
    if take:
        taken(glue)
    clock.go_on(wait)
    assert state(glue) == "READY"
    assert taken(glue) is None  # it is over, whoever comes now
    assert why in glue("GetCrawler", Name=crawler)["Crawler"]["LastCrawl"]["ErrorMessage"]
    glue("StartCrawler", Name=crawler)
    assert state(glue) == "RUNNING"


def test_a_worker_that_came_back_has_no_crawl_any_more(glue: Ask, crawler: str) -> None:
    glue("StartCrawler", Name=crawler)
    taken(glue)
    assert taken(glue) is None
    assert state(glue) == "READY"


def test_a_schedule_starts_crawls(glue: Ask, clock: Clock, crawler: str) -> None:
    with pytest.raises(NoScheduleException):
        glue("StartCrawlerSchedule", CrawlerName=crawler)
    glue("UpdateCrawlerSchedule", CrawlerName=crawler, Schedule="cron(0/5 * * * ? *)")
    schedule = glue("GetCrawler", Name=crawler)["Crawler"]["Schedule"]
    assert schedule == {"ScheduleExpression": "cron(0/5 * * * ? *)", "State": "SCHEDULED"}
    with pytest.raises(SchedulerRunningException):
        glue("StartCrawlerSchedule", CrawlerName=crawler)
    assert taken(glue) is None
    clock.go_on(3_600)
    crawl = taken(glue)
    glue("FinishCrawl", CrawlId=crawl["Id"], Worker="w", State="COMPLETED")
    assert taken(glue) is None
    glue("StopCrawlerSchedule", CrawlerName=crawler)
    with pytest.raises(SchedulerNotRunningException):
        glue("StopCrawlerSchedule", CrawlerName=crawler)
    clock.go_on(3_600)
    assert taken(glue) is None


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"Targets": {"DynamoDBTargets": [{"Path": "t"}]}}, "DynamoDBTargets"),
        ({"Targets": {"IcebergTargets": [{"Paths": ["s3://b/t"]}]}}, "IcebergTargets"),
        ({"Targets": {"S3Targets": [{"Path": "http://b"}]}}, "Path"),
        ({"Targets": {"S3Targets": [{"Path": "s3://bucket", "SampleSize": 250}]}}, "SampleSize"),
        ({"LineageConfiguration": {"CrawlerLineageSettings": "ENABLE"}}, "LineageConfiguration"),
        ({"CrawlerSecurityConfiguration": "s"}, "CrawlerSecurityConfiguration"),
        ({"Configuration": "{"}, "Configuration"),
        ({"Schedule": "rate(5 minutes)"}, "Schedule"),
        (
            {
                "RecrawlPolicy": {"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"},
                "SchemaChangePolicy": {"UpdateBehavior": "UPDATE_IN_DATABASE"},
            },
            "can have only LOG",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name(glue: Ask, members: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInputException, match=said):
        glue("CreateCrawler", **{**CRAWLER, **members})


def test_filters_of_list_crawls(glue: Ask, clock: Clock, crawler: str) -> None:
    for state_ in ("COMPLETED", "FAILED"):
        glue("StartCrawler", Name=crawler)
        glue("FinishCrawl", CrawlId=taken(glue)["Id"], Worker="w", State=state_)
        clock.go_on(10)

    def states(field: str, how: str, value: str) -> list[str]:
        one = {"FieldName": field, "FilterOperator": how, "FieldValue": value}
        return [crawl["State"] for crawl in glue("ListCrawls", CrawlerName=crawler, Filters=[one])["Crawls"]]

    assert states("STATE", "NE", "FAILED") == ["COMPLETED"]
    assert states("START_TIME", "GE", str(round((clock.now - 10) * 1000))) == ["FAILED"]
    page = glue("ListCrawls", CrawlerName=crawler, MaxResults=1)
    assert [one["State"] for one in page["Crawls"]] == ["FAILED"]
    again = glue("ListCrawls", CrawlerName=crawler, MaxResults=1, NextToken=page["NextToken"])
    assert ([one["State"] for one in again["Crawls"]], "NextToken" in again) == (["COMPLETED"], False)
    with pytest.raises(InvalidInputException, match="Only EQ or NE operator is allowed for field : STATE"):
        states("STATE", "GT", "FAILED")
    with pytest.raises(ValidationException, match="filters.1.member.fieldName"):
        states("COLOUR", "EQ", "x")
    with pytest.raises(EntityNotFoundException, match="Crawler entry with name nobody does not exist"):
        glue("ListCrawls", CrawlerName="nobody")


def test_classifiers(glue: Ask, crawler: str) -> None:
    csv = {"Name": "mine", "Delimiter": ";", "ContainsHeader": "ABSENT"}
    glue("CreateClassifier", CsvClassifier=csv)
    with pytest.raises(AlreadyExistsException):
        glue("CreateClassifier", CsvClassifier=csv)
    glue("UpdateClassifier", CsvClassifier={"Name": "mine", "ContainsHeader": "PRESENT"})
    shown = glue("GetClassifier", Name="mine")["Classifier"]["CsvClassifier"]
    assert (shown["Delimiter"], shown["ContainsHeader"], shown["Version"]) == (";", "PRESENT", 2)
    assert len(glue("GetClassifiers")["Classifiers"]) == 1
    glue("UpdateCrawler", Name=crawler, Classifiers=["mine", "gone"])
    glue("StartCrawler", Name=crawler)
    first, second = taken(glue)["Classifiers"]
    assert (first["CsvClassifier"]["Delimiter"], second) == (";", {"Missing": "gone"})
    glue("DeleteClassifier", Name="mine")
    with pytest.raises(EntityNotFoundException):
        glue("GetClassifier", Name="mine")


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ({"XMLClassifier": {"Name": "x", "Classification": "x", "RowTag": "r"}}, "XMLClassifier"),
        ({}, "Exactly one"),
        ({"JsonClassifier": {"Name": "x", "JsonPath": "$..a"}}, "JsonPath"),
        ({"CsvClassifier": {"Name": "x", "CustomDatatypes": ["TEXT"]}}, "TEXT"),
        ({"GrokClassifier": {"Name": "x", "GrokPattern": "a"}}, "grokClassifier.classification"),
    ],
)
def test_classifiers_that_cannot_be(glue: Ask, request_: dict[str, Any], said: str) -> None:
    with pytest.raises((InvalidInputException, ValidationException), match=said):
        glue("CreateClassifier", **request_)


@pytest.mark.parametrize("name", ["CreateCrawler", "UpdateCrawler", "ListCrawls", "GetCrawlerMetrics", "ListCrawlers"])
def test_the_members_are_those_of_glues_model(name: str) -> None:
    path = Path(botocore.__file__).parent / "data/glue/2017-03-31/service-2.json.gz"
    members = json.loads(gzip.decompress(path.read_bytes()))["shapes"][f"{name}Request"]["members"]
    assert set(getattr(crawler_shapes, name).__struct_encode_fields__) == set(members)
