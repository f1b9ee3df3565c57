"""What a stack writes and prints holds no secret, and who has none gets nothing."""

from __future__ import annotations

import base64
import hmac
import http.client
import json
import os
import subprocess
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import psutil
import pytest
import redis

from tests.conftest import IN_CONTAINERS, ROOT
from tests.e2e.conftest import Lake
from tests.polling import eventually

pytestmark = pytest.mark.skipif(IN_CONTAINERS, reason="looks at the processes and files of the embedded stack")

# Files that hold a secret by their purpose: nobody else may read them.
OWN = ("secrets/", "run/s3proxy.properties", "run/object-store.sh")


@pytest.fixture(scope="session")
def secrets(tarn_env: dict[str, str], endpoints: dict[str, str]) -> set[str]:
    """Every secret of the stack."""
    found = {path.read_text().strip() for path in (Path(tarn_env["TARN_HOME"]) / "secrets").iterdir()}
    assert {endpoints["AWS_SECRET_ACCESS_KEY"], urlsplit(endpoints["TARN_REDIS_URL"]).password} < found
    return found


def commands(home: str) -> Iterator[str]:
    """The command line of every process of the stack, as `ps` shows it."""
    for process in psutil.process_iter():
        try:
            if process.environ().get("TARN_STACK") == home:
                yield " ".join(process.cmdline())
        except psutil.Error:
            continue


def test_no_command_line_holds_a_secret(tarn: Callable[..., Any], tarn_env: dict[str, str], secrets: set[str]) -> None:
    """Spark's among them, which it is started for."""
    event = {"event_uuid": uuid.uuid4().hex, "event_name": "lesson:completed", "created_at": 1767225600}
    tarn("send", "-", stdin=json.dumps(event))
    told: set[str] = set()

    def spark_ran() -> bool:
        told.update(commands(tarn_env["TARN_HOME"]))
        return any("SparkSubmit" in command for command in told) and run.poll() is not None

    with subprocess.Popen(
        [ROOT / "tarn", "etl", "run"], env=tarn_env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as run:
        assert eventually(spark_ran, 600, every=0.3)
    assert any("kafka.Kafka" in command for command in told)
    assert not [command for command in told if any(secret in command for secret in secrets)]


def test_nothing_that_is_written_or_printed_holds_a_secret(
    tarn: Callable[..., Any], tarn_env: dict[str, str], secrets: set[str]
) -> None:
    printed = [tarn(*command, status=None) for command in (("status",), ("doctor",), ("ledger",), ("drain",))]
    told = {f"tarn {index}": done.stdout + done.stderr for index, done in enumerate(printed)}
    base = int(tarn_env["TARN_PORT_BASE"])
    for offset in (4, 14, 15, 30, 40):
        for path in ("/health", "/metrics")[: 1 if offset == 4 else 2]:
            with urlopen(f"http://127.0.0.1:{base + offset}{path}", timeout=10) as answer:
                told[f"{offset}{path}"] = answer.read().decode()
    home = Path(tarn_env["TARN_HOME"])
    for folder in ("log", "run", "data"):
        for file in (home / folder).rglob("*"):
            if file.is_file() and not str(file.relative_to(home)).startswith(OWN):
                told[str(file)] = file.read_bytes().decode("utf-8", "replace")
    told["supervisord.conf"] = (home / "supervisord.conf").read_text()
    assert not [where for where, text in told.items() if any(secret in text for secret in secrets)]
    private = [path for own in OWN for path in ((home / own).iterdir() if own.endswith("/") else [home / own])]
    assert not [path for path in private if path.exists() and path.stat().st_mode & 0o077]


DANGEROUS = ["CONFIG GET maxmemory", "CONFIG SET dir /tmp", "REPLICAOF 127.0.0.1 1", "SLAVEOF 127.0.0.1 1", "FLUSHALL"]
DANGEROUS += ["MODULE LIST", "DEBUG SLEEP 0", "SHUTDOWN NOSAVE", "SAVE", "MIGRATE h 1 k 0 1", "ACL LIST", "MONITOR"]


@pytest.mark.parametrize("command", ["PING", "INFO", "HGETALL x", "EVAL 1 0", *DANGEROUS])
def test_redis_does_nothing_without_its_password(endpoints: dict[str, str], command: str) -> None:
    address = urlsplit(endpoints["TARN_REDIS_URL"])
    stranger: Any = redis.Redis(host=address.hostname or "", port=address.port or 0)
    with closing(stranger), pytest.raises(redis.AuthenticationError):
        stranger.execute_command(*command.split())


@pytest.mark.parametrize("command", DANGEROUS)
def test_redis_obeys_the_pipelines_password_in_nothing_dangerous(endpoints: dict[str, str], command: str) -> None:
    client: Any = redis.Redis.from_url(endpoints["TARN_REDIS_URL"])
    with closing(client), pytest.raises((redis.exceptions.NoPermissionError, redis.ResponseError)):
        client.execute_command(*command.split())


def test_another_user_of_the_machine_reads_no_environment_of_ours(tarn_env: dict[str, str]) -> None:
    """Linux keeps /proc/PID/environ, where MinIO's key stands, for its owner."""
    for process in psutil.process_iter():
        path = Path(f"/proc/{process.pid}/environ")
        try:
            if process.environ().get("TARN_STACK") == tarn_env["TARN_HOME"]:
                assert path.stat().st_mode & 0o077 == 0
        except (psutil.Error, OSError):
            continue
    assert os.name == "posix"


def s3(endpoints: dict[str, str], method: str, path: str, body: bytes = b"", **headers: str) -> int:
    """The status of a bare request to the object store."""
    address = urlsplit(endpoints["TARN_S3_ENDPOINT"])
    with closing(http.client.HTTPConnection(address.netloc, timeout=30)) as connection:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        assert not answer.headers.get("Access-Control-Allow-Origin")
        return answer.status


EVIL = {"Origin": "http://evil.example", "Access_Control_Request_Method": "PUT"}


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "POST"])
@pytest.mark.parametrize("path", ["/", "/raw", "/raw?list-type=2", "/raw/planted"])
def test_the_store_answers_nothing_unsigned(endpoints: dict[str, str], method: str, path: str) -> None:
    refused = {400, 403, 404, 405, 501}  # S3Proxy tells a POST to a key that it implements none
    assert s3(endpoints, method, path, b"", **EVIL) in refused


def test_a_form_signed_with_the_key_of_older_versions_plants_nothing(endpoints: dict[str, str], lake: Lake) -> None:
    """What a web page can have its reader's browser send."""
    conditions = [{"bucket": "raw"}, ["starts-with", "$key", ""]]
    policy = base64.b64encode(json.dumps({"expiration": "2099-01-01T00:00:00Z", "conditions": conditions}).encode())
    signature = base64.b64encode(hmac.digest(b"tarn-secret", policy, "sha1")).decode()
    fields = {"key": "events/planted", "AWSAccessKeyId": "tarn", "policy": policy.decode(), "signature": signature}
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    file = '--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nplanted\r\n--x--\r\n'
    body = ("".join(parts) + file).encode()
    assert s3(endpoints, "POST", "/raw", body, Content_Type="multipart/form-data; boundary=x", **EVIL) == 403
    assert "events/planted" not in lake.keys("raw", "events/planted")
