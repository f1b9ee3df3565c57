"""The Spark program, a child process of the worker: `python -m services.etl.spark_job`.

1. Start the JVM at once, while the worker still examines the raw objects. Both work in a temporary folder of their own.
2. Read one batch a line from standard input, work it, answer one line: what was read, what was rejected.
3. End when standard input does, at once and with the JVM, also in the middle of a batch: then the worker is gone, and
   nothing that it did not commit counts.

What Spark prints goes to standard error; standard output carries the answers alone.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import sys
import threading
from typing import Any, TextIO

from pyspark.sql import DataFrame, Observation, SparkSession

from lake.config import load
from lake.edges.objects import StoreSettings
from lake.errors import TarnError
from lake.layout import GENERATION, PROCESSED_BUCKET, rejected_folder
from services.etl import spark_session
from services.etl.frames import Batch
from services.etl.partition import COLUMNS
from services.etl.schema import Schema, load_schema
from services.etl.settings import EtlSettings


def main() -> None:
    answers = _own_standard_output()
    requests: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_follow_standard_input, args=(requests,), daemon=True).start()
    try:
        settings = load(EtlSettings)
        schema = load_schema(settings.etl_schema)
        policy = settings.dedup_policy
        spark = spark_session.start(settings, load(StoreSettings))
        while True:
            request = json.loads(requests.get())
            answer = {"rows": spark.range(1).count()} if "ping" in request else work(spark, schema, request, policy)
            answers.write(json.dumps(answer) + "\n")
            answers.flush()
    except TarnError as error:
        answers.write(json.dumps({"error": str(error)}) + "\n")
        answers.flush()
        raise SystemExit(1) from None


def work(spark: SparkSession, schema: Schema, request: dict[str, Any], policy: str) -> dict[str, Any]:
    """Writes one batch; answers lines read, lines rejected, files rewritten beyond the plan, and whether ids repeat."""
    spark.sparkContext._jsc.hadoopConfiguration().set("mapreduce.output.basename", request["name"])
    batch = Batch(spark, schema, request)
    seen = Observation()
    strict = request["strict"]
    overtaken = batch.overtaken() if policy == "last" else []
    rows = batch.strict(seen, policy, overtaken) if strict else batch.plain(seen)
    rows.write.mode("append").partitionBy(*COLUMNS, GENERATION).parquet(f"s3a://{PROCESSED_BUCKET}/events")
    return {
        "lines": seen.get["lines"],
        "rejected": _write_rejected(batch.rejected(), request["batch"]) if seen.get["rejected"] else [],
        "overtaken": [file[0] for file in overtaken],
        "repeats": not strict and batch.repeats(),
    }


def _write_rejected(rejected: DataFrame, batch: str) -> list[list[Any]]:
    """Keeps rejected lines under `rejected/`; answers [raw key, reason, lines]. Rare, so the batch is read again."""
    folder = f"s3a://{PROCESSED_BUCKET}/{rejected_folder(batch)}unreadable"
    rejected.coalesce(1).write.mode("overwrite").json(folder, compression="gzip")
    return [[row.source, row.reason, row["count"]] for row in rejected.groupBy("source", "reason").count().collect()]


def _own_standard_output() -> TextIO:
    """Keeps standard output for the answers; whatever else is printed, also by the JVM, goes to standard error."""
    own = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return own


def _follow_standard_input(requests: queue.Queue[str]) -> None:
    for line in sys.stdin:
        requests.put(line)
    if "ArchiveClassesAtExit" not in os.environ["TARN_ETL_JVM_OPTIONS"]:  # the JVM writes its archive here as it ends
        shutil.rmtree(os.getcwd(), ignore_errors=True)
    os._exit(0)  # the JVM ends with the pipe that this process holds


if __name__ == "__main__":
    main()
