"""The command line as a person meets it: the main job, their own file, and one clear line for every mistake."""

from __future__ import annotations

import gzip
import json
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Lake, Ledger

IN_CONTAINERS = os.environ.get("TARN_E2E_TARGET") == "compose"


def test_the_demo_agrees_with_its_answer_key(tarn: Callable[..., Any], ledger: Ledger) -> None:
    done = tarn("demo", "--count", "200000")
    assert "every number agrees" in done.stdout
    assert ledger()["balanced"]


def test_a_users_own_events_from_standard_input(tarn: Callable[..., Any], lake: Lake) -> None:
    mark = f"own-{uuid.uuid4().hex[:8]}-"
    lines = [json.dumps({"event_uuid": f"{mark}{n}", "event_name": "a:b", "created_at": 1}) for n in range(5)]
    tarn("send", "-", stdin="\n".join([*lines, "oops"]) + "\n")
    tarn("drain", "--timeout", "240")
    assert len(lake.rows(mark)) == 5
    assert "oops" in tarn("quarantine", "show", "not_json", "--limit", "100000").stdout


def test_a_users_own_gzip_file(tarn: Callable[..., Any], lake: Lake, tmp_path: Path) -> None:
    mark = f"own-{uuid.uuid4().hex[:8]}-"
    lines = [json.dumps({"event_uuid": f"{mark}{n}", "event_name": "a:b", "created_at": 1}) for n in range(5)]
    tmp_path.chmod(0o755)  # a container reads it as somebody else
    (tmp_path / "events.ndjson.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    tarn("send", "events.ndjson.gz", cwd=tmp_path)
    tarn("drain", "--timeout", "240")
    assert len(lake.rows(mark)) == 5


@pytest.mark.parametrize(
    ("arguments", "says"),
    {
        "unknown command": (["bogus"], "No such command 'bogus'"),
        "unknown option": (["drain", "--nope"], "No such option: --nope"),
        "bad number": (["drain", "--timeout", "soon"], "Invalid value for '--timeout'"),
        "no events": (["send", "/etc/passwd"], "nothing of /etc/passwd was sent"),
        "unreadable file": (["send", "/no/such/file"], "cannot read /no/such/file"),
        "unknown reason": (["quarantine", "show", "boredom"], "no quarantined record of 'boredom'"),
    }.values(),
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_mistake_is_one_clear_line(tarn: Callable[..., Any], arguments: list[str], says: str) -> None:
    done = tarn(*arguments, status=None)
    assert done.returncode != 0
    told = [line for line in done.stderr.splitlines() if line.startswith("tarn: ")]
    assert len(told) == 1, done.stderr
    assert says in told[0]
    assert "Traceback" not in done.stdout + done.stderr
