"""Scripts as users have them, put into S3 and run by boto3."""

from __future__ import annotations

import json
import uuid
from typing import Any

from tests.polling import eventually

ENDED = ("SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT")


class Jobs:
    """A bucket of scripts and data of a test's own, and the jobs over them."""

    def __init__(self, s3: Any, glue: Any) -> None:
        self.s3, self.glue = s3, glue
        self.bucket = f"jobs-{uuid.uuid4().hex[:8]}"
        self.database = self.bucket.replace("-", "_")
        s3.create_bucket(Bucket=self.bucket)
        glue.create_database(DatabaseInput={"Name": self.database})

    def put(self, key: str, text: str | bytes) -> str:
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=text if isinstance(text, bytes) else text.encode())
        return f"s3://{self.bucket}/{key}"

    def put_lines(self, key: str, *records: dict[str, Any]) -> str:
        return self.put(key, "".join(json.dumps(record) + "\n" for record in records))

    def keys(self, prefix: str) -> list[str]:
        return [one["Key"] for one in self.s3.list_objects_v2(Bucket=self.bucket, Prefix=prefix).get("Contents", [])]

    def make(self, script: str, kind: str = "glueetl", **members: Any) -> str:
        """A job that runs a script; its name."""
        name = f"job-{uuid.uuid4().hex[:8]}"
        command = {"Name": kind, "ScriptLocation": self.put(f"scripts/{name}.py", script), "PythonVersion": "3"}
        self.glue.create_job(Name=name, Role="arn:aws:iam::000000000000:role/glue", Command=command, **members)
        return name

    def start(self, job: str, **members: Any) -> str:
        return str(self.glue.start_job_run(JobName=job, **members)["JobRunId"])

    def state(self, job: str, run: str) -> str:
        return str(self.run(job, run)["JobRunState"])

    def run(self, job: str, run: str) -> dict[str, Any]:
        found: dict[str, Any] = self.glue.get_job_run(JobName=job, RunId=run)["JobRun"]
        return found

    def ended(self, job: str, run: str, seconds: float = 1200) -> dict[str, Any]:
        """The run once it has ended."""
        assert eventually(lambda: self.state(job, run) in ENDED, seconds, every=0.5), self.run(job, run)
        return self.run(job, run)

    def done(self, job: str, **members: Any) -> dict[str, Any]:
        """A run from start to end, which is to succeed."""
        end = self.ended(job, self.start(job, **members))
        assert end["JobRunState"] == "SUCCEEDED", end
        return end
