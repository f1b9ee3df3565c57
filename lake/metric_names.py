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
GLUE = f"{_MONITORING}/glue/latest/dg/monitoring-awsglue-with-cloudwatch-metrics.html"
TARN = "docs/metrics.md"

# How a figure is read of samples: the growth of counters; a gauge as it is; 1 for each of `sample` and 0 for each of
# `others`, whose average is a share; or the statistic sets of `lake/slots.py`. All times `scale`.
How = Literal["growth", "gauge", "share", "slots"]
Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Sample:
    """A metric that a service exposes, and the labels that its samples must have."""

    name: str
    labels: Labels = ()


@dataclass(frozen=True)
class Metric:
    """One metric of CloudWatch's. `source`: the page that defines it."""

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

CLOUDWATCH: tuple[Metric, ...] = (*_KINESIS, *_LAMBDA, *_FIREHOSE, *_GLUE, *_OWN)

# Shown in Prometheus' format alone.
OWN = {
    "tarn_dedup_assigned_partitions": "how the consumer group is shared out: CloudWatch has no such figure",
    "tarn_etl_files": "a figure of the table, which the catalog answers exactly",
    "tarn_etl_last_success_time_seconds": "a time, for an alert rule of Prometheus",
    "tarn_crawler_crawl_seconds": "GetCrawlerMetrics tells it (LastRuntimeSeconds), as on AWS",
    "tarn_crawler_crawls": "ListCrawls tells of each",
    "tarn_crawler_last_success_time_seconds": "a time, for an alert rule of Prometheus",
    "tarn_crawler_objects": "how many were read: CloudWatch has no such figure",
    "tarn_etl_script_runs": "GetJobRuns tells of each",
    "tarn_producer_undelivered": "the generator's own failures",
}


def exposed() -> set[str]:
    """The names in Prometheus' format that some row is read of, as the code declares them."""
    return {
        sample.name.removesuffix("_total").removesuffix("_sum")
        for metric in CLOUDWATCH
        for sample in (metric.sample, *metric.others)
    }
