"""A part that starts early waits in one line, and ends at once for what waiting does not mend."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lake.errors import NotYet, TarnError, Transient
from lake.runtime.patience import awaited

ROOT = Path(__file__).resolve().parents[3]


class Lines:
    """A log that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def warning(self, event: str, why: str) -> None:
        self.told.append(f"{event}: {why}")

    def info(self, event: str, **_: Any) -> None:
        self.told.append(event)


def test_it_waits_as_long_as_it_takes_and_says_each_reason_once() -> None:
    answers = iter([NotYet("no Kafka")] * 200 + [Transient("no topic")] * 3)
    log = Lines()
    pauses: list[float] = []

    def look() -> int:
        if (error := next(answers, None)) is not None:
            raise error
        return 7

    assert awaited(look, log, sleep=pauses.append) == 7
    assert log.told == ["waiting: no Kafka", "waiting: no topic", "recovered"]
    assert (pauses[0], max(pauses), len(pauses)) == (0.5, 5.0, 203)


def test_what_waiting_does_not_mend_ends_it_at_once() -> None:
    def look() -> None:
        raise TarnError("the key is refused")

    with pytest.raises(TarnError, match="refused"):
        awaited(look, Lines(), sleep=lambda _: pytest.fail("it waits"))


def test_a_limit_ends_in_the_last_reason() -> None:
    def look() -> None:
        raise NotYet("no Kafka")

    with pytest.raises(NotYet, match="no Kafka"):
        awaited(look, Lines(), limit_s=0.0, sleep=lambda _: None)


@pytest.mark.parametrize("module", ["lake.runtime.bootstrap", "services.dedup", "services.sink"])
def test_a_part_that_is_alone_waits_instead_of_ending(module: str) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        where = f"127.0.0.1:{nobody.getsockname()[1]}"
        away = {"TARN_KAFKA_BOOTSTRAP": where, "TARN_REDIS_URL": f"redis://{where}/0", "TARN_METRICS_PORT": "0"}
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=os.environ | away | {"TARN_S3_ENDPOINT": f"http://{where}", "TARN_S3_RETRY_S": "0.1"},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        try:
            assert process.stdout is not None
            assert any('"waiting"' in line for line in process.stdout), "it ended without a word of waiting"
            assert process.poll() is None
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
