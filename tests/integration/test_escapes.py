"""Events that command a terminal, through every command that prints something of them, on a terminal: none obeys."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from kafka import KafkaProducer

from tests.conftest import ROOT
from tests.escapes import EVERYTHING, FORBIDDEN

pytestmark = pytest.mark.skipif(
    os.environ.get("TARN_E2E_TARGET") == "compose", reason="runs the embedded stack's launcher on a terminal of its own"
)

# What rich writes of its own: colours, the cursor hidden and shown, a line of progress erased.
_OWN = re.compile("\x1b\\[[0-9;]*m|\x1b\\[\\?25[lh]|\x1b\\[[0-9]*[AK]")


@pytest.fixture
def on_terminal(tarn_env: dict[str, str]) -> Callable[..., tuple[int, str]]:
    """Runs a command whose standard streams are a terminal; returns its exit status and what the terminal was sent."""

    def run(*arguments: str) -> tuple[int, str]:
        ours, its = pty.openpty()
        env = tarn_env | {"TERM": "xterm-256color", "COLUMNS": "100"}
        with subprocess.Popen([str(ROOT / "tarn"), *arguments], env=env, stdin=its, stdout=its, stderr=its) as process:
            os.close(its)
            said = b""
            while select.select([ours], [], [], 120)[0]:
                try:
                    more = os.read(ours, 65_536)
                except OSError:  # Linux says EIO at the end
                    break
                if not more:
                    break
                said += more
        os.close(ours)
        return process.returncode, said.decode("utf-8", "surrogateescape")

    return run


@pytest.fixture
def hostile(tarn: Callable[..., Any], endpoints: dict[str, str]) -> tuple[str, str]:
    """An event and a bad record full of what a terminal obeys, landed; the id of the event and the mark of both."""
    mark = uuid.uuid4().hex[:8]
    event_uuid = f"{mark}-" + "".join(char for char in EVERYTHING if char != "\0")[:90]
    safe = (char for char in EVERYTHING if char not in "\x00\x1b\x07\b\r\x7f\x0e\\" and not char.isalnum())
    safe_name = "".join(dict.fromkeys(safe))[:20]  # a part of a name is 200 bytes at most in a folder's name
    good = {"event_uuid": event_uuid, "event_name": f"esc{safe_name}:x", "created_at": 1, "text": EVERYTHING}
    bad = {"event_uuid": f"{mark}-bad", "event_name": "esc:x", "created_at": EVERYTHING}
    producer = KafkaProducer(bootstrap_servers=endpoints["TARN_KAFKA_BOOTSTRAP"], acks="all")
    for value in (good, bad):
        text = json.dumps(value, ensure_ascii=False)
        text = re.sub("[\x00-\x1f]", lambda found: f"\\u{ord(found[0]):04x}", text)  # JSON holds them escaped alone
        producer.send("events", text.encode(), key=EVERYTHING.encode(), headers=[(EVERYTHING, b"\x1b[2J")])
    producer.send("events", f"{mark} {EVERYTHING}".encode()).get(timeout=60)
    producer.flush(60)
    producer.close()
    tarn("drain", "--timeout", "240", status=None)
    return event_uuid, mark


def test_no_command_lets_an_event_command_the_terminal(
    hostile: tuple[str, str], on_terminal: Callable[..., tuple[int, str]], tmp_path: Any
) -> None:
    event_uuid, mark = hostile
    own = tmp_path / "own\x1b[2J.ndjson"
    own.write_bytes(EVERYTHING.replace("\r", "").encode() + b"\n")
    commands = [
        (["follow", event_uuid], 0, "events.unique"),
        (["follow", event_uuid + "x"], 1, "is known"),
        (["quarantine", "list"], 0, "not_json"),
        (["quarantine", "show", "all", "--limit", "100"], 0, mark),
        (["quarantine", "show", "all", "--limit", "100", "--json"], 0, mark),
        (["quarantine", "show", EVERYTHING.replace("\0", "")], 1, "no quarantined record"),
        (["quarantine", "show", "all", "--raw"], 1, "give it a pipe"),
        (["quarantine", "redrive", "not_json", "--dry-run"], 0, "would be sent again"),
        (["send", str(own)], 3, "was sent"),
        (["ledger"], 0, "balanced"),
        (["drain", "--timeout", "240"], 0, "drained"),
        (["etl", "run"], 0, "etl"),
        (["\x1b[2J"], 2, "No such command"),
    ]
    for arguments, status, says in commands:
        found, said = on_terminal(*arguments)
        shown = _OWN.sub("", said).replace("\r\n", "\n").replace("\r", "")
        assert found == status, (arguments, shown)
        assert says in shown, (arguments, shown)
        assert not set(shown) & set(FORBIDDEN), (arguments, shown)


def test_raw_gives_the_bytes_as_they_came_into_a_pipe(hostile: tuple[str, str], tarn_env: dict[str, str]) -> None:
    _, mark = hostile
    done = subprocess.run(
        [str(ROOT / "tarn"), "quarantine", "show", "not_json", "--limit", "1000", "--raw"],
        env=tarn_env, capture_output=True, check=True,
    )  # fmt: skip
    assert f"{mark} {EVERYTHING}".encode() in done.stdout
