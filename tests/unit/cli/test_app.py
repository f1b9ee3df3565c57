"""The command line itself: helps, version, completion, and one line at once where there is no stack."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cli.app import app, main
from cli.reach import NEEDS
from lake import VERSION

ROOT = Path(__file__).resolve().parents[3]

Tarn = Callable[..., "Done"]


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def tarn(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tarn:
    """Runs a command in this process, as the launcher does in one of its own."""

    def run(*arguments: str, **settings: str) -> Done:
        for name in [name for name in os.environ if name.startswith("TARN_")]:
            monkeypatch.delenv(name)
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["tarn", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return Done(int(ended.value.code or 0), *capfd.readouterr())

    return run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("home"))


def test_the_version_is_the_projects(tarn: Tarn) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION
    assert tarn("--version").stdout == f"tarn {VERSION}\n"


@pytest.mark.parametrize("command", [[], ["up"], ["etl"], ["etl", "run"], ["quarantine", "show"], ["test"]])
def test_every_command_has_a_short_help(tarn: Tarn, command: list[str]) -> None:
    done = tarn(*command, "-h", TARN_PORT_BASE="not looked at")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage: " in done.stdout


def test_every_need_is_a_command_that_exists() -> None:
    groups = {"": app}
    for group in app.registered_groups:
        assert group.typer_instance is not None
        groups[group.name or ""] = group.typer_instance
    names = {
        f"{prefix} {command.name or command.callback.__name__}".strip()
        for prefix, commands in groups.items()
        for command in commands.registered_commands
        if command.callback
    }
    assert NEEDS.keys() <= names


@pytest.mark.parametrize(
    "command",
    ["ledger", "drain", "follow some-id", "send -", "etl run", "etl runs", "quarantine list", "status", "restart sink"],
)
def test_with_the_stack_down_one_line_says_so_at_once(tarn: Tarn, home: str, command: str) -> None:
    done = tarn(*command.split(), TARN_HOME=home, TARN_PORT_BASE="31950")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "tarn: the stack is stopped: ./tarn up starts it\n"


def test_status_is_machine_readable_when_all_is_stopped(tarn: Tarn, home: str) -> None:
    done = tarn("status", "--json", TARN_HOME=home)
    assert (done.returncode, done.stderr) == (3, "")
    told = json.loads(done.stdout)
    assert told["state"] == "stopped"
    assert {part["state"] for part in told["parts"]} == {"stopped"}


@pytest.mark.parametrize("command", ["status", "logs", "restart sink"])
@pytest.mark.parametrize(
    "elsewhere", [{"TARN_IN_CONTAINER": "1"}, {"TARN_KAFKA_BOOTSTRAP": "kafka:9092"}], ids=lambda one: next(iter(one))
)
def test_elsewhere_no_command_looks_at_a_stack_of_this_home(
    tarn: Tarn, home: str, command: str, elsewhere: dict[str, str]
) -> None:
    done = tarn(*command.split(), TARN_HOME=home, **elsewhere)
    assert "the stack is stopped" not in done.stderr
    assert done.returncode in (1, 2)


def test_elsewhere_what_needs_a_stack_asks_that_one(tarn: Tarn, home: str) -> None:
    settings = {"TARN_KAFKA_BOOTSTRAP": "127.0.0.1:1", "TARN_CATALOG_URL": "http://127.0.0.1:1"}
    done = tarn("etl", "runs", TARN_HOME=home, **settings)
    assert done.returncode == 1
    assert "the catalog at http://127.0.0.1:1 does not answer" in done.stderr


@pytest.mark.parametrize(
    ("words", "found"),
    [("qu", {"quarantine", "query"}), ("etl ", {"run", "status", "runs"}), ("st", {"star", "start", "status", "stop"})],
)
def test_bash_completes(tarn: Tarn, tmp_path: Path, words: str, found: set[str]) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(tarn("completion", "bash").stdout)
    launcher = tmp_path / "tarn"
    launcher.write_text(f'#!/bin/sh\nexec {sys.executable} -m cli "$@"\n')
    launcher.chmod(0o755)
    asked = [str(launcher), *words.split(" ")]
    typed = f"COMP_WORDS=({' '.join(word or repr('') for word in asked)}); COMP_CWORD={len(asked) - 1}"
    shell = f'. {script}; {typed}; _tarn {launcher}; printf "%s\\n" "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", shell], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == found


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_other_shells_have_a_script(tarn: Tarn, shell: str) -> None:
    assert f"_TARN_COMPLETE=complete_{shell}" in tarn("completion", shell).stdout


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    command = f"{sys.executable} -m cli --help | true"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


def test_to_read_about_the_benchmark_nothing_is_installed(tmp_path: Path) -> None:
    env = os.environ | {"TARN_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "cli", "bench", "-h"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, list(tmp_path.iterdir())) == (0, [])
    assert "--stages" in done.stdout
