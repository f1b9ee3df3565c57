"""The observe profile: its dashboards and rules ask for what services show, and all that is shown is on a dashboard.

The names, kinds and labels are those of the services' own registries, not of a list.
"""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.metrics import MetricWrapperBase

from lake.accounts.ledger import Account
from lake.metric_names import OWN, exposed
from services.metrics.surveys import takes
from tests.unit.metrics.test_surveys import Buckets, Redis
from tests.unit.test_compose import ONE_SHOT, SERVICES

ROOT = Path(__file__).resolve().parents[2]
OBSERVE = ROOT / "containers" / "observe"
DASHBOARDS = sorted((OBSERVE / "grafana" / "dashboards").glob("*.json"))
SHOWING = [
    "catalog.http", "crawler.worker", "dedup.figures", "etl.worker", "etl.scripts.worker", "gateway.front",
    "producer.metrics", "query.figures", "sink.figures",
]  # fmt: skip
SCRAPED = {"job", "instance", "service"}  # labels that Prometheus gives
OTHERS = {"up"}  # metrics that Prometheus makes
FUNCTIONS = {
    "sum", "max", "min", "rate", "increase", "time", "vector", "histogram_quantile", "by", "and", "or", "on",
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A metric as a service declares it."""

    kind: str
    labels: frozenset[str]


def declared(registry: CollectorRegistry) -> Iterator[tuple[str, Shown]]:
    """Name and declaration of each metric of a registry; slots, which Prometheus drops, are none of these."""
    for collector in registry._collector_to_names:
        if isinstance(collector, MetricWrapperBase):
            yield collector._name, Shown(str(collector._type), frozenset(collector._labelnames))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shown]:
    """Every metric of tarn's that Prometheus finds."""
    for name in SHOWING:
        importlib.import_module(f"services.{name}")
    found = dict(declared(REGISTRY))
    for made in (
        takes.ledger(Account(), 1.0),
        takes.room(Redis(1, 1), tmp_path_factory.mktemp("disk")),
        takes.storage(Buckets({"raw": []})),
    ):
        found |= dict(declared(made))
    found["tarn_survey_last_success_time_seconds"] = Shown("gauge", frozenset({"survey"}))
    return {name: one for name, one in found.items() if name.startswith("tarn_")}


def queries() -> Iterator[tuple[str, str]]:
    """Every query, with the place where it stands."""
    for path in DASHBOARDS:
        for panel in json.loads(path.read_text(encoding="utf-8"))["panels"]:
            for target in panel["targets"]:
                yield f"{path.stem}: {panel['title']}", target["expr"]
    for rule in rules():
        yield f"alert {rule['alert']}", rule["expr"]


def rules() -> list[dict[str, Any]]:
    loaded = yaml.safe_load((OBSERVE / "alerts.yml").read_text(encoding="utf-8"))
    return [rule for group in loaded["groups"] for rule in group["rules"]]


EVERY = list(queries())


def base(sample: str, shown: dict[str, Shown]) -> tuple[str, Shown]:
    """The metric that a sample is of. Raises AssertionError where no service shows such a sample."""
    endings = {"counter": ("_total",), "gauge": ("",), "histogram": ("_sum", "_count", "_bucket")}
    for name, one in shown.items():
        if sample in {f"{name}{ending}" for ending in endings[one.kind]}:
            return name, one
    raise AssertionError(f"no service shows {sample}")


@pytest.mark.parametrize(("where", "query"), EVERY, ids=[where for where, _ in EVERY])
def test_a_query_asks_for_what_is_shown(where: str, query: str, shown: dict[str, Shown]) -> None:
    samples = set(re.findall(r"\btarn_\w+", query))
    labels = set(re.findall(r"(\w+)\s*=~?\s*\"", query))
    for listed in re.findall(r"\bby \(([^)]*)\)", query):
        labels |= {label.strip() for label in listed.split(",")}
    known = SCRAPED | {"le"}
    for sample in samples:
        known |= base(sample, shown)[1].labels
    assert samples or re.search(r"\bup\b", query), where
    assert labels <= known
    words = set(re.findall(r"(?<![\w$.])([a-zA-Z_]\w*)", re.sub(r"\"[^\"]*\"|\[[^]]*\]", "", query)))
    assert words <= samples | labels | FUNCTIONS | OTHERS


@pytest.mark.parametrize(("where", "query"), EVERY, ids=[where for where, _ in EVERY])
def test_a_counter_is_asked_for_its_growth_and_a_gauge_for_its_value(
    where: str, query: str, shown: dict[str, Shown]
) -> None:
    grown = set(re.findall(r"\b(?:rate|increase)\((tarn_\w+)", query))
    for sample in set(re.findall(r"\btarn_\w+", query)):
        assert (base(sample, shown)[1].kind == "gauge") == (sample not in grown), where


@pytest.mark.parametrize(("where", "query"), EVERY, ids=[where for where, _ in EVERY])
def test_brackets_and_quotes_are_closed(where: str, query: str) -> None:
    bare, quotes = re.subn(r'"[^"]*"', "", query)
    assert '"' not in bare, (where, quotes)
    while (shorter := re.sub(r"\([^()\[\]{}]*\)|\[[^()\[\]{}]+\]|\{[^()\[\]{}]*\}", "", bare)) != bare:
        bare = shorter
    assert not re.search(r"[()\[\]{}]", bare), where


def test_what_is_shown_is_what_is_declared(shown: dict[str, Shown]) -> None:
    slots = {
        "tarn_dedup_transaction_seconds", "tarn_query_processed_bytes", "tarn_query_total_execution_seconds",
        "tarn_query_engine_execution_seconds", "tarn_query_queue_seconds", "tarn_query_planning_seconds",
    }  # fmt: skip
    assert shown.keys() | slots == exposed() | OWN.keys()


def test_everything_that_is_shown_is_on_a_dashboard(shown: dict[str, Shown]) -> None:
    asked = {base(sample, shown)[0] for where, query in EVERY for sample in re.findall(r"\btarn_\w+", query)
             if not where.startswith("alert ")}  # fmt: skip
    assert asked == shown.keys()


def test_the_dashboards_are_those_that_are_written_down() -> None:
    done = subprocess.run([sys.executable, "docs/make_dashboards.py", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0


def test_a_dashboard_has_an_id_of_its_own_and_the_provisioned_source() -> None:
    source = yaml.safe_load((OBSERVE / "grafana" / "datasources" / "tarn.yml").read_text())["datasources"][0]
    loaded = [json.loads(path.read_text(encoding="utf-8")) for path in DASHBOARDS]
    assert len({one["uid"] for one in loaded}) == len(loaded) == 8
    for one in loaded:
        assert {target["datasource"]["uid"] for panel in one["panels"] for target in panel["targets"]} == {
            source["uid"]
        }
        assert len({panel["id"] for panel in one["panels"]}) == len(one["panels"])
    assert re.fullmatch(r"http://(\w+):(\d+)", source["url"])
    assert source["url"].removeprefix("http://").split(":")[0] in SERVICES
    assert SERVICES["prometheus"]["ports"][0].endswith(":9090")


def test_every_alert_says_what_to_do() -> None:
    assert {rule["alert"] for rule in rules()} >= {
        "IteratorAge", "Freshness", "QuarantineShare", "LedgerUnequal", "FailedRuns", "Disk", "RedisMemory",
    }  # fmt: skip
    for rule in rules():
        assert rule["labels"]["severity"] in ("warning", "critical")
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["action"]


def test_every_lasting_service_of_ours_is_scraped_where_it_answers() -> None:
    config = yaml.safe_load((OBSERVE / "prometheus.yml").read_text())
    asked: set[str] = set()
    for job in config["scrape_configs"]:
        asked |= {target for static in job.get("static_configs", []) for target in static["targets"]}
        asked |= {f"{name}:{sd['port']}" for sd in job.get("dns_sd_configs", []) for name in sd["names"]}
    ours = {name for name, one in SERVICES.items() if "localhost/tarn" in one["image"]} - ONE_SHOT
    assert asked == {f"{name}:8080" for name in ours} | {"localhost:9090"}
    assert all(re.search(r"services\.\w+", str(SERVICES[name]["command"])) for name in ours)


def test_what_is_mounted_is_there_and_where_each_program_looks() -> None:
    mounts = dict(
        volume.split(":")[:2]
        for name in ("prometheus", "grafana")
        for volume in SERVICES[name]["volumes"]
        if "./" in volume
    )
    assert all((ROOT / source).exists() for source in mounts)
    assert set(yaml.safe_load((OBSERVE / "prometheus.yml").read_text())["rule_files"]) <= set(mounts.values())
    provider = yaml.safe_load((OBSERVE / "grafana" / "providers" / "tarn.yml").read_text())["providers"][0]
    assert provider["options"]["path"] in mounts.values()
    home = SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert home in {f"{provider['options']['path']}/{path.name}" for path in DASHBOARDS}


def test_grafana_has_no_user_that_everybody_knows() -> None:
    given = SERVICES["grafana"]["environment"]
    assert given["GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION"] == "true"
    assert given["GF_AUTH_ANONYMOUS_ORG_ROLE"] == "Viewer"
    assert not [name for name in given if "PASSWORD" in name]
