"""dbt-athena builds a project twice and writes its docs, by the endpoint alone: `tests/clients/dbt` is the project.

dbt's packages agree with no others, so they live in an environment of their own: CONTRIBUTING.md says how to make it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.polling import eventually

DBT = os.environ.get("TARN_DBT", "")
PROJECT = Path(__file__).parent / "dbt"

pytestmark = pytest.mark.skipif(not DBT, reason="TARN_DBT names no dbt: see CONTRIBUTING.md")

Dbt = Callable[..., "subprocess.CompletedProcess[str]"]
Rows = Callable[[str], list[list[str | None]]]


@pytest.fixture(scope="module")
def client(endpoints: dict[str, str]) -> Callable[[str], Any]:
    session = boto3.Session(
        endpoints["AWS_ACCESS_KEY_ID"], endpoints["AWS_SECRET_ACCESS_KEY"], region_name=endpoints["AWS_REGION"]
    )
    return lambda service: session.client(service, endpoint_url=endpoints["AWS_ENDPOINT_URL"])


@pytest.fixture(scope="module")
def schema(client: Callable[[str], Any]) -> Iterator[str]:
    """A database of this file's own, which dbt makes, and a bucket of the same name."""
    name = f"lake-{uuid.uuid4().hex[:8]}"
    client("s3").create_bucket(Bucket=name)
    yield name.replace("-", "_")
    client("glue").delete_database(Name=name.replace("-", "_"))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, whose seeds a test may change."""
    return shutil.copytree(PROJECT, tmp_path_factory.mktemp("dbt") / "lake")


@pytest.fixture(scope="module")
def dbt(endpoints: dict[str, str], schema: str, project: Path) -> Dbt:
    given = {name: value for name, value in endpoints.items() if name.startswith("AWS_")}
    own = {"LAKE_SCHEMA": schema, "LAKE_BUCKET": schema.replace("_", "-"), "HOME": str(project)}
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TARN_"))} | given | own

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [DBT, "--no-use-colors", *arguments, "--profiles-dir", "."]
        done = subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
        return done

    return run


@pytest.fixture(scope="module")
def rows(client: Callable[[str], Any], schema: str) -> Rows:
    athena = client("athena")

    def ask(sql: str) -> list[list[str | None]]:
        started = athena.start_query_execution(QueryString=sql, QueryExecutionContext={"Database": schema})
        query = {"QueryExecutionId": started["QueryExecutionId"]}

        def ended() -> bool:
            status = athena.get_query_execution(**query)["QueryExecution"]["Status"]
            assert status["State"] not in ("FAILED", "CANCELLED"), status
            return bool(status["State"] == "SUCCEEDED")

        assert eventually(ended)
        found = athena.get_query_results(**query)["ResultSet"]["Rows"][1:]
        return [[cell.get("VarCharValue") for cell in row["Data"]] for row in found]

    return ask


def test_a_project_is_built_built_again_and_described(
    dbt: Dbt, rows: Rows, project: Path, schema: str, client: Callable[[str], Any]
) -> None:
    dbt("build")
    assert rows("SELECT count(*), count(DISTINCT day), sum(amount) FROM orders") == [["240", "120", "43380.00"]]
    assert rows("SELECT name, tier, spent FROM spending ORDER BY spent") == [
        ["Grace, H.", None, "14340.00"],
        ["Łukasz", "silver", "14460.00"],
        ["Ada", "gold", "14580.00"],
    ]

    seed = project / "seeds" / "customers.csv"
    seed.write_text(seed.read_text(encoding="utf-8").replace("silver", "bronze"), encoding="utf-8")
    dbt("build")
    assert rows("SELECT month, max(written), count(*) FROM recent GROUP BY 1 ORDER BY 1") == [
        ["2026-01", "first", "62"],
        ["2026-02", "first", "56"],
        ["2026-03", "first", "62"],
        ["2026-04", "second", "60"],
    ]
    assert sorted(rows("SELECT orders, added FROM appended"), key=str) == [["240", "later"], ["240", None]]
    assert rows("SELECT tier, dbt_valid_to IS NULL FROM tiers WHERE id = 3 ORDER BY dbt_valid_from") == [
        ["silver", "false"],
        ["bronze", "true"],
    ]

    dbt("docs", "generate")
    described = json.loads((project / "target" / "catalog.json").read_text(encoding="utf-8"))["nodes"]
    assert {"seed.lake.customers", "model.lake.orders", "model.lake.spending", "snapshot.lake.tiers"} <= set(described)
    assert described["model.lake.orders"]["columns"]["order_id"]["comment"] == "The order's number"
    table = client("glue").get_table(DatabaseName=schema, Name="orders")["Table"]
    assert table["Description"] == 'Every order, "quoted"'
