"""The crawler with the real store and catalog: boto3 makes a crawler, starts it, and finds the tables."""

from __future__ import annotations

import gzip
import io
import json
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from botocore.exceptions import ClientError

from tests.integration.crawler_by_hand import CrawlerByHand
from tests.polling import eventually

SHOP = b"""timestamp,visitorid,event,itemid,transactionid
1433221332117,257597,view,355908,
1433224214164,992329,view,248676,
"""


@pytest.fixture
def lake(endpoints: dict[str, str]) -> CrawlerByHand:
    return CrawlerByHand(endpoints)


def gz(*records: dict[str, Any]) -> bytes:
    return gzip.compress("".join(json.dumps(record) + "\n" for record in records).encode())


def parquet(**columns: list[Any]) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


def test_boto3_crawls_what_others_wrote(lake: CrawlerByHand, tmp_path: Any) -> None:
    records = [{"id": n, "amount": n + 0.5, "at": "2026-11-01T10:00:00Z", "tags": ["a"]} for n in range(3)]
    pd.DataFrame({"id": [1, 2], "name": ["a", "b"], "when": pd.to_datetime(["2026-01-01", "2026-01-02"])}).to_parquet(
        tmp_path / "pandas.parquet"
    )
    duckdb.sql(f"COPY (SELECT 1::BIGINT n, [1, 2] l, {{'a': 1.5::DOUBLE}} s) TO '{tmp_path}/duck.parquet'")
    lake.put(
        {
            "lake/shop/events.csv": SHOP,
            "lake/orders/year=2025/month=12/a.json.gz": gz(*records),
            "lake/orders/year=2026/month=01/a.json.gz": gz({**records[0], "note": "late", "id": 2**40}),
            "lake/people/a.parquet": (tmp_path / "pandas.parquet").read_bytes(),
            "lake/ducks/a.parquet": (tmp_path / "duck.parquet").read_bytes(),
            "lake/ducks/_SUCCESS": b"",
        }
    )
    lake.make("lake/")
    last = lake.crawl()
    assert (last["LogGroup"], last["LogStream"]) == ("/aws-glue/crawlers", lake.name)
    tables = lake.tables()
    assert sorted(tables) == ["ducks", "orders", "people", "shop"]
    assert lake.columns("shop") == {
        "timestamp": "bigint",
        "visitorid": "bigint",
        "event": "string",
        "itemid": "bigint",
        "transactionid": "string",
    }
    assert lake.columns("orders") == {
        "id": "bigint",
        "amount": "double",
        "at": "string",
        "tags": "array<string>",
        "note": "string",
    }
    assert lake.columns("people") == {"id": "bigint", "name": "string", "when": "timestamp"}
    assert lake.columns("ducks") == {"n": "bigint", "l": "array<int>", "s": "struct<a:double>"}
    orders = tables["orders"]
    assert [key["Name"] for key in orders["PartitionKeys"]] == ["year", "month"]
    assert orders["StorageDescriptor"]["Location"] == f"s3://{lake.name}/lake/orders/"
    assert orders["StorageDescriptor"]["SerdeInfo"]["Parameters"] == {"paths": "amount,at,id,note,tags"}
    expected = {"classification": "json", "compressionType": "gzip", "objectCount": "2", "recordCount": "4"}
    assert expected.items() <= orders["Parameters"].items()
    parts = lake.partitions("orders")
    assert sorted(parts) == ["2025/12", "2026/01"]
    assert parts["2025/12"]["StorageDescriptor"]["Location"] == f"s3://{lake.name}/lake/orders/year=2025/month=12/"
    assert parts["2025/12"]["Parameters"]["recordCount"] == "3"
    (crawl,) = lake.glue.list_crawls(CrawlerName=lake.name)["Crawls"]
    assert (crawl["State"], json.loads(crawl["Summary"])) == (
        "COMPLETED",
        {"TABLE": {"ADD": {"Count": 4}}, "PARTITION": {"ADD": {"Count": 2}}},
    )


def test_what_has_not_changed_is_not_read_and_not_written(lake: CrawlerByHand) -> None:
    lake.put({f"t/day={day}/a.json": b'{"a":1}' for day in range(3)})
    lake.make("t/")
    lake.crawl()
    before, parts = lake.tables(), lake.partitions("t")
    lake.crawl()
    assert (lake.tables(), lake.partitions("t")) == (before, parts)
    lake.put({"t/day=3/a.json": b'{"a":1,"b":"x"}', "t/day=1/a.json": b'{"a":1.5}'})
    lake.s3.delete_object(Bucket=lake.name, Key="t/day=0/a.json")
    lake.crawl()
    assert lake.columns("t") == {"a": "double", "b": "string"}
    assert sorted(lake.partitions("t")) == ["0", "1", "2", "3"]  # deleted ones are told in the log alone
    assert lake.log() == ["partition ['0'] of t holds no object any more"]
    states = [json.loads(crawl["Summary"]) for crawl in lake.glue.list_crawls(CrawlerName=lake.name)["Crawls"]]
    assert states[1] == {}


def test_bad_objects_are_left_out_and_named(lake: CrawlerByHand) -> None:
    good = parquet(a=[1, 2, 3])
    wide = b"{" + b",".join(b'"c%d":1' % n for n in range(20_000)) + b"}"
    lake.put(
        {
            "bad/a.parquet": good,
            "bad/cut.parquet": good[:-20],
            "bad/torn.parquet": good[:-8] + b"\xff\xff\xff\x00PAR1",
            "other/a.json.gz": gz({"a": 1}),
            "other/cut.json.gz": gz(*({"a": n} for n in range(5_000)))[:-50],
            "long/line.csv": b"x" * 12_000_000,
            "wide/a.json": wide,
            "odd/control.json": b'{"a\\u0001":1}',
        }
    )
    lake.make("")
    lake.crawl()
    assert sorted(lake.tables()) == ["bad", "other"]
    assert lake.columns("bad") == {"a": "bigint"}
    named = {line.partition(" is left out")[0].rpartition("/")[2] for line in lake.log()}
    assert named == {"cut.parquet", "torn.parquet", "cut.json.gz", "line.csv", "a.json", "control.json"}


def test_policies_of_change_and_deletion(lake: CrawlerByHand) -> None:
    lake.put({"a/x.json": b'{"a":1}', "b/x.csv": b"n,m\n1,2\n3,4\n"})
    lake.make("", SchemaChangePolicy={"UpdateBehavior": "LOG", "DeleteBehavior": "DELETE_FROM_DATABASE"})
    lake.crawl()
    assert sorted(lake.tables()) == ["a", "b"]
    lake.put({"a/x.json": b'{"a":1,"b":2}'})
    lake.s3.delete_object(Bucket=lake.name, Key="b/x.csv")
    lake.crawl()
    assert sorted(lake.tables()) == ["a"]
    assert lake.columns("a") == {"a": "int"}
    configuration = json.dumps(
        {"Version": 1.0, "CrawlerOutput": {"Tables": {"AddOrUpdateBehavior": "MergeNewColumns"}}}
    )
    lake.glue.update_crawler(Name=lake.name, Configuration=configuration)
    assert lake.crawler()["Configuration"] == configuration
    lake.crawl()
    assert lake.columns("a") == {"a": "int", "b": "int"}


def test_classifiers_of_ones_own(lake: CrawlerByHand) -> None:
    flow = "%{INT:version:int} %{NOTSPACE:account} %{NOTSPACE:eni} %{IP:source} %{IP:target} %{GREEDYDATA:rest}"
    grok = {"Classification": "vpc_flow", "Name": lake.name, "GrokPattern": flow}
    lake.glue.create_classifier(GrokClassifier=grok)
    lake.glue.create_classifier(JsonClassifier={"Name": f"{lake.name}-j", "JsonPath": "$.Records[*]"})
    line = "2 123456789010 eni-1235b8ca 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK\n"
    trail = {
        "Records": [{"eventVersion": "1.08", "userIdentity": {"type": "Root"}, "eventTime": "2026-11-01T00:00:00Z"}]
    }
    lake.put({"flow/a.log": (line * 3).encode(), "trail/a.json.gz": gz(trail)})
    lake.make("", Classifiers=[lake.name, f"{lake.name}-j"])
    lake.crawl()
    assert lake.columns("flow")["version"] == "int"
    assert lake.tables()["flow"]["StorageDescriptor"]["SerdeInfo"]["SerializationLibrary"].endswith("GrokSerDe")
    assert lake.columns("trail") == {
        "eventversion": "string",
        "useridentity": "struct<type:string>",
        "eventtime": "string",
    }


def test_the_table_of_the_etl_is_left_alone(lake: CrawlerByHand) -> None:
    before = lake.glue.get_table(DatabaseName="tarn", Name="events")["Table"]
    lake.put({"events/a.json": b'{"mine":1}'})
    targets = {"S3Targets": [{"Path": f"s3://{lake.name}/events/"}, {"Path": "s3://processed/events/"}]}
    lake.glue.create_crawler(Name=lake.name, Role="any", DatabaseName="tarn", Targets=targets)
    try:
        lake.crawl()
        assert lake.glue.get_table(DatabaseName="tarn", Name="events")["Table"] == before
        names = [table["Name"] for table in lake.glue.get_tables(DatabaseName="tarn")["TableList"]]
        (mine,) = [name for name in names if name.startswith("events_")]
        assert len(mine) == len("events_") + 32
        lake.glue.delete_table(DatabaseName="tarn", Name=mine)
    finally:
        lake.glue.delete_crawler(Name=lake.name)


def test_new_folders_and_announced_ones(lake: CrawlerByHand) -> None:
    lake.put({"t/d=1/a.json": b'{"a":1}'})
    lake.make("t/", RecrawlPolicy={"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"})
    lake.crawl()
    lake.put({"t/d=1/a.json": b'{"a":1,"b":2}', "t/d=2/a.json": b'{"a":2}'})
    lake.crawl()
    assert (lake.columns("t"), sorted(lake.partitions("t"))) == ({"a": "int"}, ["1", "2"])
    lake.glue.update_crawler(Name=lake.name, RecrawlPolicy={"RecrawlBehavior": "CRAWL_EVENT_MODE"})
    lake.crawl()
    assert lake.columns("t") == {"a": "int", "b": "int"}
    lake.put({"t/d=3/a.json": b'{"a":1}'})  # past the gateway: nobody tells of it
    lake.announced_s3.put_object(Bucket=lake.name, Key="t/d=4/a.json", Body=b'{"a":1,"b":2,"c":true}')
    assert eventually(lambda: bool(lake.crawl()) and lake.columns("t") == {"a": "int", "b": "int", "c": "boolean"}, 60)
    assert sorted(lake.partitions("t")) == ["1", "2", "4"]


def test_what_is_not_served_is_refused_by_name(lake: CrawlerByHand) -> None:
    refused: list[tuple[dict[str, Any], str]] = [
        ({"Targets": {"JdbcTargets": [{"ConnectionName": "c"}]}}, "JdbcTargets"),
        ({"Targets": {"DeltaTargets": [{"DeltaTables": ["s3://b/t"]}]}}, "DeltaTargets"),
        ({"Configuration": '{"Version":1.0,"Grouping":{"Other":1}}'}, "Other"),
        ({"Schedule": "cron(0 12 * * *)"}, "Schedule"),
        ({"LakeFormationConfiguration": {"UseLakeFormationCredentials": True}}, "LakeFormation"),
    ]
    for members, said in refused:
        with pytest.raises(ClientError, match=said) as error:
            lake.make("x/", **members)
        assert error.value.response["Error"]["Code"] == "InvalidInputException"
    with pytest.raises(lake.glue.exceptions.EntityNotFoundException, match="Crawler nobody not found."):
        lake.glue.start_crawler(Name="nobody")
