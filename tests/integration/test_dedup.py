"""Dedup among real neighbours: too many bad records hold it. What rewinding does to it is in tests/faults."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import pytest

from tests.conftest import ROOT
from tests.polling import eventually

pytestmark = pytest.mark.skipif(
    os.environ.get("TARN_E2E_TARGET") == "compose", reason="stops one service, which only the embedded stack's tests do"
)


class Strict(NamedTuple):
    """A dedup that bears 500 bad records of the last 1,000, in place of the stack's own."""

    process: subprocess.Popen[bytes]
    log: Path
    health: str

    def stop(self) -> None:
        """Ends it in order."""
        self.process.terminate()
        assert self.process.wait(timeout=15) == 0

    def trouble(self) -> str:
        """What its health says; empty where it is well, or not up yet."""
        try:
            with urllib.request.urlopen(self.health, timeout=5):
                return ""
        except urllib.error.HTTPError as sick:
            with sick:
                return sick.read().decode()
        except OSError:
            return ""


@pytest.fixture
def strict(switch: Callable[[str, str], None], tarn: Callable[..., Any], tmp_path: Path) -> Iterator[Strict]:
    (pid,) = (row.split()[3] for row in tarn("status").stdout.splitlines() if row.startswith("dedup "))
    own = psutil.Process(int(pid)).environ() | {"TARN_DEDUP_CEILING_RECORDS": "1000"}
    switch("stop", "dedup")
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "services.dedup"], env=own, cwd=ROOT, stderr=log)
    made = Strict(process, tmp_path / "log", f"http://127.0.0.1:{own['TARN_METRICS_PORT']}/health")
    yield made
    made.stop()


def test_too_many_bad_records_hold_dedup_until_somebody_lets_them_pass(
    strict: Strict, switch: Callable[[str, str], None], tarn: Callable[..., Any]
) -> None:
    def ledger() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(tarn("ledger", "--json").stdout)
        return found

    before = ledger()
    tarn("send", "--force", "-", stdin="bad\n" * 3_000)
    assert eventually(lambda: "quarantine ceiling" in strict.trouble(), 60)
    held = ledger()
    assert held["balanced"], held["faults"]
    assert held["quarantined"] - before["quarantined"] <= 500
    assert not eventually(lambda: ledger()["in"] != held["in"], 3), "a held dedup takes nothing"
    lines = [json.loads(line) for line in strict.log.read_text().splitlines()]
    assert [line["level"] for line in lines if line["event"] == "held"] == ["error"]

    strict.stop()
    switch("start", "dedup")  # the stack's own, which bears more
    tarn("drain", "--timeout", "240")
    after = ledger()
    assert after["balanced"], after["faults"]
    assert after["quarantined"] - before["quarantined"] == 3_000
