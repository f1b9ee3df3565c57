"""Scripts that use awsglue: sources, transforms, sinks, bookmarks."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from fastparquet import ParquetFile

from tests.integration.gateway_clients import Client
from tests.integration.job_scripts import Jobs

ORDERS = """
import sys
from awsglue.transforms import *
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from awsglue.context import GlueContext
from awsglue.job import Job

args = getResolvedOptions(sys.argv, ["JOB_NAME", "bucket", "database"])
sc = SparkContext()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

raw = glueContext.create_dynamic_frame.from_options(
    connection_type="s3",
    connection_options={"paths": [f"s3://{args['bucket']}/orders/"], "recurse": True},
    format="json",
    transformation_ctx="raw",
)
raw.printSchema()
mapped = ApplyMapping.apply(
    frame=ResolveChoice.apply(frame=raw, specs=[("price", "cast:double")]),
    mappings=[
        ("id", "int", "order_id", "long"),
        ("customer.name", "string", "customer", "string"),
        ("price", "double", "price", "double"),
        ("day", "string", "day", "string"),
    ],
)
sink = glueContext.getSink(
    connection_type="s3", path=f"s3://{args['bucket']}/clean/", enableUpdateCatalog=True,
    updateBehavior="UPDATE_IN_DATABASE", partitionKeys=["day"],
)
sink.setFormat("glueparquet")
sink.setCatalogInfo(catalogDatabase=args["database"], catalogTableName="orders")
sink.writeFrame(mapped)
job.commit()
"""


@pytest.fixture(scope="module")
def jobs(client: Client) -> Jobs:
    return Jobs(client("s3"), client("glue"))


def rows(jobs: Jobs, prefix: str) -> list[dict[str, Any]]:
    """Rows of the Parquet objects under a prefix, each with the partition value of its folder."""
    found = []
    for key in (one for one in jobs.keys(prefix) if one.endswith(".parquet")):
        body = jobs.s3.get_object(Bucket=jobs.bucket, Key=key)["Body"].read()
        kept = ParquetFile(io.BytesIO(body)).to_pandas().to_dict("records")
        found += [{**row, "day": key.split("day=")[1].split("/")[0]} for row in kept]
    return found


def test_json_becomes_a_partitioned_table_and_the_next_run_reads_only_what_is_new(jobs: Jobs) -> None:
    jobs.put_lines(
        "orders/a/1.json",
        {"id": 1, "customer": {"name": "Ann"}, "price": 2, "day": "2026-11-26"},
        {"id": 2, "customer": {"name": "Bob"}, "price": 2.5, "day": "2026-11-27"},
    )
    jobs.put_lines("orders/2.json", {"id": 3, "customer": None, "price": "7.25", "day": "2026-11-27"})
    defaults = {
        "--bucket": jobs.bucket,
        "--database": jobs.database,
        "--job-bookmark-option": "job-bookmark-enable",
    }
    job = jobs.make(ORDERS, DefaultArguments=defaults, WorkerType="G.1X", NumberOfWorkers=2, GlueVersion="5.0")
    end = jobs.done(job)
    assert (end["WorkerType"], end["NumberOfWorkers"], end["MaxCapacity"], end["Timeout"]) == ("G.1X", 2, 2.0, 480)
    wanted = [(1, "Ann", 2.0, "2026-11-26"), (2, "Bob", 2.5, "2026-11-27"), (3, None, 7.25, "2026-11-27")]
    assert sorted(tuple(row.values()) for row in rows(jobs, "clean/")) == wanted
    table = jobs.glue.get_table(DatabaseName=jobs.database, Name="orders")["Table"]
    assert [(one["Name"], one["Type"]) for one in table["StorageDescriptor"]["Columns"]] == [
        ("order_id", "bigint"),
        ("customer", "string"),
        ("price", "double"),
    ]
    parts = jobs.glue.get_partitions(DatabaseName=jobs.database, TableName="orders")["Partitions"]
    assert sorted(one["Values"] for one in parts) == [["2026-11-26"], ["2026-11-27"]]

    jobs.done(job)
    assert len(rows(jobs, "clean/")) == 3, "nothing was new"
    jobs.put_lines("orders/3.json", {"id": 4, "customer": {"name": "Cid"}, "price": 1, "day": "2026-11-28"})
    jobs.done(job)
    assert sorted(row["order_id"] for row in rows(jobs, "clean/")) == [1, 2, 3, 4]
    entry = jobs.glue.get_job_bookmark(JobName=job)["JobBookmarkEntry"]
    assert (entry["JobName"], entry["Run"]) == (job, 3)
    jobs.glue.reset_job_bookmark(JobName=job)
    jobs.done(job)
    assert len(rows(jobs, "clean/")) == 8, "after a reset all of it is new"


EVERYTHING = """
import json, sys
import boto3
from pyspark.context import SparkContext
from pyspark.sql import functions as F
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms import *
from awsglue.utils import getResolvedOptions

args = getResolvedOptions(sys.argv, ["bucket", "database"])
bucket, database = args["bucket"], args["database"]
glue = GlueContext(SparkContext.getOrCreate())
told = {}


def rows(frame):
    return sorted((json.dumps(row.asDict(True), default=str) for row in frame.toDF().collect()))


def refusal(call):
    try:
        call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


sales = glue.create_dynamic_frame.from_catalog(
    database=database, table_name="sales", push_down_predicate="day >= '2026-11-02' and hour < 10"
)
told["from_catalog"] = rows(sales)
told["types"] = [field.simpleString() for field in sales.schema().fields]
told["cast"] = rows(sales.resolveChoice(specs=[("amount", "cast:long")]).select_fields(["amount"]))
told["make_cols"] = sales.resolveChoice(choice="make_cols").toDF().columns
told["project"] = rows(sales.resolveChoice(specs=[("amount", "project:string")]).select_fields("amount"))
told["match_catalog"] = rows(
    sales.resolveChoice(choice="match_catalog", database=database, table_name="sales").select_fields(["amount"])
)
told["applied"] = refusal(lambda: sales.apply_mapping([("amount", "long", "x", "long")]))

names = glue.create_dynamic_frame.from_options(
    "s3", {"paths": [f"s3://{bucket}/names.csv"]}, format="csv", format_options={"withHeader": True}
)
told["csv"] = rows(names)
told["join"] = rows(Join.apply(sales, names, ["who"], ["id"]).drop_fields(["amount", "day", "hour"]))
told["filter"] = rows(Filter.apply(frame=names, f=lambda one: one["name"].startswith("A")))
told["map"] = rows(Map.apply(frame=names, f=lambda one: {"id": int(one["id"]), "n": {"len": len(one.name)}}))
deep = names.map(lambda one: {"id": one["id"], "in": {"a": 1, "b": {"c": 2}}})
told["unnest"] = deep.unnest().toDF().columns
told["rename"] = rows(RenameField.apply(deep, "in.b.c", "c").drop_fields(["in.b"]))
told["union"] = names.union(names).count()
told["merge"] = rows(names.mergeDynamicFrame(names.filter(lambda one: one["id"] == "1"), ["id"]))
split = SplitFields.apply(names, ["id"], "ids", "others")
told["split"] = {key: split[key].toDF().columns for key in split.keys()}
made = glue.spark_session.createDataFrame([(1, None)], "a int, b void")
told["no_nulls"] = DropNullFields.apply(frame=DynamicFrame.fromDF(made, glue, "made")).toDF().columns

lines = glue.create_dynamic_frame.from_options("s3", {"paths": [f"s3://{bucket}/odd/"]}, format="json")
told["json"], told["errors"] = rows(lines), lines.errorsCount()
whole = glue.create_dynamic_frame.from_options(
    "s3", {"paths": [f"s3://{bucket}/whole.json"]}, format="json", format_options={"multiline": True}
)
told["multiline"] = rows(whole)
nothing = glue.create_dynamic_frame.from_options("s3", {"paths": [f"s3://{bucket}/nothing/"]}, format="parquet")
told["nothing"] = nothing.count()

for form in ("json", "csv", "parquet", "orc"):
    path = f"s3://{bucket}/copies/{form}/"
    glue.write_dynamic_frame.from_options(
        frame=names, connection_type="s3", connection_options={"path": path}, format=form
    )
    header = {"withHeader": True} if form == "csv" else {}
    back = glue.create_dynamic_frame.from_options("s3", {"paths": [path]}, format=form, format_options=header)
    told[f"copy {form}"] = rows(back.select_fields(["id", "name"]))

glue.write_dynamic_frame.from_catalog(
    frame=names.map(lambda one: {"who": one["id"], "amount": "7", "day": "2026-12-01", "hour": 1}),
    database=database, table_name="sales",
    additional_options={"partitionKeys": ["day", "hour"], "enableUpdateCatalog": True},
)
december = glue.create_dynamic_frame.from_catalog(database, "sales", push_down_predicate="day > '2026-11-30'")
told["written"] = rows(december)
told["spark"] = glue.spark_session.read.csv(f"s3://{bucket}/names.csv", header=True).count()
told["refused"] = [
    refusal(lambda: glue.create_dynamic_frame.from_options("mysql", {})),
    refusal(lambda: glue.create_dynamic_frame.from_options("s3", {"paths": ["s3://x/"], "boundedFiles": 1}, "json")),
    refusal(lambda: names.relationalize("root", "s3://x/")),
    refusal(lambda: glue.create_dynamic_frame.from_catalog(database, "none")),
]
boto3.client("s3").put_object(Bucket=bucket, Key="told.json", Body=json.dumps(told).encode())
"""


def test_sources_transforms_and_sinks_are_as_glues(jobs: Jobs) -> None:
    jobs.put("names.csv", 'id,name\n1,Ann\n2,"B, ob"\n3,\n')
    jobs.put("odd/lines.json", '{"a": 1, "b": [1, "x"]}\nno json\n\n[{"a": 2}, {"a": null}]\n')
    jobs.put("odd/_hidden.json", '{"a": 9}\n')
    jobs.put("odd/below/not.json", '{"a": 9}\n')
    jobs.put("whole.json", '[\n {"a": 1},\n {"a": 2}\n]\n')
    sales_table(jobs)
    job = jobs.make(EVERYTHING, DefaultArguments={"--bucket": jobs.bucket, "--database": jobs.database})
    jobs.done(job)
    told = json.loads(jobs.s3.get_object(Bucket=jobs.bucket, Key="told.json")["Body"].read())
    names = ['{"id": "1", "name": "Ann"}', '{"id": "2", "name": "B, ob"}', '{"id": "3", "name": ""}']
    expected = {
        "from_catalog": [
            '{"who": "1", "amount": {"long": 10, "string": null}, "day": "2026-11-02", "hour": 9}',
            '{"who": "2", "amount": {"long": null, "string": "ten"}, "day": "2026-11-02", "hour": 9}',
        ],
        "types": [
            "who:string",
            "amount:struct<long:bigint,string:string>",
            "day:string",
            "hour:int",
        ],
        "cast": ['{"amount": 10}', '{"amount": null}'],
        "make_cols": ["who", "amount_long", "amount_string", "day", "hour"],
        "project": ['{"amount": "10"}', '{"amount": "ten"}'],
        "match_catalog": ['{"amount": 10}', '{"amount": null}'],
        "csv": names,
        "join": ['{"who": "1", "id": "1", "name": "Ann"}', '{"who": "2", "id": "2", "name": "B, ob"}'],
        "filter": names[:1],
        "map": ['{"id": 1, "n": {"len": 3}}', '{"id": 2, "n": {"len": 5}}', '{"id": 3, "n": {"len": 0}}'],
        "unnest": ["id", "in.a", "in.b.c"],
        "rename": [f'{{"id": "{one}", "in": {{"a": 1}}, "c": 2}}' for one in (1, 2, 3)],
        "union": 6,
        "merge": names,
        "split": {"ids": ["id"], "others": ["name"]},
        "no_nulls": ["a"],
        "json": [
            '{"a": 1, "b": [{"int": 1, "string": null}, {"int": null, "string": "x"}]}',
            '{"a": 2, "b": null}',
            '{"a": null, "b": null}',
        ],
        "errors": 1,
        "multiline": ['{"a": 1}', '{"a": 2}'],
        "nothing": 0,
        **{f"copy {form}": names for form in ("json", "csv", "parquet", "orc")},
        "written": [f'{{"who": "{one}", "amount": 7, "day": "2026-12-01", "hour": 1}}' for one in (1, 2, 3)],
        "spark": 3,
    }
    assert {name: told[name] for name in expected} == expected
    assert "ResolveChoice" in told["applied"]
    for why, refusal in zip(("mysql", "boundedFiles", "relationalize", "none"), told["refused"], strict=True):
        assert why in refusal


def sales_table(jobs: Jobs) -> None:
    """A CSV table of two days with an amount that is no number."""
    serde = {
        "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
        "Parameters": {"field.delim": "|"},
    }
    columns = [{"Name": "who", "Type": "string"}, {"Name": "amount", "Type": "bigint"}]
    storage = {"Columns": columns, "Location": f"s3://{jobs.bucket}/sales/", "SerdeInfo": serde}
    keys = [{"Name": "day", "Type": "string"}, {"Name": "hour", "Type": "int"}]
    table = {"Name": "sales", "StorageDescriptor": storage, "PartitionKeys": keys}
    jobs.glue.create_table(DatabaseName=jobs.database, TableInput=table)
    for day, hour, text in (
        ("2026-11-01", "9", "1|1\n"),
        ("2026-11-02", "9", "1|10\n2|ten\n"),
        ("2026-11-02", "11", "3|3\n"),
    ):
        folder = f"sales/{day}-{hour}/"
        jobs.put(f"{folder}a.csv", text)
        place = {**storage, "Location": f"s3://{jobs.bucket}/{folder}"}
        made = {"Values": [day, hour], "StorageDescriptor": place}
        jobs.glue.create_partition(DatabaseName=jobs.database, TableName="sales", PartitionInput=made)
