# ruff: noqa: T201 - a program for a terminal
"""Puts glue_script.py into S3, makes a job of it, runs it twice, and prints what became of it. Boto3 alone."""

import json
import sys
import time
import uuid
from pathlib import Path

import boto3

s3, glue = boto3.client("s3"), boto3.client("glue")
name = f"orders-{uuid.uuid4().hex[:6]}"
database = name.replace("-", "_")
script = Path(__file__).with_name("glue_script.py").read_bytes()

s3.create_bucket(Bucket=name)
s3.put_object(Bucket=name, Key="scripts/orders.py", Body=script)
glue.create_database(DatabaseInput={"Name": database})
glue.create_job(
    Name=name,
    Role="arn:aws:iam::000000000000:role/glue",
    Command={"Name": "glueetl", "ScriptLocation": f"s3://{name}/scripts/orders.py", "PythonVersion": "3"},
    GlueVersion="5.0",
    WorkerType="G.1X",
    NumberOfWorkers=2,
    DefaultArguments={
        "--source": f"s3://{name}/raw/",
        "--target": f"s3://{name}/orders/",
        "--database": database,
        "--job-bookmark-option": "job-bookmark-enable",
    },
)


def put(key: str, *orders: dict[str, object]) -> None:
    s3.put_object(Bucket=name, Key=f"raw/{key}", Body="\n".join(map(json.dumps, orders)).encode())


def run() -> None:
    run_id = glue.start_job_run(JobName=name)["JobRunId"]
    while True:
        found = glue.get_job_run(JobName=name, RunId=run_id)["JobRun"]
        if found["JobRunState"] not in ("STARTING", "RUNNING", "STOPPING"):
            print(found["JobRunState"], found.get("ErrorMessage", ""))
            break
        time.sleep(1)
    parts = glue.get_partitions(DatabaseName=database, TableName="orders")["Partitions"]
    print("partitions:", sorted(part["Values"][0] for part in parts))
    if found["JobRunState"] != "SUCCEEDED":
        sys.exit(1)


put("1.json", {"id": 1, "customer": {"name": "Ann"}, "price": 2, "day": "2026-11-26"})
put("2.json", {"id": 2, "customer": {"name": "Bob"}, "price": "2.50", "day": "2026-11-27"})
run()
put("3.json", {"id": 3, "customer": {"name": "Cid"}, "price": 1.5, "day": "2026-11-28"})
run()  # reads 3.json alone
keys = [one["Key"] for one in s3.list_objects_v2(Bucket=name, Prefix="orders/")["Contents"]]
print("objects:", sum(key.endswith(".parquet") for key in keys))
