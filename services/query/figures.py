"""What the query service shows of itself on /metrics; `lake/metric_names.py` says what each is called in CloudWatch.

One execution that ends is one value of each metric. CloudWatch's metrics are of workgroups that publish
(`PublishCloudWatchMetricsEnabled`), as on AWS; Prometheus' counters are of all.
docs.aws.amazon.com/athena/latest/ug/query-metrics-viewing.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prometheus_client import Counter, Histogram

from lake.runtime.slots import Slots

_LABELS = ("workgroup", "state", "type")
_STATES = {"CANCELLED": "CANCELED"}  # the dimension's word
EXECUTIONS = Counter("tarn_query_executions", "Executions that ended", _LABELS)
SCANNED = Counter("tarn_query_scanned_bytes", "Bytes that executions scanned", _LABELS)
SECONDS = Histogram(
    "tarn_query_seconds", "From submission to end", ["state"], buckets=(0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3600)
)
_PROCESSED = Slots("tarn_query_processed_bytes", "Bytes scanned by an execution, by ten seconds", _LABELS)
_TOTAL = Slots("tarn_query_total_execution_seconds", "From submission to end, by ten seconds", _LABELS)
_ENGINE = Slots("tarn_query_engine_execution_seconds", "Time of the engine, by ten seconds", _LABELS)
_QUEUE = Slots("tarn_query_queue_seconds", "Time in the queue, by ten seconds", _LABELS)
_PLANNING = Slots("tarn_query_planning_seconds", "Time of planning, by ten seconds", _LABELS)
_TIMES = {
    "TotalExecutionTimeInMillis": _TOTAL,
    "EngineExecutionTimeInMillis": _ENGINE,
    "QueryQueueTimeInMillis": _QUEUE,
    "QueryPlanningTimeInMillis": _PLANNING,
}


def ended(document: Mapping[str, Any], published: bool) -> None:
    """An execution that has just ended. A time that it never came to is no value."""
    statistics, state = document["Statistics"], document["Status"]["State"]
    labels = (document["WorkGroup"], _STATES.get(state, state), document["StatementType"])
    scanned = statistics.get("DataScannedInBytes", 0)
    EXECUTIONS.labels(*labels).inc()
    SCANNED.labels(*labels).inc(scanned)
    SECONDS.labels(labels[1]).observe(statistics["TotalExecutionTimeInMillis"] / 1000)
    if not published:
        return
    _PROCESSED.observe(scanned, *labels)
    for name, slots in _TIMES.items():
        if name in statistics:
            slots.observe(statistics[name] / 1000, *labels)
