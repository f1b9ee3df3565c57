"""The AWS CLI's `athena` and `glue`, as in AWS's own guides."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import boto3

from tests.clients.conftest import Place
from tests.polling import eventually


def _aws(*arguments: str) -> Any:
    command = [sys.executable, "-m", "awscli", "--output", "json", *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout) if done.stdout else None


def test_a_query_from_file_to_rows(place: Place) -> None:
    boto3.client("s3").put_object(Bucket=place.bucket, Key="t/data.csv", Body=b"n,s\n1,x\n2,y\n")
    columns = [{"Name": "n", "Type": "int"}, {"Name": "s", "Type": "string"}]
    serde = {
        "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
        "Parameters": {"field.delim": ","},
    }
    table = {
        "Name": "t",
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"skip.header.line.count": "1"},
        "StorageDescriptor": {"Columns": columns, "Location": place.path("t"), "SerdeInfo": serde},
    }
    _aws("glue", "create-table", "--database-name", place.database, "--table-input", json.dumps(table))
    listed = _aws("glue", "get-tables", "--database-name", place.database, "--query", "TableList[].Name")
    assert listed == ["t"]

    id_ = _aws(
        "athena", "start-query-execution", "--query-string", "SELECT s FROM t WHERE n > ?",
        "--execution-parameters", "1", "--query-execution-context", f"Database={place.database}",
        "--result-configuration", f"OutputLocation={place.results}",
    )["QueryExecutionId"]  # fmt: skip

    def state() -> str:
        told = _aws("athena", "get-query-execution", "--query-execution-id", id_)
        return str(told["QueryExecution"]["Status"]["State"])

    assert eventually(lambda: state() not in ("QUEUED", "RUNNING"))
    rows = _aws("athena", "get-query-results", "--query-execution-id", id_)["ResultSet"]["Rows"]
    assert rows == [{"Data": [{"VarCharValue": "s"}]}, {"Data": [{"VarCharValue": "y"}]}]
    file = boto3.client("s3").get_object(Bucket=place.bucket, Key=f"results/{id_}.csv")["Body"].read()
    assert file == b'"s"\n"y"\n'
