"""StartJobRun runs a user's own script: states, messages, attempts and arguments as Glue has them."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from botocore.exceptions import ClientError

from tests.integration.gateway_clients import Client
from tests.integration.job_scripts import Jobs
from tests.polling import eventually

WAITS = "import time\nwhile True:\n    time.sleep(1)\n"

ARGUMENTS = """
import json, sys
import boto3
from awsglue.utils import getResolvedOptions
import mine, packed
args = getResolvedOptions(sys.argv, ["JOB_NAME", "day", "out"])
bucket, _, key = args["out"].removeprefix("s3://").partition("/")
told = {"args": args, "mine": mine.VALUE, "packed": packed.VALUE, "file": open("told.txt").read()}
boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=json.dumps(told).encode())
print("written")
"""


@pytest.fixture(scope="module")
def jobs(client: Client) -> Jobs:
    return Jobs(client("s3"), client("glue"))


def test_a_python_shell_script_gets_its_arguments_and_files(jobs: Jobs) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("packed.py", "VALUE = 2\n")
    modules = ",".join([jobs.put("py/mine.py", "VALUE = 1\n"), jobs.put("py/packed.zip", archive.getvalue())])
    defaults = {"--day": "none", "--extra-py-files": modules, "--extra-files": jobs.put("told.txt", "hello")}
    fixed = {"--out": f"s3://{jobs.bucket}/told.json"}
    job = jobs.make(ARGUMENTS, "pythonshell", DefaultArguments=defaults, NonOverridableArguments=fixed)
    end = jobs.done(job, Arguments={"--day": "2026-11-27"})
    told = jobs.s3.get_object(Bucket=jobs.bucket, Key="told.json")["Body"].read().decode()
    assert '"day": "2026-11-27"' in told
    assert f'"JOB_NAME": "{job}"' in told
    assert '"mine": 1, "packed": 2, "file": "hello"' in told
    assert (end["Attempt"], end["MaxCapacity"], end["Timeout"]) == (0, 0.0625, 2880)
    assert end["Arguments"] == {"--day": "2026-11-27"}
    assert end["ExecutionTime"] >= 0


def test_a_script_that_fails_says_why_and_is_tried_again(jobs: Jobs) -> None:
    job = jobs.make("x = 1\nraise ValueError('no such day')\n", MaxRetries=1, GlueVersion="5.0")
    run = jobs.start(job)
    end = jobs.ended(job, run)
    assert end["JobRunState"] == "FAILED"
    said = "Error Category: UNCLASSIFIED_ERROR; Failed Line Number: 2; ValueError: no such day"
    assert end["ErrorMessage"] == said
    again = jobs.ended(job, f"{run}_attempt_1")
    assert (again["Attempt"], again["PreviousRunId"], again["JobRunState"]) == (1, run, "FAILED")
    assert len(jobs.glue.get_job_runs(JobName=job)["JobRuns"]) == 2, "and not a third time"


def test_a_script_that_is_not_there_fails_at_its_launch(jobs: Jobs) -> None:
    job = jobs.make("pass")
    jobs.s3.delete_object(Bucket=jobs.bucket, Key=f"scripts/{job}.py")
    end = jobs.ended(job, jobs.start(job))
    assert end["JobRunState"] == "FAILED"
    assert end["ErrorMessage"].startswith("Error Category: LAUNCH_ERROR; ")
    assert "The specified key does not exist." in end["ErrorMessage"]


def test_a_run_is_stopped_and_leaves_room_for_the_next(jobs: Jobs) -> None:
    job = jobs.make(WAITS, "pythonshell")
    run = jobs.start(job)
    assert eventually(lambda: jobs.state(job, run) == "RUNNING", 60)
    with pytest.raises(ClientError) as refused:
        jobs.start(job)
    assert refused.value.response["Error"]["Code"] == "ConcurrentRunsExceededException"
    jobs.glue.batch_stop_job_run(JobName=job, JobRunIds=[run])
    assert jobs.state(job, run) in ("STOPPING", "STOPPED")
    assert jobs.ended(job, run, 60)["JobRunState"] == "STOPPED"
    jobs.glue.batch_stop_job_run(JobName=job, JobRunIds=[jobs.start(job)])


def test_a_run_ends_at_its_timeout_and_etl_runs_meanwhile(jobs: Jobs) -> None:
    job = jobs.make(WAITS, "pythonshell", Timeout=2000, MaxRetries=1)
    run = jobs.start(job, Timeout=1)
    assert eventually(lambda: jobs.state(job, run) == "RUNNING", 60)
    etl = jobs.glue.get_job_runs(JobName="etl")["JobRuns"]
    newest = etl[0]["Id"] if etl else None

    def another() -> bool:
        runs = jobs.glue.get_job_runs(JobName="etl")["JobRuns"]
        return bool(runs and runs[0]["Id"] != newest and runs[0]["JobRunState"] == "SUCCEEDED")

    with suppress(jobs.glue.exceptions.ConcurrentRunsExceededException):  # the schedule was first
        jobs.glue.start_job_run(JobName="etl")
    assert eventually(another, 120), "tarn's own job waited for a script"
    end = jobs.ended(job, run, 180)
    assert (end["JobRunState"], end["Timeout"]) == ("TIMEOUT", 1)
    assert "timeout of 1 minutes" in end["ErrorMessage"]
    assert len(jobs.glue.get_job_runs(JobName=job)["JobRuns"]) == 1, "a timeout is not tried again"


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"DefaultArguments": {"--additional-python-modules": "x==1"}}, "--additional-python-modules"),
        ({"DefaultArguments": {"--datalake-formats": "iceberg"}}, "--datalake-formats"),
        ({"kind": "gluestreaming"}, "gluestreaming"),
        ({"kind": "glueray"}, "glueray"),
    ],
)
def test_what_is_not_served_is_refused_by_name(jobs: Jobs, members: dict[str, object], why: str) -> None:
    with pytest.raises(ClientError, match=why) as refused:
        jobs.make("pass", **members)  # type: ignore[arg-type]
    assert refused.value.response["Error"]["Code"] == "InvalidInputException"
