"""The stack's own Trino: there only where it is asked for, its files by digest and whole, bound to this machine."""

from __future__ import annotations

import hashlib
import json
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from lake.config import port
from lake.errors import TarnError
from stack import jars, java, lifecycle, probes, programs, trino
from stack.places import Places
from stack.programs import Program


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TARN_QUERY_ENGINE", "TARN_TRINO_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def at(tmp_path: Path) -> Places:
    return Places(tmp_path / "a home; #1")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, False),
        ({"TARN_QUERY_ENGINE": "duckdb"}, False),
        ({"TARN_QUERY_ENGINE": "trino"}, True),
        ({"TARN_QUERY_ENGINE": "trino", "TARN_TRINO_URL": "http://big:8080"}, False),
        ({"TARN_TRINO_URL": "http://big:8080"}, False),
    ],
)
def test_it_is_part_of_the_stack_only_where_it_is_asked_for(
    given: dict[str, str], wanted: bool, at: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert [one.name for one in programs.engines(at)] == (["trino"] if wanted else [])
    assert trino.ready(at) != wanted  # nothing is installed in this home
    assert "trino" in {one.name for one in programs.slots(at)}  # so that a setting needs no new supervisor


def test_the_lock_names_the_server_and_its_connector_of_one_version() -> None:
    server, hive = jars.read_lock("trino")
    assert (server.file, hive.file) == ("trino-server-core-476.tar.gz", "trino-hive-476.zip")
    assert (server.coordinates, hive.version) == ("io.trino:trino-server-core:476:tar.gz", server.version)
    assert "--hash=sha256:" in (jars.LOCKS / "trino-java.txt").read_text()


def archives(folder: Path) -> list[jars.Jar]:
    """A server and a connector like the real ones, in the places where `fetch` leaves them."""
    content = folder / "content"
    content.mkdir(parents=True)
    (content / "a.jar").write_text("a")
    with tarfile.open(folder / "trino-server-core-476.tar.gz", "w:gz") as tar:
        tar.add(content / "a.jar", "trino-server-core-476/lib/com....ule_a.jar")
    with zipfile.ZipFile(folder / "trino-hive-476.zip", "w") as file:
        file.write(content / "a.jar", "trino-hive-476/io....telemetry.jar")
    names = ("trino-server-core-476.tar.gz", "trino-hive-476.zip")
    digests = [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names]
    kinds = [("trino-server-core", "tar.gz"), ("trino-hive", "zip")]
    return [jars.Jar("io.trino", kind, "476", sha, of) for (kind, of), sha in zip(kinds, digests, strict=True)]


def test_every_file_of_an_archive_is_unpacked_dots_in_its_name_too(at: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    home = at.jars / "trino"
    lock = archives(home)
    monkeypatch.setattr(jars, "read_lock", lambda _name: lock)
    monkeypatch.setattr(java, "of_system", lambda least: java.Java(Path("/jdk"), least, wheel=False))
    monkeypatch.setenv("TARN_QUERY_ENGINE", "trino")
    trino.install(at.jars, Path("uv"), at.home / "setup.log", lambda _: None)
    assert (home / "server" / "lib" / "com....ule_a.jar").read_text() == "a"
    assert (home / "plugin" / "trino-hive-476" / "io....telemetry.jar").read_text() == "a"
    assert not list(home.glob("*.zip"))
    assert trino.ready(at)
    assert trino.runtime(at) == Path("/jdk/bin/java")


def test_a_full_disk_is_told_before_anything_is_fetched(at: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    at.home.mkdir()
    monkeypatch.setenv("TARN_QUERY_ENGINE", "trino")
    monkeypatch.setattr(trino, "NEEDS_MB", 2**40)
    with pytest.raises(TarnError, match="installing Trino needs"):
        trino.setup(at, lambda _: None)


def test_its_configuration_is_private_and_of_this_machine_alone(at: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARN_QUERY_ENGINE", "trino")
    monkeypatch.setenv("TARN_S3_SECRET_KEY", "hush-hush")
    at.run.mkdir(parents=True)
    trino.write_configuration(at)
    (program,) = programs.engines(at)
    texts = [path.read_text() for path in program.files]
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in program.files)
    assert "node.bind-ip=127.0.0.1\n" in texts[0]
    assert f"s3.endpoint=http://127.0.0.1:{port('gateway')}\n" in texts[1]
    assert "hive.security=read-only\n" in texts[1]
    assert "hush-hush" not in " ".join(program.command)
    assert "-Xmx1g" in program.command
    assert str(at.home) not in " ".join(program.command[1:])  # relative: a home's name may hold anything


@pytest.fixture
def told(request: pytest.FixtureRequest) -> Iterator[int]:
    """A port that answers /v1/info with what the test gives."""
    body = request.param if isinstance(request.param, bytes) else json.dumps(request.param).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("told", "trouble"),
    [
        ({"starting": False}, None),
        ({"starting": True}, "it is starting up"),
        ({}, "it is starting up"),
        (b"<html>", "no Trino answers there"),
    ],
    indirect=["told"],
)
def test_it_is_ready_once_it_takes_queries(told: int, trouble: str | None) -> None:
    found = probes.trouble(Program("trino", (), told, "trino", 1))
    assert found is None if trouble is None else trouble in (found or "")


def test_it_may_take_longer_to_start_than_the_others(at: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARN_QUERY_ENGINE", "trino")
    (program,) = programs.engines(at)
    assert program.start_s > lifecycle.Options().wait_s
