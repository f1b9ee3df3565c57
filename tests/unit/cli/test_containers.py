"""The stack in containers, as one of them sees it and tells it."""

from __future__ import annotations

import pytest
import typer

from cli import containers, stack
from cli.containers import Part

READY = [Part(name, "ready") for name in ("kafka", "redis", "object-store", *containers.SERVICES)]
AWAY = [Part(part.name, "stopped") for part in READY]


def changed(name: str, state: str) -> list[Part]:
    return [Part(part.name, state) if part.name == name else part for part in READY]


@pytest.mark.parametrize(
    ("found", "whole"),
    [
        (READY, "ready"),
        (changed("producer", "stopped"), "ready"),
        (changed("producer", "not ready"), "not ready"),
        (changed("sink", "stopped"), "not ready"),
        (AWAY, "stopped"),
    ],
)
def test_the_generator_alone_may_rest(found: list[Part], whole: str) -> None:
    assert containers.verdict(found) == whole


@pytest.fixture
def in_a_container(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "TARN_IN_CONTAINER": "1",
        "TARN_KAFKA_BOOTSTRAP": "kafka.invalid:9092",
        "TARN_REDIS_URL": "redis://:hush@redis.invalid:6379/0",
        "TARN_S3_ENDPOINT": "http://object-store.invalid:9000",
        "TARN_CATALOG_URL": "http://catalog.invalid:8080",
        "TARN_S3_PORT": "19000",
        "TARN_REDIS_PORT": "19001",
        "TARN_KAFKA_PORT": "19002",
        "TARN_CATALOG_PORT": "19004",
        "TARN_GATEWAY_PORT": "19020",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("in_a_container")
def test_env_names_what_the_machine_outside_reaches(capsys: pytest.CaptureFixture[str]) -> None:
    stack.env()
    told = capsys.readouterr().out

    assert "export TARN_KAFKA_BOOTSTRAP=127.0.0.1:19002\n" in told
    assert "export TARN_REDIS_URL=redis://:hush@127.0.0.1:19001/0\n" in told
    assert "export TARN_S3_ENDPOINT=http://127.0.0.1:19000\n" in told
    assert "export TARN_CATALOG_URL=http://127.0.0.1:19004\n" in told
    assert "export AWS_ENDPOINT_URL=http://127.0.0.1:19020\n" in told
    assert ".invalid" not in told


@pytest.mark.usefixtures("in_a_container")
def test_nothing_that_runs_is_told_as_stopped(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        containers.status(as_json=False)

    assert ended.value.exit_code == 3
    assert "docker compose up --wait" in capsys.readouterr().out
