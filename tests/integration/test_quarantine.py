"""Quarantine and the way out of it: shown, repaired, sent again, and counted. Events by a black box's means."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.integration.lake_by_hand import LakeByHand

Tarn = Callable[..., Any]


@pytest.fixture
def bad(lake_by_hand: LakeByHand, tarn: Tarn) -> list[dict[str, Any]]:
    """Three events whose time is text, in quarantine, as the command line shows them."""
    mark = lake_by_hand.type
    lines = [f'{{"event_uuid":"{mark}-{n}","event_name":"{mark}:x","created_at":"soon"}}' for n in range(3)]
    assert "its first 3 records" in tarn("send", "-", stdin="\n".join(lines), status=3).stderr
    tarn("send", "--force", "-", stdin="\n".join(lines))
    tarn("drain", "--timeout", "240")
    found = tarn("quarantine", "show", "mistyped_field", "--limit", "100000", "--json").stdout.splitlines()
    mine = [json.loads(line) for line in found if mark in line]
    assert sorted(record["original"] for record in mine) == lines
    return sorted(mine, key=lambda record: record["original"])


def ledger(tarn: Tarn) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(tarn("ledger", "--json").stdout)
    return found


def test_a_repaired_record_is_an_event_once_however_often_it_is_sent_again(
    bad: list[dict[str, Any]], lake_by_hand: LakeByHand, tarn: Tarn
) -> None:
    lake, before = lake_by_hand, ledger(tarn)
    fixed = [record["original"].replace('"soon"', "1760000000") for record in bad[:2]]
    lines = [f'{{"source":"{r["source"]}","event":{event}}}\n' for r, event in zip(bad, fixed, strict=False)]
    replace = ("quarantine", "redrive", "all", "--replace", "-")

    assert "2 would be sent again" in tarn(*replace, "--dry-run", stdin="".join(lines)).stdout
    assert ledger(tarn)["produced"] == before["produced"]
    assert "2 sent again" in tarn(*replace, stdin="".join(lines)).stdout
    again = tarn(*replace, stdin="".join(lines)).stdout
    assert "0 sent again" in again
    assert "2 left out" in again
    assert "2 sent again" in tarn(*replace, "--again", stdin="".join(lines)).stdout
    tarn("drain", "--timeout", "240")

    assert lake.ids() == ["0", "1"]
    assert all(row["body"].startswith(event[:-1]) for row, event in zip(lake.rows(), fixed, strict=True))
    after = ledger(tarn)
    assert after["balanced"], after["faults"]
    grown = {
        name: after[name] - before[name] for name in ("produced", "unique", "duplicate", "quarantined", "redriven")
    }
    assert grown == {"produced": 4, "unique": 2, "duplicate": 2, "quarantined": 0, "redriven": 2}


@pytest.mark.skipif(
    os.environ.get("TARN_E2E_TARGET") == "compose", reason="kills a command of the embedded stack's launcher"
)
def test_a_redrive_that_dies_before_it_is_noted_doubles_no_event(
    bad: list[dict[str, Any]], lake_by_hand: LakeByHand, tarn: Tarn, tarn_env: dict[str, str]
) -> None:
    lake, before = lake_by_hand, ledger(tarn)
    lines = "".join(f'{{"source":"{r["source"]}","event":{r["original"].replace("soon", "1")}}}\n' for r in bad)
    lines = lines.replace('"1"', "1760000000")
    command = [str(ROOT / "tarn"), "quarantine", "redrive", "all", "--replace", "-"]
    killed = tarn_env | {"TARN_FAILPOINT": "redrive.before_mark"}
    died = subprocess.run(command, env=killed, input=lines.encode(), capture_output=True, check=False)
    assert died.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)
    assert "3 sent again" in tarn("quarantine", "redrive", "all", "--replace", "-", stdin=lines).stdout
    tarn("drain", "--timeout", "240")
    assert lake.ids() == ["0", "1", "2"]
    after = ledger(tarn)
    assert after["balanced"], after["faults"]
    assert (after["unique"] - before["unique"], after["duplicate"] - before["duplicate"]) == (3, 3)


def test_a_record_sent_again_as_it_was_comes_back_under_a_new_source(bad: list[dict[str, Any]], tarn: Tarn) -> None:
    before = ledger(tarn)
    assert "1 sent again" in tarn("quarantine", "redrive", bad[2]["source"]).stdout
    tarn("drain", "--timeout", "240", status=None)  # 3 where nothing else came: all is in quarantine
    after = ledger(tarn)
    assert after["balanced"], after["faults"]
    assert (after["quarantined"] - before["quarantined"], after["redriven"] - before["redriven"]) == (1, 1)
    found = tarn("quarantine", "show", "mistyped_field", "--json", "--limit", "1").stdout
    assert json.loads(found)["original"] == bad[2]["original"]
    assert json.loads(found)["source"] != bad[2]["source"]


@pytest.mark.usefixtures("bad")
def test_times_bound_what_is_meant(tarn: Tarn) -> None:
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    for command in (["show", "mistyped_field"], ["redrive", "all"]):
        told = tarn("quarantine", *command, "--since", soon, status=1).stderr
        assert "no quarantined record" in told
        assert told.count("\n") == 1
    listed = json.loads(tarn("quarantine", "list", "--json", "--until", soon).stdout)
    assert listed["mistyped_field"] >= 3
    assert json.loads(tarn("quarantine", "list", "--json", "--since", soon).stdout) == {}
    assert "is no time" in tarn("quarantine", "list", "--since", "soon", status=1).stderr
