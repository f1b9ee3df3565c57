"""A long wait speaks: at its beginning and every ten seconds; Ctrl-C is one line and status 130."""

from __future__ import annotations

import os
import pty
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli import set_up
from cli.progress import Steps

ROOT = Path(__file__).resolve().parents[3]


def lines(said: list[tuple[int, str]], until: int) -> list[tuple[int, str]]:
    """What is printed, with its second, where `said` is what the caller says at each second."""
    steps, printed = Steps(), []
    for second in range(until):
        told = [steps.say(sentence, second) for when, sentence in said if when == second]
        printed += [(second, line) for line in [*told, steps.tick(second)] if line is not None]
    return printed


def test_a_step_that_says_nothing_new_is_heard_every_ten_seconds() -> None:
    assert lines([(0, "drain: etl: 17,884 lines wait")], 25) == [
        (0, "drain: etl: 17,884 lines wait"),
        (10, "drain: etl: 17,884 lines wait (10 s)"),
        (20, "drain: etl: 17,884 lines wait (20 s)"),
    ]


def test_figures_that_move_are_told_with_the_next_line() -> None:
    assert lines([(n, f"jars: {n} of 30") for n in range(30)], 30) == [
        (0, "jars: 0 of 30"),
        (10, "jars: 10 of 30 (10 s)"),
        (20, "jars: 20 of 30 (20 s)"),
    ]


def test_two_steps_at_once_are_not_a_line_a_second() -> None:
    said = [(n, sentence) for n in range(20) for sentence in (f"jars: {n} of 30", f"packages: installing, {n} MB")]
    assert lines(said, 20) == [
        (0, "jars: 0 of 30"),
        (0, "packages: installing, 0 MB"),
        (10, "packages: installing, 10 MB (10 s)"),
    ]


@pytest.mark.parametrize(
    ("free", "available", "first", "says"),
    [
        (3499, 9000, True, "only 3499 MB of disk are free and the set-up needs 3500 MB"),
        (3500, 9000, True, None),
        (499, 9000, False, "only 499 MB of disk"),
        (500, None, False, None),
        (9000, 1199, True, "only 1199 MB of memory are free"),
        (9000, 1200, True, None),
    ],
)
def test_what_a_stack_needs_is_looked_at_first(free: int, available: int | None, first: bool, says: str | None) -> None:
    told = set_up.trouble(free, available, first)
    assert told is None if says is None else says in (told or "")


def test_available_memory_is_read_in_megabytes() -> None:
    assert set_up.available_mb("MemTotal: 8 kB\nMemAvailable:    2097152 kB\n") == 2048
    assert set_up.available_mb("MemTotal: 8 kB\n") is None


@pytest.fixture(autouse=True)
def heeds_ctrl_c() -> Iterator[None]:
    """So does what a test starts, also where the tests run in the background of a shell, which has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_the_set_up_speaks_and_is_interrupted_in_one_line(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "cli.set_up", str(tmp_path / "home"), "wanted"],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None
    assert process.stderr.readline() == "set-up: making a Python environment (0 s)\n"
    os.killpg(process.pid, signal.SIGINT)
    told = [line for line in process.stderr.read().splitlines() if line]
    assert told == ["tarn: interrupted; nothing runs, and the next command goes on with the set-up"]
    assert process.wait() == 130


@pytest.mark.parametrize("terminal", [True, False])
def test_a_command_is_interrupted_in_one_line_that_says_what_runs(terminal: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        bootstrap = f"127.0.0.1:{silent.getsockname()[1]}"
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "drain"], cwd=ROOT,
            env=os.environ | {"TARN_KAFKA_BOOTSTRAP": bootstrap, "TERM": "xterm"},
            stdout=subprocess.PIPE, stderr=theirs if terminal else subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        silent.settimeout(60)
        connection, _ = silent.accept()
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(30) == 130
        connection.close()
    if terminal:
        told = os.read(ours, 65536).decode()
    else:
        assert process.stderr is not None
        told = process.stderr.read().decode()
    os.close(ours)
    assert "tarn: interrupted; the stack runs on" in told
    assert "Traceback" not in told


def test_a_second_set_up_waits_for_the_first(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from cli import set_up\n"
    code += "with set_up._alone(Path(sys.argv[1])): pass"
    with set_up._alone(tmp_path):
        second = subprocess.Popen(
            [sys.executable, "-P", "-c", code, str(tmp_path)],
            env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert second.stderr is not None
        assert "another set-up of this folder is at work" in second.stderr.readline()
        assert second.poll() is None
    assert second.wait(30) == 0
