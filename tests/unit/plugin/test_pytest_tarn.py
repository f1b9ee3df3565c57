"""The pytest plugin's own decisions, with a command line that only writes down what it was asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_tarn.lake import Lake, partition_of
from pytest_tarn.stack import Stack

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    script = tmp_path / "tarn"
    script.write_text(
        "#!/bin/sh\n"
        f'echo "$*" >>"{tmp_path}/asked"\n'
        "case $1 in\n"
        f'    status) exit "$(cat "{tmp_path}/status")" ;;\n'
        f"    send) cat >'{tmp_path}/sent' ;;\n"
        "    env) echo \"export TARN_KAFKA_BOOTSTRAP='127.0.0.1:1'\"; echo 'unset AWS_PROFILE';"
        " echo \"export AWS_SECRET_ACCESS_KEY='a b'\\\"'\\\"'c'\" ;;\n"
        "    drain) echo 'tarn: not drained' >&2; exit 1 ;;\n"
        "esac\n"
    )
    script.chmod(0o755)
    return [str(script)]


@pytest.fixture(autouse=True)
def no_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("TARN_", "AWS_"))]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("status", "asked"),
    [(0, ["status", "env"]), (1, ["status", "env"]), (3, ["status", "up --detach --no-producer", "env"])],
)
def test_a_stack_that_runs_is_found_and_else_one_is_started(
    tmp_path: Path, command: list[str], status: int, asked: list[str]
) -> None:
    (tmp_path / "status").write_text(str(status))
    stack = Stack(command)
    assert stack.find_or_start() is (status == 3)
    assert (tmp_path / "asked").read_text().splitlines() == asked
    assert stack.env == {"TARN_KAFKA_BOOTSTRAP": "127.0.0.1:1", "AWS_SECRET_ACCESS_KEY": "a b'c"}


def test_addresses_of_the_environment_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TARN_KAFKA_BOOTSTRAP", "TARN_CATALOG_URL", "AWS_ENDPOINT_URL", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "given")
    stack = Stack(["false"])
    assert stack.find_or_start() is False
    assert stack.env["TARN_CATALOG_URL"] == "given"


def test_every_event_of_a_test_carries_its_prefix(tmp_path: Path, command: list[str]) -> None:
    lake = Lake(Stack(command), "t1")
    sent = lake.send([{"event_name": "lesson:opened", "event_uuid": "a", "é": 1}, {"created_at": 5}])
    assert [json.loads(line) for line in (tmp_path / "sent").read_text("utf-8").splitlines()] == sent
    assert [event["event_uuid"] for event in sent] == [lake.id("a"), lake.id("2")] == ["t1-a", "t1-2"]
    assert [event["event_name"] for event in sent] == ["t1_lesson:opened", "t1_test:event"]
    assert sent[1]["created_at"] == 5


def test_a_command_that_fails_says_why(command: list[str]) -> None:
    with pytest.raises(RuntimeError, match="`tarn drain --timeout 1` ended with status 1: tarn: not drained"):
        Lake(Stack(command), "t1").drain(1)


def test_the_plugin_needs_nothing_but_pytest(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "def test_it(pytestconfig):\n    assert pytestconfig.getoption('--tarn') == 'x y'\n"
    )
    blocked = "import sys; sys.modules |= dict.fromkeys(['boto3', 'pydantic', 'pyarrow', 'typer', 'lake'])"
    code = f"{blocked}; import pytest; sys.exit(pytest.main(['-p', 'pytest_tarn', '--tarn', 'x y', '-q']))"
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_a_generation_is_a_folder_and_no_partition_column() -> None:
    assert partition_of("events/day=01/generation=jr_1-000/p.parquet") == {"day": "01"}
    assert partition_of("events/event_type=t%25a/day=01/p.parquet") == {"event_type": "t%a", "day": "01"}
