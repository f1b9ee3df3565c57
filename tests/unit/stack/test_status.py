"""What `status` calls a part, and what it says of the whole."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from lake.errors import Stopped, TarnError
from stack.places import Places
from stack.status import Status, ends, state_of, verdict, verify, verify_base


def part(name: str, state: str) -> Status:
    return Status(name, state, "", 1, 2, 3, 4.0)


@pytest.mark.parametrize(
    ("supervised", "trouble", "up_s", "ended", "state"),
    [
        ("RUNNING", None, 5, 0, "ready"),
        ("RUNNING", None, 5, 9, "ready"),
        ("STARTING", "port 1: refused", 5, 0, "starting"),
        ("RUNNING", "no answer", 61, 0, "failing"),  # it froze, or a neighbour is away
        ("STARTING", "port 1: refused", 1, 3, "failing"),  # it ends again and again, each time a little later
        ("BACKOFF", None, 0, 1, "failing"),
        ("FATAL", None, 0, 0, "failing"),
        ("STOPPED", None, 0, 0, "stopped"),
    ],
)
def test_a_state_says_how_it_is_now(supervised: str, trouble: str | None, up_s: float, ended: int, state: str) -> None:
    assert state_of(supervised, trouble, up_s, ended) == state


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        ({"kafka": "ready", "producer": "ready"}, "ready"),
        ({"kafka": "ready", "producer": "stopped"}, "ready"),  # the generator may rest
        ({"kafka": "ready", "producer": "failing"}, "not ready"),
        ({"kafka": "ready", "sink": "stopped"}, "not ready"),
        ({"kafka": "starting", "producer": "stopped"}, "not ready"),
        ({"kafka": "stopped", "sink": "stopped"}, "stopped"),
    ],
)
def test_the_whole_is_ready_when_every_part_is(states: dict[str, str], whole: str) -> None:
    assert verdict([part(name, state) for name, state in states.items()]) == whole


def test_how_often_a_part_ended_is_read_from_the_supervisors_log() -> None:
    log = "".join(
        f"{time.strftime('%Y-%m-%d %H:%M:%S', time.localtime(moment))},123 {line}\n"
        for moment, line in [
            (1_000_000, "WARN exited: sink (terminated by SIGKILL; not expected)"),
            (1_000_100, "WARN exited: sink (exit status 1; not expected)"),
            (1_000_101, "INFO spawned: 'sink' with pid 7"),
            (1_000_102, "WARN exited: sink (exit status 1; not expected)"),
            (1_000_103, "INFO stopped: redis (exit status 0)"),
        ]
    )
    assert ends(log, since=1_000_050) == {"sink": 2}


def test_a_stack_of_another_port_base_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = Places(tmp_path)
    monkeypatch.setenv("TARN_PORT_BASE", "23000")
    verify_base(at)
    at.run.mkdir()
    at.base.write_text("23000")
    verify_base(at)
    at.base.write_text("19000")
    with pytest.raises(TarnError, match=re.escape(f"the stack in {tmp_path} runs at TARN_PORT_BASE=19000, and 23000")):
        verify_base(at)


def test_a_stopped_stack_is_told_with_a_status_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARN_HOME", str(tmp_path))
    with pytest.raises(Stopped, match="the stack is stopped: ./tarn up starts it"):
        verify("kafka")
    assert (Stopped.status, TarnError.status) == (3, 1)
