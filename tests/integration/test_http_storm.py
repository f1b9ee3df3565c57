"""Every HTTP port of ours under junk, half requests and bodies without end: memory and threads stay, answers come."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from tests.conftest import ROOT
from tests.http_storm import asked, half_requests, junk, sent
from tests.polling import eventually

WINDOW = "import time; from lake.runtime import metrics; from lake.config import load; "
WINDOW += "metrics.serve(load(metrics.MetricsSettings), lambda: None); time.sleep(3600)"
PROGRAMS = {"catalog": ["-m", "services.catalog"], "metrics": ["-c", WINDOW], "gateway": ["-m", "services.gateway"]}
HERE = "Host: 127.0.0.1"
MEGABYTE = 1_000_000


class Server(NamedTuple):
    """A process with one HTTP port."""

    port: int
    process: psutil.Process

    def healthy(self) -> bool:
        with suppress(OSError, IndexError, ValueError):
            status, said = asked(self.port, f"GET /health HTTP/1.1\n{HERE}")
            return (status, said) == (200, "ok\n") or "<Code>AccessDenied</Code>" in said  # an unsigned read of S3
        return False


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(name: str, folder: Path) -> Iterator[Server]:
    port = free_port()
    env = {key: value for key, value in os.environ.items() if not key.startswith("TARN_")} | {
        "PYTHONPATH": str(ROOT),
        "TARN_HOME": str(folder),
        "TARN_METRICS_PORT": str(port if name == "metrics" else 0),
        "TARN_GATEWAY_LISTEN_PORT": str(port),
        "TARN_CATALOG_LISTEN_PORT": str(port),
        "TARN_CATALOG_DB": f"sqlite:///{folder}/catalog.db",
    }
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-P", *PROGRAMS[name]], cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        server = Server(port, psutil.Process(process.pid))
        assert eventually(server.healthy, 60), (folder / f"{name}.log").read_text()
        yield server
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running("catalog", tmp_path_factory.mktemp("catalog")) as server:
        yield server


@pytest.fixture(params=PROGRAMS)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    with running(request.param, tmp_path) as one:
        yield one


def test_ten_thousand_junk_requests_do_no_harm(server: Server) -> None:
    dice = random.Random(25)
    for _ in range(1_000):  # what is made once, is made
        sent(server.port, junk(dice), 0.001)
    before = server.process.memory_info().rss
    answers = {sent(server.port, junk(dice), 0.001)[:12] for _ in range(10_000)}
    assert not {status for status in answers if status.startswith(b"HTTP/1.1 5")}
    assert server.healthy()
    assert server.process.memory_info().rss - before < 40 * MEGABYTE


def test_three_thousand_half_requests_cost_no_thread_and_a_good_one_is_answered(server: Server) -> None:
    assert server.healthy()
    count = min(3_000, psutil.Process().rlimit(psutil.RLIMIT_NOFILE)[0] - 200)
    threads, before = server.process.num_threads(), server.process.memory_info().rss
    with half_requests(server.port, count):
        assert server.healthy()
        assert server.process.num_threads() <= threads + 2
        assert server.process.memory_info().rss - before < 40 * MEGABYTE


def ask(server: Server, target: str, body: object, more: str = "") -> tuple[int, dict[str, str]]:
    text = body if isinstance(body, str) else json.dumps(body)
    head = f"POST / HTTP/1.1\n{HERE}\nX-Amz-Target: {target}\nContent-Length: {len(text)}{more}"
    status, said = asked(server.port, f"{head}\n\n{text}")
    return status, json.loads(said)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:3000"])
def test_a_web_page_writes_nothing(catalog: Server, origin: str) -> None:
    database = {"DatabaseInput": {"Name": "planted"}}
    status, said = ask(catalog, "AWSGlue.CreateDatabase", database, f"\nOrigin: {origin}\nContent-Type: text/plain")
    assert (status, said["__type"]) == (403, "AccessDeniedException")
    assert ask(catalog, "AWSGlue.GetDatabase", {"Name": "planted"})[1]["__type"] == "EntityNotFoundException"


@pytest.mark.parametrize("path", ["/", "/health", "/other"])
def test_a_name_that_is_not_ours_is_refused(catalog: Server, path: str) -> None:
    status, said = asked(catalog.port, f"GET {path} HTTP/1.1\nHost: evil.example")
    assert status == 403
    assert "'evil.example' is not one of this port" in said


@pytest.mark.parametrize(
    ("target", "size"), [("AWSGlue.CreateTable", 2**20), ("Tarn.ConsumedObjects", 2**24), ("Tarn.Commit", 2**25)]
)
def test_a_body_larger_than_any_is_refused_unread(catalog: Server, target: str, size: int) -> None:
    before = catalog.process.memory_info().rss
    head = f"POST / HTTP/1.1\n{HERE}\nX-Amz-Target: {target}\n"
    status, said = asked(catalog.port, f"{head}Content-Length: 800000000")
    assert (status, json.loads(said)["__type"]) == (413, "RequestEntityTooLargeException")
    with socket.create_connection(("127.0.0.1", catalog.port), 60) as connection:
        connection.settimeout(60)
        connection.sendall((head + "Transfer-Encoding: chunked\n\n").replace("\n", "\r\n").encode())
        with suppress(OSError):  # it hangs up when it has enough
            for _ in range(size // 100_000 + 1):
                connection.sendall(b"%x\r\n%b\r\n" % (100_000, bytes(100_000)))
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")
    assert catalog.process.memory_info().rss - before < 120 * MEGABYTE
    assert catalog.healthy()


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"DatabaseInput":{"Parameters":['])
def test_deep_nesting_is_refused(catalog: Server, opening: str) -> None:
    for target in ("AWSGlue.CreateDatabase", "AWSGlue.CreateJob", "Tarn.Totals"):
        status, said = ask(catalog, target, opening * 20_000)
        assert (status, said["__type"]) == (400, "InvalidInputException")


JUNK: list[object] = [None, True, -1, 1e300, 10**30, "", "\x00", "\x1b[2J", "é" * 300, [], [[]], {}, {"Name": 5}, "🦆"]


def test_no_junk_in_a_members_place_breaks_an_operation(catalog: Server) -> None:
    """Each member of each operation in turn is of every wrong kind: refused, or answered, but never 500."""
    dice = random.Random(25)
    operations = _operations()
    broken = []
    for target, members in operations.items():
        for _ in range(40):
            request = {name: dice.choice([*JUNK, make()]) for name, make in members.items() if dice.random() < 0.9}
            status, said = ask(catalog, target, request)
            if status not in (200, 400):
                broken.append((target, request, status, said))
    assert not broken


def _operations() -> dict[str, dict[str, Callable[[], object]]]:
    """The members of every operation, each with a value that can be."""
    text: Callable[[], object] = lambda: "tarn"  # noqa: E731 - a table
    table = {"DatabaseName": text, "TableName": text}
    file = {"Key": "k", "Folder": "f", "PartitionValues": ["x"], "Size": 1, "Rows": 1}
    return {
        "AWSGlue.CreateDatabase": {"DatabaseInput": lambda: {"Name": "tarn"}},
        "AWSGlue.CreateTable": {"DatabaseName": text, "TableInput": lambda: {"Name": "tarn", "PartitionKeys": []}},
        "AWSGlue.UpdateTable": {"DatabaseName": text, "TableInput": lambda: {"Name": "tarn"}},
        "AWSGlue.GetDatabase": {"Name": text},
        "AWSGlue.GetTable": {"DatabaseName": text, "Name": text},
        "AWSGlue.GetTables": {"DatabaseName": text, "MaxResults": lambda: 5, "NextToken": text},
        "AWSGlue.GetPartition": {**table, "PartitionValues": lambda: ["x"]},
        "AWSGlue.GetPartitions": {**table, "Expression": text, "MaxResults": lambda: 5, "NextToken": text},
        "AWSGlue.UpdateDatabase": {"Name": text, "DatabaseInput": lambda: {"Name": "tarn"}},
        "AWSGlue.DeleteDatabase": {"Name": text},
        "AWSGlue.DeleteTable": {"DatabaseName": text, "Name": text},
        "AWSGlue.BatchDeleteTable": {"DatabaseName": text, "TablesToDelete": lambda: ["x"]},
        "AWSGlue.GetTableVersion": {**table, "VersionId": lambda: "1"},
        "AWSGlue.GetTableVersions": {**table, "MaxResults": lambda: 5, "NextToken": text},
        "AWSGlue.DeleteTableVersion": {**table, "VersionId": lambda: "1"},
        "AWSGlue.BatchDeleteTableVersion": {**table, "VersionIds": lambda: ["1"]},
        "AWSGlue.CreatePartition": {**table, "PartitionInput": lambda: {"Values": []}},
        "AWSGlue.BatchCreatePartition": {**table, "PartitionInputList": lambda: [{"Values": []}]},
        "AWSGlue.UpdatePartition": {**table, "PartitionValueList": list, "PartitionInput": dict},
        "AWSGlue.BatchUpdatePartition": {
            **table,
            "Entries": lambda: [{"PartitionValueList": [], "PartitionInput": {}}],
        },
        "AWSGlue.DeletePartition": {**table, "PartitionValues": list},
        "AWSGlue.BatchDeletePartition": {**table, "PartitionsToDelete": lambda: [{"Values": []}]},
        "AWSGlue.CreateJob": {"Name": text, "Role": text, "Command": lambda: {"Name": "x"}, "MaxRetries": lambda: 1},
        "AWSGlue.UpdateJob": {"JobName": text, "JobUpdate": lambda: {"Role": "x", "Timeout": 1}},
        "AWSGlue.GetJob": {"JobName": text},
        "AWSGlue.StartJobRun": {"JobName": text, "Arguments": lambda: {"--a": "b"}},
        "AWSGlue.GetJobRun": {"JobName": text, "RunId": text},
        "AWSGlue.GetJobRuns": {"JobName": text, "MaxResults": lambda: 5, "NextToken": text},
        "AWSGlue.BatchStopJobRun": {"JobName": text, "JobRunIds": lambda: ["x"]},
        "AWSGlue.GetJobBookmark": {"JobName": text, "RunId": text},
        "AWSGlue.ResetJobBookmark": {"JobName": text, "RunId": text},
        "Tarn.HeartbeatJobRun": {"RunId": text, "Worker": text},
        "Tarn.FinishJobRun": {"RunId": text, "Worker": text, "State": lambda: "SUCCEEDED", "Result": dict},
        "Tarn.Commit": {**table, "CommitId": text, "RunId": text, "AddFiles": lambda: [file], "RemoveFiles": list},
        "Tarn.LiveFiles": {**table, "Folders": lambda: ["x"]},
        "Tarn.KnownFiles": {**table, "Keys": lambda: ["x"]},
        "Tarn.SupersededFiles": {**table, "OlderThanSeconds": lambda: 5},
        "Tarn.ForgetFiles": {**table, "Keys": lambda: ["x"]},
        "Tarn.ConsumedObjects": {**table, "Keys": lambda: ["x"]},
        "Tarn.MarkRedriven": {"Sources": lambda: ["x"]},
        "Tarn.KnownRedriven": {"Sources": lambda: ["x"]},
        "Tarn.Totals": table,
    }
