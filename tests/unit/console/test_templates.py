"""What events hold never becomes markup, nor steers the reader; no page has script or style in it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lake.accounts.journey import Stop
from lake.accounts.ledger import Account
from lake.accounts.quarantine import Choice, Quarantined
from lake.accounts.redrive import Redriven
from lake.accounts.replays import Choice as ReplayChoice
from lake.accounts.replays import Planned, Run
from services.console.alarms import _FIRST
from services.console.bad_records import Count, Page
from services.console.charts import RANGES, Figure, by_namespace, chart, key
from services.console.cloudwatch import chosen
from services.console.executions import Execution, Result
from services.console.logs import Said
from services.console.render import HERE, address
from services.console.replay import FIELDS, Row
from services.console.saved import Saved
from services.console.scripts import Step
from services.console.strikes import Strike
from services.console.switches import SWITCHES
from services.console.tables import File, Rows
from services.console.topics import Page as Records
from services.console.topics import Row as Record
from tests.unit.console.asking import drawn

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\x1b[2J\u202e{{7*7}}"
NOW = datetime(2026, 11, 27, tzinfo=UTC)
RAW = EVIL.encode() + b"\xff"
BAD = Quarantined(EVIL, EVIL, "id:0:1", NOW, RAW, sha256="x")
TABLE: dict[str, Any] = {
    "Name": EVIL,
    "PartitionKeys": [{"Name": EVIL, "Type": EVIL}],
    "StorageDescriptor": {"Location": EVIL, "Columns": [{"Name": EVIL, "Type": EVIL, "Comment": EVIL}]},
}
RUN = {"Id": EVIL, "StartedOn": 1.0, "CompletedOn": 2.0, "JobRunState": EVIL, "ErrorMessage": EVIL}
QUERY = Execution(EVIL, EVIL, EVIL, "SUCCEEDED", EVIL, EVIL, EVIL, 1.0, 1.0, 1, 1.0, True)
CHART = chart(Figure(EVIL, EVIL, ((EVIL, EVIL),), "Count", "", bars=True), [(0.0, 1.0)], (0.0, 60.0), 60)
ALARM = {"AlarmName": EVIL, "StateValue": "ALARM", "StateReason": EVIL, "AlarmRule": EVIL}
STRIKE = Strike(SWITCHES["traffic"], 30, Account(), 1.0, "over", 2.0, Account(), EVIL)
RUNNING = Run(EVIL, EVIL, "repair", EVIL, ReplayChoice(), 0.0, 1.0, 1.0, "running", Planned(1, 1, 1), {})

PAGES: list[tuple[str, dict[str, Any]]] = [
    ("found.html", {"id": EVIL, "stops": [Stop(EVIL, EVIL, EVIL)], "sentence": EVIL}),
    ("records.html", {"topic": EVIL, "partition": 0,
                      "found": Records([Record(1, NOW, EVIL, RAW, 9, EVIL, ((EVIL, EVIL),))], 0, 2, 0, None)}),
    ("bad_records.html", {"found": Page([(EVIL, BAD)], (EVIL, 1), [EVIL]), "query": {"reason": EVIL, "since": EVIL},
                          "choice": Choice(EVIL), "counts": [Count(EVIL, 1, 1)], "everything": 1}),
    ("redrive.html", {"form": {"pick": [EVIL]}, "first": {"reason": EVIL}, "sent": False, "done": Redriven(),
                      "refusal": EVIL, "skip": False, "again": False, "choice": Choice(EVIL), "picked": 1}),
    ("table.html", {"database": EVIL, "table": TABLE, "partitions": [{"Values": [EVIL], "CreationTime": 1.0}],
                    "next": EVIL, "first": False}),
    ("partition.html", {"database": EVIL, "table": TABLE, "partition": {"StorageDescriptor": {"Location": EVIL}},
                        "values": [EVIL], "files": [File("b", EVIL, 1, 1)], "more": False, "chosen": None,
                        "found": Rows([EVIL], [(EVIL,)])}),
    ("job.html", {"job": {"Name": EVIL}, "runs": [RUN], "next": EVIL}),
    ("lines.html", {"lines": [Said(1.0, EVIL, "error", EVIL, EVIL)], "shown": 200, "read": 500, "text": EVIL}),
    ("events.html", {"id": EVIL, "topics": (EVIL,), "topic": EVIL, "partition": EVIL, "offset": EVIL, "at": EVIL}),
    ("logs.html", {"parts": [EVIL], "query": {"text": EVIL}, "levels": ("all",), "in_container": False}),
    ("error.html", {"title": "t", "sentence": EVIL}),
    ("edit.html", {"key": EVIL, "record": BAD, "text": EVIL, "step": "check", "done": Redriven(), "refusal": EVIL,
                   "again": False, "most": 9, "too_long": False, "utf8": False}),
    ("sql.html", {"sql": EVIL, "database": EVIL, "order": EVIL, "after": EVIL, "ids": [EVIL], "run": EVIL,
                  "forgotten": True, "refusal": EVIL, "fresh": ""}),
    ("result.html", {"one": QUERY, "found": Result([(EVIL, EVIL)], [[EVIL], [None]], True), "why": EVIL, "most": 1,
                     "run": EVIL, "n": 0, "of": 2, "fresh": ""}),
    ("result.html", {"one": replace(QUERY, state="RUNNING"), "found": None, "why": "", "most": 1, "run": "", "n": 0,
                     "of": 1, "fresh": ""}),
    ("step.html", {"step": Step(EVIL, "", EVIL), "ended": True, "run": EVIL, "n": 0, "of": 2}),
    ("step.html", {"step": Step(EVIL), "ended": False, "run": EVIL, "n": 0, "of": 2}),
    ("history.html", {"found": [QUERY], "next": EVIL, "costliest": False}),
    ("saved.html", {"found": [Saved(EVIL, EVIL, EVIL, EVIL)], "next": EVIL}),
    ("forget.html", {"kept": Saved(EVIL, EVIL, EVIL, EVIL)}),
    ("told.html", {"told": EVIL}),
    ("metrics.html", {"over": chosen({"until": ""}, 0.0), "ranges": RANGES, "metric": EVIL}),
    ("charts.html", {"groups": by_namespace([CHART]), "over": chosen({}, 0.0), "key": key, "one": CHART,
                     "left_out": True}),
    ("charts.html", {"groups": by_namespace([CHART]), "over": chosen({}, 0.0), "key": key, "one": None,
                     "left_out": True}),
    ("alarms.html", {"alarms": [ALARM], "more": True}),
    ("alarm.html", {"figure": replace(CHART.figure, meaning=EVIL), "metric": EVIL, "form": dict.fromkeys(_FIRST, EVIL),
                    "refusal": EVIL, "old": EVIL, "statistics": ("Sum",), "comparisons": {"x": "x"},
                    "periods": {60: "a minute"}, "missing": {"x": "x"}}),
    ("forget_alarm.html", {"alarm": ALARM}),
    ("replay.html", {"form": dict.fromkeys(FIELDS, EVIL)}),
    ("replay_check.html", {"form": dict.fromkeys(FIELDS, EVIL), "told": EVIL, "refusal": "", "nonce": "n",
                           "again": address("/replay", type=EVIL)}),
    ("fault_check.html", {"switch": None, "form": {"fault": EVIL, "seconds": EVIL}, "refusal": EVIL, "nonce": "n",
                          "again": address("/faults", fault=EVIL)}),
    ("faults.html", {"switches": SWITCHES, "fault": EVIL, "seconds": EVIL, "least": 1, "most": 2}),
    ("strikes.html", {"strikes": [STRIKE], "now": 1.0}),
    ("runs.html", {"rows": [Row(RUNNING, EVIL, EVIL, "pause", EVIL)], "more": True, "planning": 1, "error": EVIL}),
]  # fmt: skip


@pytest.mark.parametrize(("template", "context"), PAGES, ids=[name for name, _ in PAGES])
def test_content_stays_text(template: str, context: dict[str, Any]) -> None:
    page = drawn(template, **context)
    assert "&lt;script&gt;" in page or "%3Cscript%3E" in page  # it is shown, escaped
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    text = re.sub(r"<textarea.*?</textarea>|<[^>]*>", "", page, flags=re.DOTALL)  # a field's value goes back as it came
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_records_text_and_bytes_are_both_shown() -> None:
    page = drawn(*PAGES[2][:1], **PAGES[2][1])
    assert "3c 73 63 72 69 70 74 3e" in page  # <script>
    assert "\\x1b[2J" in page


@pytest.mark.parametrize("path", sorted((HERE / "templates").glob("*.html")), ids=lambda path: path.name)
def test_no_template_has_inline_script_or_style_or_another_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|hx-on|<script(?! src=\"/static/)", text)
    assert not re.search(r"(?:src|href|hx-get)=\"(?:https?:)?//", text)
    assert "|safe" not in text.replace(" ", "")


def test_what_is_vendored_is_what_its_page_says() -> None:
    said = (HERE / "static" / "VENDORED.md").read_text(encoding="utf-8")
    found = hashlib.sha256((HERE / "static" / "htmx.min.js").read_bytes()).hexdigest()
    assert found in said
    assert (HERE / "static" / "htmx.LICENSE").exists()
