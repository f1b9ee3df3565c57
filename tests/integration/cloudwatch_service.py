"""A CloudWatch of a test's own: the real service in a process, and clients of it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from tests.conftest import ROOT
from tests.polling import eventually

Clients = Callable[..., Any]


@contextmanager
def running(home: Path, **settings: str) -> Iterator[str]:
    """The service's address, while it runs."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (home / ".tarn-home").touch()
    (home / "log").mkdir(exist_ok=True)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("TARN_", "AWS_"))}
    env |= {"TARN_HOME": str(home), "TARN_CLOUDWATCH_LISTEN_PORT": str(port), "PYTHONPATH": str(ROOT), **settings}
    with (home / "metrics.out").open("wb") as out:
        process = subprocess.Popen([sys.executable, "-m", "services.metrics"], env=env, stdout=out, stderr=out)
    try:
        url = f"http://127.0.0.1:{port}"
        assert eventually(lambda: answers(url)), (home / "metrics.out").read_text()
        yield url
    finally:
        process.terminate()
        assert process.wait(30) in (0, -signal.SIGTERM), (home / "metrics.out").read_text()
    assert "Traceback" not in (home / "metrics.out").read_text()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def clients(url: str) -> Clients:
    """boto3 clients of a service, by its name."""

    def make(name: str, **more: Any) -> Any:
        return boto3.client(
            name, endpoint_url=url, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="y",
            config=Config(retries={"max_attempts": 1}, inject_host_prefix=False, **more),
        )  # fmt: skip

    return make
