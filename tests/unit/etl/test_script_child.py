"""A script's process: its end, its output within bounds, and what is left of it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import psutil
import pytest

from services.etl.scripts.child import Child
from services.etl.scripts.run import ended
from tests.conftest import ROOT
from tests.polling import eventually


def child(folder: Path, script: str, most: int = 10_000, *arguments: str) -> Child:
    (folder / "work").mkdir()
    path = folder / "work" / "script.py"
    path.write_text(script, encoding="utf-8")
    told = {"script": str(path), "arguments": list(arguments), "kind": "glueetl"}
    (folder / "run.json").write_text(json.dumps(told), encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    return Child(folder, environment, folder, most)


def status_of(one: Child) -> int | None:
    try:
        return one.wait(60)
    finally:
        one.end()


@pytest.mark.parametrize(
    ("script", "status", "said"),
    [
        ("import sys; print(sys.argv[1:])", 0, None),
        ("import sys; sys.exit(0)", 0, None),
        ("import sys\nsys.exit(3)", 1, "Error Category: SYSTEM_EXIT_ERROR; Failed Line Number: 2; SystemExit: 3"),
        ("\n1/0", 1, "Failed Line Number: 2; ZeroDivisionError: division by zero"),
        ("def f(:\n  pass", 1, "Error Category: SYNTAX_ERROR; Failed Line Number: 1; SyntaxError: "),
        ("import none_such", 1, "Error Category: IMPORT_ERROR; Failed Line Number: 1; ModuleNotFoundError: "),
    ],
)
def test_a_script_ends_and_says_why(tmp_path: Path, script: str, status: int, said: str | None) -> None:
    assert status_of(child(tmp_path, script, 10_000, "--day", "x")) == status
    path = tmp_path / "ended.json"
    told = json.loads(path.read_bytes())["error"] if path.exists() else None
    assert (told is None) if said is None else (said in (told or ""))


def test_output_goes_on_beyond_the_largest_log(tmp_path: Path) -> None:
    assert status_of(child(tmp_path, "print('x' * 1_000_000); print('y', flush=True)", 1000)) == 0
    log = (tmp_path / "output").read_bytes()
    assert log.startswith(b"x" * 1000 + b"\n... the log ends here")
    assert len(log) < 1200


def test_a_script_is_ended_with_what_it_started(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys, time\n"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']).pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    one = child(tmp_path, script)
    output = tmp_path / "output"  # made by another thread
    assert eventually(lambda: output.exists() and output.read_text().strip().isdigit(), 60)
    below = int(output.read_text())
    assert one.wait(0.01) is None
    one.end()
    assert eventually(lambda: not lives(below), 30)


def test_a_script_dies_with_who_started_it(tmp_path: Path) -> None:
    script = "import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(600)\n"
    starter = tmp_path / "starter.py"
    starter.write_text(
        "import os, sys, time\nfrom pathlib import Path\n"
        "from tests.unit.etl.test_script_child import child\n"
        f"one = child(Path({str(tmp_path)!r}), {script!r})\n"
        "while not Path('output').exists() or not Path('output').read_text().strip(): time.sleep(0.1)\n"
        "os._exit(9)\n",
        encoding="utf-8",
    )
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    starting = psutil.Popen([sys.executable, str(starter)], env=env, cwd=tmp_path)
    assert starting.wait(60) == 9
    assert eventually(lambda: not lives(int((tmp_path / "output").read_text())), 30)


def lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize(
    ("status", "said", "state", "why"),
    [
        (0, None, "SUCCEEDED", None),
        (1, "Error Category: X; boom", "FAILED", "Error Category: X; boom"),
        (7, None, "FAILED", "exit code 7"),
        (-9, None, "FAILED", "OUT_OF_MEMORY_ERROR"),
    ],
)
def test_what_an_exit_status_means(status: int, said: str | None, state: str, why: str | None) -> None:
    end = ended(status, said)
    assert end.state == state
    assert (end.why is None) if why is None else (why in str(end.why))
