"""Clients of the gateway, and a gateway of a test's own."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import boto3
import psutil
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.conftest import ROOT
from tests.integration.test_http_storm import free_port
from tests.polling import eventually

MIB = 1024 * 1024
Client = Callable[..., Any]


class Gateway(NamedTuple):
    """One that runs beside the stack's."""

    url: str
    process: psutil.Process
    log: Path


def session(endpoints: dict[str, str], url: str) -> Client:
    """Clients as a program has them that knows AWS_ENDPOINT_URL and a key, and nothing else."""

    def client(service: str, *, secret: str = endpoints["AWS_SECRET_ACCESS_KEY"], key: str = "", **config: Any) -> Any:
        return boto3.client(
            service,
            endpoint_url=url,
            aws_access_key_id=key or endpoints["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=secret,
            region_name=endpoints["AWS_REGION"],
            config=Config(retries={"max_attempts": 1}, **config),
        )

    return client


@contextmanager
def running_gateway(endpoints: dict[str, str], folder: Path, **settings: str) -> Iterator[Gateway]:
    """A gateway to the same stack, with other settings."""
    port, log = free_port(), folder / "log"
    names = ("TARN_KAFKA_BOOTSTRAP", "TARN_S3_ENDPOINT", "TARN_CATALOG_URL")
    env = {name: value for name, value in os.environ.items() if not name.startswith(("TARN_", "AWS_"))} | {
        "PYTHONPATH": str(ROOT),
        "TARN_HOME": str(folder),
        "TARN_GATEWAY_LISTEN_PORT": str(port),
        "TARN_S3_SECRET_KEY": endpoints["AWS_SECRET_ACCESS_KEY"],
        **{name: endpoints[name] for name in names},
        **settings,
    }
    with log.open("wb") as file:
        process = subprocess.Popen([sys.executable, "-P", "-m", "services.gateway"], env=env, stdout=file, stderr=file)
    try:
        assert eventually(lambda: b"gateway ready" in log.read_bytes(), 60), log.read_text()
        yield Gateway(f"http://127.0.0.1:{port}", psutil.Process(process.pid), log)
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


def refused(call: Callable[[], Any]) -> tuple[str, int]:
    """AWS's code and the status of a call that is refused; with a request id."""
    with pytest.raises(ClientError) as error:
        call()
    answer = error.value.response
    assert answer["ResponseMetadata"]["RequestId"]
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


def sent(url: str, method: str, target: str, headers: dict[str, str], body: bytes = b"") -> tuple[int, bytes]:
    """One request as it is written here."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    try:
        connection.putrequest(method, target, skip_host="host" in map(str.lower, headers), skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders(body or None)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
