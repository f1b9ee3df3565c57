"""Every metric, declared once: CloudWatch's name, unit and dimensions, the service that owns it, what it is read of.

`CLOUDWATCH` is the table. A metric that a service shows in Prometheus' format and that no row is read of stands in
`OWN`, with the reason. A test compares both with the services' code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lake.layout import EVENTS_TOPIC, QUARANTINE_TOPIC, UNIQUE_TOPIC

_MONITORING = "https://docs.aws.amazon.com"
KINESIS = f"{_MONITORING}/streams/latest/dev/monitoring-with-cloudwatch.html"
LAMBDA = f"{_MONITORING}/lambda/latest/dg/monitoring-metrics-types.html"
FIREHOSE = f"{_MONITORING}/firehose/latest/dev/cloudwatch-metrics.html"
ATHENA = f"{_MONITORING}/athena/latest/ug/query-metrics-viewing.html"
S3 = f"{_MONITORING}/AmazonS3/latest/userguide/metrics-dimensions.html"
GLUE = f"{_MONITORING}/glue/latest/dg/monitoring-awsglue-with-cloudwatch-metrics.html"
TARN = "docs/metrics.md"

# How a figure is read of samples: the growth of counters; a gauge as it is; 1 for each of `sample` and 0 for each of
# `others`, whose average is a share; or the statistic sets of `lake/runtime/slots.py`. All times `scale`.
How = Literal["growth", "gauge", "share", "slots"]
Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Sample:
    """A metric that a service exposes, and the labels that its samples must have."""

    name: str
    labels: Labels = ()


@dataclass(frozen=True)
class Metric:
    """One metric of CloudWatch's. `source`: the page that defines it.

    `by`: dimensions whose values a label of the sample tells, as (dimension, label).
    """

    namespace: str
    name: str
    unit: str
    dimensions: Labels
    service: str
    source: str
    meaning: str
    how: How
    sample: Sample
    others: tuple[Sample, ...] = ()
    scale: float = 1.0
    by: Labels = ()


_STREAM: Labels = (("StreamName", EVENTS_TOPIC),)
_FUNCTION: Labels = (("FunctionName", "dedup"),)
_DELIVERY: Labels = (("DeliveryStreamName", "sink"),)
_JOB: Labels = (("JobName", "etl"), ("JobRunId", "ALL"), ("Type", "count"))
_OUTCOME = "tarn_dedup_records_total"


def _decided(outcome: str) -> Sample:
    return Sample(_OUTCOME, (("outcome", outcome),))


def _but(outcome: str) -> tuple[Sample, ...]:
    return tuple(_decided(one) for one in ("unique", "duplicate", "quarantined") if one != outcome)


_KINESIS = (
    Metric("AWS/Kinesis", "GetRecords.Records", "Count", _STREAM, "dedup", KINESIS,
           "Records that the consumer took from the stream and committed", "growth", Sample(_OUTCOME)),
    Metric("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", "Milliseconds", _STREAM, "dedup", KINESIS,
           "Age of the last record that the consumer read; 0 where it is at the end", "gauge",
           Sample("tarn_dedup_iterator_age_seconds"), scale=1000.0),
)  # fmt: skip
_LAMBDA = (
    Metric("AWS/Lambda", "Invocations", "Count", _FUNCTION, "dedup", LAMBDA,
           "Batches whose transaction was tried", "growth", Sample("tarn_dedup_transactions_total")),
    Metric("AWS/Lambda", "Errors", "Count", _FUNCTION, "dedup", LAMBDA,
           "Batches whose transaction failed; they are tried again", "growth",
           Sample("tarn_dedup_transactions_total", (("end", "failed"),))),
    Metric("AWS/Lambda", "Duration", "Milliseconds", _FUNCTION, "dedup", LAMBDA,
           "From the decision on a batch to the commit of its transaction", "slots",
           Sample("tarn_dedup_transaction_seconds"), scale=1000.0),
    Metric("AWS/Lambda", "IteratorAge", "Milliseconds", _FUNCTION, "dedup", LAMBDA,
           "Age of the last record that the function read", "gauge",
           Sample("tarn_dedup_iterator_age_seconds"), scale=1000.0),
)  # fmt: skip
_FIREHOSE = (
    Metric("AWS/Firehose", "DeliveryToS3.Records", "Count", _DELIVERY, "sink", FIREHOSE,
           "Events delivered to the raw bucket", "growth",
           Sample("tarn_sink_records_total", (("topic", UNIQUE_TOPIC),))),
    Metric("AWS/Firehose", "DeliveryToS3.Bytes", "Bytes", _DELIVERY, "sink", FIREHOSE,
           "Bytes of the objects written, after gzip", "growth", Sample("tarn_sink_bytes_total")),
    Metric("AWS/Firehose", "DeliveryToS3.ObjectCount", "Count", _DELIVERY, "sink", FIREHOSE,
           "Objects written", "growth", Sample("tarn_sink_objects_total")),
    Metric("AWS/Firehose", "DeliveryToS3.DataFreshness", "Seconds", _DELIVERY, "sink", FIREHOSE,
           "Age of the oldest record that is not delivered, since the sink took it", "gauge",
           Sample("tarn_sink_freshness_seconds")),
    Metric("AWS/Firehose", "PartitionCount", "Count", _DELIVERY, "sink", FIREHOSE,
           "Folders for which a process collects records", "gauge", Sample("tarn_sink_open_folders")),
    Metric("AWS/Firehose", "DeliveryToS3.Success", "None", _DELIVERY, "sink", FIREHOSE,
           "1 for each flush that ended well, 0 for each that failed: the average is the share", "share",
           Sample("tarn_sink_flushes_total", (("end", "done"),)),
           (Sample("tarn_sink_flushes_total", (("end", "failed"),)),)),
)  # fmt: skip
_GLUE = (
    Metric("Glue", "glue.driver.aggregate.recordsRead", "Count", _JOB, "etl", GLUE,
           "Lines that job runs read", "growth", Sample("tarn_etl_lines_total")),
    Metric("Glue", "glue.driver.aggregate.elapsedTime", "Milliseconds", _JOB, "etl", GLUE,
           "How long job runs took", "growth", Sample("tarn_etl_run_seconds_sum"), scale=1000.0),
)  # fmt: skip
_OWN = (
    *(Metric("tarn", name, "Count", (("Service", "dedup"),), "dedup", TARN, f"Records decided as {outcome}", "growth",
             _decided(outcome))
      for name, outcome in (("Unique", "unique"), ("Duplicate", "duplicate"), ("Quarantined", "quarantined"))),
    *(Metric("tarn", f"{name}Share", "None", (("Service", "dedup"),), "dedup", TARN,
             f"1 for each record decided as {outcome}, 0 for each other: the average is the share", "share",
             _decided(outcome), _but(outcome))
      for name, outcome in (("Duplicate", "duplicate"), ("Quarantine", "quarantined"))),
    Metric("tarn", "QuarantineDelivered", "Count", (("Service", "sink"),), "sink", TARN,
           "Quarantined records delivered to the raw bucket", "growth",
           Sample("tarn_sink_records_total", (("topic", QUARANTINE_TOPIC),))),
    Metric("tarn", "BufferedBytes", "Bytes", (("Service", "sink"),), "sink", TARN,
           "Bytes collected for the next objects", "gauge", Sample("tarn_sink_buffered_bytes")),
    Metric("tarn", "RowsWritten", "Count", (("Service", "etl"),), "etl", TARN, "Rows written to Parquet", "growth",
           Sample("tarn_etl_lines_total", (("outcome", "rows"),))),
    Metric("tarn", "RunsSucceeded", "Count", (("Service", "etl"),), "etl", TARN, "Job runs that succeeded", "growth",
           Sample("tarn_etl_runs_total", (("state", "SUCCEEDED"),))),
    Metric("tarn", "RunsFailed", "Count", (("Service", "etl"),), "etl", TARN, "Job runs that failed", "growth",
           Sample("tarn_etl_runs_total", (("state", "FAILED"),))),
    Metric("tarn", "GatewayRequests", "Count", (("Service", "gateway"),), "gateway", TARN,
           "Requests that the gateway answered", "growth", Sample("tarn_gateway_requests_total")),
    Metric("tarn", "Sent", "Count", (("Service", "producer"),), "producer", TARN,
           "Records of the generator that the broker acknowledged", "growth", Sample("tarn_producer_sent_total")),
    Metric("tarn", "SentBytes", "Bytes", (("Service", "producer"),), "producer", TARN,
           "Bytes of their values", "growth", Sample("tarn_producer_sent_bytes_total")),
)  # fmt: skip

_EXECUTION: Labels = (("WorkGroup", "workgroup"), ("QueryState", "state"), ("QueryType", "type"))
_ATHENA = tuple(
    Metric("AWS/Athena", name, unit, (), "query", ATHENA, meaning, "slots", Sample(sample), scale=scale, by=_EXECUTION)
    for name, unit, sample, scale, meaning in (
        ("ProcessedBytes", "Bytes", "tarn_query_processed_bytes", 1.0, "Bytes that a query scanned"),
        ("TotalExecutionTime", "Milliseconds", "tarn_query_total_execution_seconds", 1000.0,
         "From the submission of a query to its end"),
        ("EngineExecutionTime", "Milliseconds", "tarn_query_engine_execution_seconds", 1000.0,
         "How long the engine was at a query"),
        ("QueryQueueTime", "Milliseconds", "tarn_query_queue_seconds", 1000.0, "How long a query waited for its turn"),
        ("QueryPlanningTime", "Milliseconds", "tarn_query_planning_seconds", 1000.0, "How long a query was planned"),
    )
)  # fmt: skip
_BUCKET: Labels = (("BucketName", "bucket"),)
_S3 = (
    Metric("AWS/S3", "BucketSizeBytes", "Bytes", (("StorageType", "StandardStorage"),), "metrics", S3,
           "Bytes of the objects of a bucket", "gauge", Sample("tarn_bucket_bytes"), by=_BUCKET),
    Metric("AWS/S3", "NumberOfObjects", "Count", (("StorageType", "AllStorageTypes"),), "metrics", S3,
           "Objects of a bucket", "gauge", Sample("tarn_bucket_objects"), by=_BUCKET),
)  # fmt: skip


def _ledger(name: str, count: str, meaning: str) -> Metric:
    sample = Sample("tarn_ledger_records", (("count", count),))
    return Metric("tarn", name, "Count", (("Service", "ledger"),), "metrics", TARN, meaning, "gauge", sample)


_LEDGER = (
    Metric("tarn", "LedgerFaults", "Count", (("Service", "ledger"),), "metrics", TARN,
           "Equations of the ledger that fail; 0 where it is balanced", "gauge", Sample("tarn_ledger_faults")),
    _ledger("LedgerProduced", "produced", "Records that the stream was sent"),
    _ledger("LedgerInFlight", "in_flight", "Records that wait for dedup or for the sink"),
    _ledger("LedgerPending", "pending", "Events in the raw bucket that no job run has read yet"),
    _ledger("LedgerRows", "rows", "Events in the processed bucket, as the ledger counts them"),
    _ledger("LedgerExpired", "expired", "Records that Kafka dropped before they were read"),
    Metric("tarn", "RedisUsedBytes", "Bytes", (("Service", "redis"),), "metrics", TARN,
           "Memory that Redis has used", "gauge", Sample("tarn_redis_used_bytes")),
    Metric("tarn", "RememberedIds", "Count", (("Service", "redis"),), "metrics", TARN,
           "Ids that the id table holds", "gauge", Sample("tarn_redis_ids")),
    Metric("tarn", "BytesPerId", "Bytes", (("Service", "redis"),), "metrics", TARN,
           "Redis' memory for data, divided by the ids it holds", "gauge", Sample("tarn_redis_bytes_per_id")),
    Metric("tarn", "DiskFreeBytes", "Bytes", (("Service", "disk"),), "metrics", TARN,
           "Free bytes of the disk that the metrics service keeps its data on", "gauge",
           Sample("tarn_disk_free_bytes")),
)  # fmt: skip

CLOUDWATCH: tuple[Metric, ...] = (*_KINESIS, *_LAMBDA, *_FIREHOSE, *_GLUE, *_ATHENA, *_S3, *_OWN, *_LEDGER)

# Shown in Prometheus' format alone.
OWN = {
    "tarn_catalog_requests": "the calls of tarn's own parts: GatewayRequests has those of clients",
    "tarn_dedup_assigned_partitions": "how the consumer group is shared out: CloudWatch has no such figure",
    "tarn_dedup_seconds": "for averages in Prometheus: CloudWatch has them as Duration",
    "tarn_etl_files": "a figure of the table, which the catalog answers exactly",
    "tarn_etl_last_success_time_seconds": "a time, for an alert rule of Prometheus",
    "tarn_crawler_crawl_seconds": "GetCrawlerMetrics tells it (LastRuntimeSeconds), as on AWS",
    "tarn_crawler_crawls": "ListCrawls tells of each",
    "tarn_crawler_last_success_time_seconds": "a time, for an alert rule of Prometheus",
    "tarn_crawler_objects": "how many were read: CloudWatch has no such figure",
    "tarn_etl_script_runs": "GetJobRuns tells of each",
    "tarn_producer_undelivered": "the generator's own failures",
    "tarn_query_executions": "for rates in Prometheus: CloudWatch has them as the SampleCount of TotalExecutionTime",
    "tarn_query_scanned_bytes": "for rates in Prometheus: CloudWatch has them as the sum of ProcessedBytes",
    "tarn_query_seconds": "the same of TotalExecutionTime",
    "tarn_redis_max_bytes": "a setting, for an alert rule of Prometheus",
    "tarn_disk_total_bytes": "a size, for an alert rule of Prometheus",
    "tarn_stream_retention_seconds": "a setting, for an alert rule of Prometheus",
    "tarn_survey_last_success_time_seconds": "a time, for an alert rule of Prometheus",
}


def exposed() -> set[str]:
    """The names in Prometheus' format that some row is read of, as the code declares them."""
    return {
        sample.name.removesuffix("_total").removesuffix("_sum")
        for metric in CLOUDWATCH
        for sample in (metric.sample, *metric.others)
    }
