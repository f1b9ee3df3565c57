"""pyiceberg's GlueCatalog on the catalog and the store: Iceberg tables with their commits, by the endpoint alone."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import duckdb
import pyarrow as pa
import pytest
from pyiceberg.catalog.glue import GlueCatalog
from pyiceberg.exceptions import (
    CommitFailedException,
    NamespaceAlreadyExistsError,
    NamespaceNotEmptyError,
    NoSuchTableError,
    TableAlreadyExistsError,
)
from pyiceberg.types import LongType

from tests.polling import eventually

ROWS = pa.table({"id": pa.array([1, 2, 3], pa.int64()), "name": ["a", "b", None]})


@pytest.fixture(scope="module")
def session(endpoints: dict[str, str]) -> boto3.Session:
    return boto3.Session(
        endpoints["AWS_ACCESS_KEY_ID"], endpoints["AWS_SECRET_ACCESS_KEY"], region_name=endpoints["AWS_REGION"]
    )


@pytest.fixture(scope="module")
def bucket(endpoints: dict[str, str], session: boto3.Session) -> str:
    name = f"iceberg-{uuid.uuid4().hex[:8]}"
    session.client("s3", endpoint_url=endpoints["AWS_ENDPOINT_URL"]).create_bucket(Bucket=name)
    return name


@pytest.fixture(scope="module")
def catalog(endpoints: dict[str, str], bucket: str) -> GlueCatalog:
    """As a program has it: `s3.endpoint` is for Arrow's own S3 client, which reads no AWS_ENDPOINT_URL."""
    url, key, secret = (endpoints[f"AWS_{name}"] for name in ("ENDPOINT_URL", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY"))
    return GlueCatalog(
        "tarn",
        **{
            "warehouse": f"s3://{bucket}",
            "glue.endpoint": url,
            "s3.endpoint": url,
            "client.region": endpoints["AWS_REGION"],
            "client.access-key-id": key,
            "client.secret-access-key": secret,
        },
    )


@pytest.fixture
def namespace(catalog: GlueCatalog) -> Iterator[str]:
    """A namespace of this test's own; gone afterwards, with its tables."""
    name = f"ice_{uuid.uuid4().hex[:8]}"
    catalog.create_namespace(name, {"comment": "of tests"})
    yield name
    for table in catalog.list_tables(name):
        catalog.drop_table(table)
    catalog.drop_namespace(name)


def test_a_namespace_and_its_tables_are_made_listed_renamed_and_dropped(catalog: GlueCatalog, namespace: str) -> None:
    assert (namespace,) in catalog.list_namespaces()
    assert catalog.load_namespace_properties(namespace)["comment"] == "of tests"
    with pytest.raises(NamespaceAlreadyExistsError):
        catalog.create_namespace(namespace)
    catalog.create_table((namespace, "one"), ROWS.schema)
    with pytest.raises(TableAlreadyExistsError):
        catalog.create_table((namespace, "one"), ROWS.schema)
    with pytest.raises(NamespaceNotEmptyError):
        catalog.drop_namespace(namespace)
    catalog.rename_table((namespace, "one"), (namespace, "two"))
    assert catalog.list_tables(namespace) == [(namespace, "two")]
    catalog.drop_table((namespace, "two"))
    with pytest.raises(NoSuchTableError):
        catalog.load_table((namespace, "two"))


def test_rows_are_appended_filtered_and_the_schema_grows(catalog: GlueCatalog, namespace: str) -> None:
    table = catalog.create_table((namespace, "rows"), ROWS.schema)
    table.append(ROWS)
    with table.update_schema() as change:
        change.add_column("stars", LongType())
    table.append(pa.table({"id": [4], "name": ["d"], "stars": [5]}))
    table.delete("id = 1")
    found = catalog.load_table((namespace, "rows"))
    assert found.scan("id > 2").to_arrow().sort_by("id").to_pylist() == [
        {"id": 3, "name": None, "stars": None},
        {"id": 4, "name": "d", "stars": 5},
    ]
    assert found.scan().to_arrow().num_rows == 3
    assert found.scan(snapshot_id=found.snapshots()[0].snapshot_id).to_arrow()["id"].to_pylist() == [1, 2, 3]


def asked(endpoints: dict[str, str], session: boto3.Session, database: str, bucket: str, sql: str) -> list[Any]:
    """The rows that Athena answers."""
    athena = session.client("athena", endpoint_url=endpoints["AWS_ENDPOINT_URL"])
    query = athena.start_query_execution(
        QueryString=sql,
        QueryExecutionContext={"Database": database},
        ResultConfiguration={"OutputLocation": f"s3://{bucket}/results/"},
    )["QueryExecutionId"]

    def status() -> dict[str, str]:
        return dict(athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]["Status"])

    assert eventually(lambda: status()["State"] not in ("QUEUED", "RUNNING"))
    assert status()["State"] == "SUCCEEDED", status()
    return list(athena.get_query_results(QueryExecutionId=query)["ResultSet"]["Rows"])


def test_athena_writes_and_others_read(
    endpoints: dict[str, str], session: boto3.Session, catalog: GlueCatalog, namespace: str, bucket: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    for sql in (
        f"CREATE TABLE made (id bigint, name string, at timestamp) PARTITIONED BY (day(at), bucket(2, id)) "
        f"LOCATION 's3://{bucket}/made/' TBLPROPERTIES ('table_type'='ICEBERG', 'write_compression'='zstd')",
        "INSERT INTO made VALUES (1, 'a', timestamp '2026-01-01 05:00:00'), (2, 'b', NULL), (3, 'c', NULL)",
        "DELETE FROM made WHERE id = 2",
        "MERGE INTO made USING (VALUES (3, 'see'), (4, 'd')) AS s(k, v) ON id = k "
        "WHEN MATCHED THEN UPDATE SET name = v WHEN NOT MATCHED THEN INSERT (id, name) VALUES (k, v)",
        "ALTER TABLE made ADD COLUMNS (stars int)",
    ):
        asked(endpoints, session, namespace, bucket, sql)
    table = catalog.load_table((namespace, "made"))
    rows = [(1, "a", None), (3, "see", None), (4, "d", None)]
    found = table.scan(selected_fields=("id", "name", "stars")).to_arrow().sort_by("id").to_pylist()
    assert [tuple(row.values()) for row in found] == rows
    assert table.scan("at >= '2026-01-01T00:00:00'").to_arrow()["id"].to_pylist() == [1]  # by its partitions
    s3 = session.client("s3", endpoint_url=endpoints["AWS_ENDPOINT_URL"])
    for number, task in enumerate(table.scan().plan_files()):
        name, _, key = task.file.file_path.removeprefix("s3://").partition("/")
        s3.download_file(name, key, str(tmp_path / f"{number}.parquet"))
    read = "SELECT id, name FROM read_parquet(?, union_by_name=true) ORDER BY id"
    assert duckdb.execute(read, [f"{tmp_path}/*.parquet"]).fetchall() == [row[:2] for row in rows]


def test_athena_reads_what_was_committed_last(
    endpoints: dict[str, str], session: boto3.Session, catalog: GlueCatalog, namespace: str, bucket: str
) -> None:
    table = catalog.create_table((namespace, "asked"), ROWS.schema)
    table.append(ROWS)
    with table.update_schema() as change:
        change.add_column("stars", LongType())
        change.rename_column("name", "label")
    table.append(pa.table({"id": [4], "label": ["d"], "stars": [5]}))
    table.delete("id = 2")
    found = asked(endpoints, session, namespace, bucket, "SELECT * FROM asked ORDER BY id")
    assert [[cell.get("VarCharValue") for cell in row["Data"]] for row in found] == [
        ["id", "label", "stars"],
        ["1", "a", None],
        ["3", None, None],
        ["4", "d", "5"],
    ]


def test_of_two_changes_of_one_state_the_second_is_refused_and_nothing_of_it_stays(
    catalog: GlueCatalog, namespace: str
) -> None:
    catalog.create_table((namespace, "shared"), ROWS.schema)
    first, second = (catalog.load_table((namespace, "shared")) for _ in range(2))
    with first.update_schema() as change:
        change.add_column("early", LongType())
    with pytest.raises(CommitFailedException), second.update_schema() as change:
        change.add_column("late", LongType())
    names = [field.name for field in catalog.load_table((namespace, "shared")).schema().fields]
    assert names == ["id", "name", "early"]


def test_two_appends_to_one_state_are_both_there(catalog: GlueCatalog, namespace: str) -> None:
    catalog.create_table((namespace, "shared"), ROWS.schema)
    for table in [catalog.load_table((namespace, "shared")) for _ in range(2)]:
        table.append(ROWS)
    assert catalog.load_table((namespace, "shared")).scan().to_arrow().num_rows == 6


def test_glue_and_its_versions_show_what_was_committed(
    endpoints: dict[str, str], session: boto3.Session, catalog: GlueCatalog, namespace: str
) -> None:
    table = catalog.create_table((namespace, "seen"), ROWS.schema, properties={"glue.skip-archive": "false"})
    before = table.metadata_location
    table.append(ROWS)
    glue = session.client("glue", endpoint_url=endpoints["AWS_ENDPOINT_URL"])
    seen = glue.get_table(DatabaseName=namespace, Name="seen")["Table"]
    assert [(one["Name"], one["Type"]) for one in seen["StorageDescriptor"]["Columns"]] == [
        ("id", "bigint"),
        ("name", "string"),
    ]
    told = {
        name: seen["Parameters"][name] for name in ("table_type", "metadata_location", "previous_metadata_location")
    }
    assert told == {
        "table_type": "ICEBERG",
        "metadata_location": table.metadata_location,
        "previous_metadata_location": before,
    }
    assert seen["VersionId"] == "1"
