"""A repair of all that was delivered dies again and again: nothing new passes, and the ledger balances throughout."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Callable
from typing import Any

from tests.conftest import ROOT
from tests.faults.conftest import Campaign
from tests.polling import eventually

FIGURES = ("produced", "unique", "duplicate", "replayed")


def test_kill_replay(campaign: Campaign, under_load: Callable[..., Any], tarn_env: dict[str, str]) -> None:
    """Before anything of a transaction is sent, before its commit, after it, and at any moment."""
    mark = f"{campaign.name}-{campaign.seed}"
    with under_load() as sender:
        sender.finish()
        assert eventually(campaign.operator.flowing)
        before = balanced(campaign)
        command = ["repair", "--type", mark, "--rate", "1500"]
        for place in campaign.dice.sample(["after_produce:2", "before_commit:3", "after_commit:2", "any"], 4):
            run = killed(command, place, tarn_env, campaign.dice.uniform(1.0, 3.0))
            balanced(campaign)
            command = ["resume", run] if run else command
        campaign.operator.struck()
        done = campaign.tarn("replay", *command).stdout
        sent = int(re.findall(r"done: ([0-9,]+) events", done)[0].replace(",", ""))
        assert sent == 6_000
        assert eventually(lambda: balanced(campaign)["in_flight"] == 0)
        after = balanced(campaign)
    assert [after[name] - before[name] for name in FIGURES] == [sent, 0, sent, sent]


def balanced(campaign: Campaign) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(campaign.tarn("ledger", "--json").stdout)
    assert found["balanced"], found["faults"]
    return found


def killed(command: list[str], place: str, env: dict[str, str], seconds: float) -> str | None:
    """Runs a replay that dies at a failpoint, or after so many seconds; the run's id, if it came so far."""
    failpoint = {} if place == "any" else {"TARN_FAILPOINT": f"replay.{place}"}
    process = subprocess.Popen(
        ["timeout", "--signal=KILL", str(seconds) if place == "any" else "60", str(ROOT / "tarn"), "replay", *command],
        env=env | failpoint,
        stdout=subprocess.PIPE,
        text=True,
    )
    told, _ = process.communicate(timeout=90)
    assert process.returncode in {-signal.SIGKILL, 128 + signal.SIGKILL}, told
    found = re.search(r"run ([0-9a-f]{12})", told)
    return found[1] if found else None
