"""Writes Grafana's dashboards, one for each AWS service and one for the ledger; `make docs` runs it.

A panel is a title, a unit of Grafana's and its queries with their legends. A test holds every name in a query against
`lake/metric_names.py`, and every metric that is declared against the panels. With `--check`, exits 1 where a file is
not current.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).resolve().parent.parent / "containers" / "observe" / "grafana" / "dashboards"
SOURCE = {"type": "prometheus", "uid": "tarn-prometheus"}  # containers/observe/grafana/datasources/tarn.yml
_WIDE, _HIGH = 8, 8  # of Grafana's 24 columns


class Panel(NamedTuple):
    """One chart: (query, legend) by line."""

    title: str
    unit: str
    queries: tuple[tuple[str, str], ...]


def rate(metric: str, by: str = "") -> str:
    """Events a second, of all processes."""
    return f"sum{f' by ({by})' if by else ''} (rate({metric}[$__rate_interval]))"


def one(title: str, unit: str, query: str, legend: str = "") -> Panel:
    """A panel of one query."""
    return Panel(title, unit, ((query, legend or title),))


_DECIDED = "tarn_dedup_records_total"
_SHARE = rate(_DECIDED + '{outcome="OUTCOME"}') + " / " + rate(_DECIDED)
_DONE = rate('tarn_sink_flushes_total{end="done"}') + " / " + rate("tarn_sink_flushes_total")
_EXECUTED = "tarn_query_executions_total"

KINESIS = (
    one("GetRecords.Records", "cps", rate(_DECIDED), "records"),
    one("GetRecords.IteratorAgeMilliseconds", "s", "max(tarn_dedup_iterator_age_seconds)", "age"),
    one("Age, as a share of the retention", "percentunit",
        "max(tarn_dedup_iterator_age_seconds) / max(tarn_stream_retention_seconds)", "share"),
    one("Sent by the generator", "cps", rate("tarn_producer_sent_total", "what"), "{{what}}"),
    one("Sent by the generator, bytes", "Bps", rate("tarn_producer_sent_bytes_total"), "bytes"),
    one("Not acknowledged", "cps", rate("tarn_producer_undelivered_total"), "records"),
)  # fmt: skip
LAMBDA = (
    one("Invocations", "cps", rate("tarn_dedup_transactions_total"), "batches"),
    one("Errors", "cps", rate('tarn_dedup_transactions_total{end="failed"}'), "failed batches"),
    one("Duration", "s", f'{rate("tarn_dedup_seconds_total")} / {rate("tarn_dedup_transactions_total")}', "of a batch"),
    one("IteratorAge", "s", "max(tarn_dedup_iterator_age_seconds)", "age"),
    one("Unique, Duplicate, Quarantined", "cps", rate(_DECIDED, "outcome"), "{{outcome}}"),
    Panel("DuplicateShare, QuarantineShare", "percentunit",
          tuple((_SHARE.replace("OUTCOME", name), name) for name in ("duplicate", "quarantined"))),
    one("Partitions of each process", "none", "tarn_dedup_assigned_partitions", "{{instance}}"),
)  # fmt: skip
DYNAMODB = (
    one("Ids remembered", "none", "max(tarn_redis_ids)", "ids"),
    Panel("Redis' memory", "bytes", (("max(tarn_redis_used_bytes)", "used"), ("max(tarn_redis_max_bytes)", "most"))),
    one("Bytes an id", "bytes", "max(tarn_redis_bytes_per_id)", "bytes an id"),
)
FIREHOSE = (
    one("DeliveryToS3.Records", "cps", rate("tarn_sink_records_total", "topic"), "{{topic}}"),
    one("DeliveryToS3.Bytes", "Bps", rate("tarn_sink_bytes_total"), "bytes"),
    one("DeliveryToS3.ObjectCount", "cps", rate("tarn_sink_objects_total"), "objects"),
    one("DeliveryToS3.DataFreshness", "s", "max(tarn_sink_freshness_seconds)", "age"),
    one("DeliveryToS3.Success", "percentunit", _DONE, "share"),
    one("PartitionCount", "none", "sum(tarn_sink_open_folders)", "folders"),
    one("BufferedBytes", "bytes", "sum(tarn_sink_buffered_bytes)", "bytes"),
)  # fmt: skip
S3 = (
    one("BucketSizeBytes", "bytes", "max by (bucket) (tarn_bucket_bytes)", "{{bucket}}"),
    one("NumberOfObjects", "none", "max by (bucket) (tarn_bucket_objects)", "{{bucket}}"),
    Panel("Disk", "bytes", (("max(tarn_disk_free_bytes)", "free"), ("max(tarn_disk_total_bytes)", "all"))),
    one("Requests of the gateway", "reqps", rate("tarn_gateway_requests_total", "api, status"), "{{api}} {{status}}"),
)
GLUE = (
    one("glue.driver.aggregate.recordsRead", "cps", rate("tarn_etl_lines_total", "outcome"), "{{outcome}}"),
    one("glue.driver.aggregate.elapsedTime of a run", "s",
        f'{rate("tarn_etl_run_seconds_sum")} / {rate("tarn_etl_run_seconds_count")}', "seconds"),
    one("Runs", "none", "sum by (state) (increase(tarn_etl_runs_total[10m]))", "{{state}}, of ten minutes"),
    one("Since the last run that succeeded", "s", "time() - max(tarn_etl_last_success_time_seconds > 0)", "seconds"),
    one("Files", "cps", rate("tarn_etl_files_total", "outcome"), "{{outcome}}"),
    one("Requests of the catalog", "reqps", rate("tarn_catalog_requests_total", "status"), "{{status}}"),
    one("Runs of scripts", "none", "sum by (state) (increase(tarn_etl_script_runs_total[10m]))", "{{state}}"),
    one("Crawls", "none", "sum by (state) (increase(tarn_crawler_crawls_total[10m]))", "{{state}}, of ten minutes"),
    one("Objects of crawls", "cps", rate("tarn_crawler_objects_total", "what"), "{{what}}"),
    one("A crawl's time", "s",
        f'{rate("tarn_crawler_crawl_seconds_sum")} / {rate("tarn_crawler_crawl_seconds_count")}', "seconds"),
    one("Since the last crawl that succeeded", "s", "time() - max(tarn_crawler_last_success_time_seconds > 0)",
        "seconds"),
)  # fmt: skip
ATHENA = (
    one("Queries by state", "cps", rate(_EXECUTED, "state"), "{{state}}"),
    one("Queries by workgroup and type", "cps", rate(_EXECUTED, "workgroup, type"), "{{workgroup}} {{type}}"),
    one("ProcessedBytes", "Bps", rate("tarn_query_scanned_bytes_total", "workgroup"), "{{workgroup}}"),
    one("TotalExecutionTime", "s",
        f'{rate("tarn_query_seconds_sum", "state")} / {rate("tarn_query_seconds_count", "state")}', "{{state}}"),
    one("TotalExecutionTime, the slowest of twenty", "s",
        f'histogram_quantile(0.95, {rate("tarn_query_seconds_bucket", "le")})', "95 %"),
)  # fmt: skip
LEDGER = (
    one("Equations that fail", "none", "max(tarn_ledger_faults)", "faults"),
    one("In flight, pending", "none", 'max by (count) (tarn_ledger_records{count=~"in_flight|pending"})', "{{count}}"),
    one("Lost or set aside", "none",
        'max by (count) (tarn_ledger_records{count=~"expired|rejected|strays"})', "{{count}}"),
    one("Both sides", "none",
        'max by (count) (tarn_ledger_records{count=~"produced|in|unique|duplicate|quarantined|delivered|rows"})',
        "{{count}}"),
    one("Since each survey", "s", "time() - max by (survey) (tarn_survey_last_success_time_seconds)", "{{survey}}"),
    one("Who answers", "none", "min by (service) (up)", "{{service}}"),
)  # fmt: skip

DASHBOARDS = {
    "ledger": ("The ledger", LEDGER),
    "kinesis": ("Kinesis: the stream", KINESIS),
    "lambda": ("Lambda: dedup", LAMBDA),
    "dynamodb": ("DynamoDB: the ids", DYNAMODB),
    "firehose": ("Firehose: the sink", FIREHOSE),
    "s3": ("S3: the buckets", S3),
    "glue": ("Glue: jobs and crawlers", GLUE),
    "athena": ("Athena: queries", ATHENA),
}


def panel(place: int, of: Panel) -> dict[str, Any]:
    """Grafana's model of a panel."""
    return {
        "id": place + 1,
        "type": "timeseries",
        "title": of.title,
        "datasource": SOURCE,
        "gridPos": {"x": place % 3 * _WIDE, "y": place // 3 * _HIGH, "w": _WIDE, "h": _HIGH},
        "fieldConfig": {"defaults": {"unit": of.unit, "min": 0, "custom": {"fillOpacity": 10}}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi"}},
        "targets": [
            {"refId": chr(ord("A") + n), "datasource": SOURCE, "expr": query, "legendFormat": legend}
            for n, (query, legend) in enumerate(of.queries)
        ],
    }


def dashboard(name: str, title: str, panels: tuple[Panel, ...]) -> str:
    """A dashboard as Grafana reads it."""
    links = [{"type": "dashboards", "title": "tarn", "tags": ["tarn"], "asDropdown": True, "keepTime": True}]
    whole = {
        "uid": f"tarn-{name}",
        "title": title,
        "tags": ["tarn"],
        "timezone": "utc",
        "editable": False,
        "schemaVersion": 39,
        "refresh": "15s",
        "time": {"from": "now-1h", "to": "now"},
        "links": links,
        "panels": [panel(place, one) for place, one in enumerate(panels)],
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Writes the files, or checks them."""
    made = {FOLDER / f"{name}.json": dashboard(name, *given) for name, given in DASHBOARDS.items()}
    if "--check" in sys.argv:
        old = [str(path) for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text]
        sys.exit(f"{', '.join(old)}: not current, run `make docs`" if old else 0)
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
