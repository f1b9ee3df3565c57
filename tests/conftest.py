"""The stack under test: containers where TARN_E2E_TARGET=compose says so, else an embedded stack of this session.

Imports nothing of ours: a test reaches the stack by the command line, by Kafka, by S3, by Redis and by HTTP. The
session's stack has a home, ports and state of its own; only what is installed (packages, jars) is shared with the
user's.
"""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
IN_CONTAINERS = os.environ.get("TARN_E2E_TARGET") == "compose"
KEPT = ("TARN_ETL_SCHEDULE",)  # "off" in a campaign of many seeds: Spark every minute is most of what it costs
SOON_SWEPT = {"TARN_ETL_GRACE_S": "5", "TARN_ETL_ORPHAN_AGE_S": "10"}  # tests read what a walk of the bucket finds
TIERS = ("unit", "contract", "e2e", "integration", "clients", "faults")  # what damages the buckets comes last

hypothesis.settings.register_profile("tarn", deadline=None)  # a time would tell of the machine, not of the code
hypothesis.settings.load_profile("tarn")

Tarn = Callable[..., "subprocess.CompletedProcess[str]"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Cheap tiers first, so that a broken rule is told in seconds; those that leave damage behind last."""
    items.sort(key=lambda item: next((n for n, tier in enumerate(TIERS) if f"/{tier}/" in str(item.path)), -1))


@pytest.fixture(scope="session")
def tarn_env(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment in which `./tarn` speaks to the stack under test, which is up and has no generator running."""
    if IN_CONTAINERS:
        subprocess.run(["docker", "compose", "stop", "producer"], cwd=ROOT, check=True, capture_output=True)
        yield dict(os.environ)
        return
    installed = Path(os.environ.get("TARN_HOME") or ROOT / ".tarn").resolve()
    home = tmp_path_factory.mktemp("it's my lake #1 ü; 50%")  # every layer is to quote it
    (home / ".tarn-home").touch()
    for shared in ("venv", "jars", "cache", "spark"):
        (installed / shared).mkdir(exist_ok=True)
        (home / shared).symlink_to(installed / shared)
    own = {name: value for name, value in os.environ.items() if name in KEPT or not name.startswith(("TARN_", "AWS_"))}
    base, claim = _free_base()
    env = own | {"TARN_HOME": str(home), "TARN_PORT_BASE": str(base), **SOON_SWEPT}
    up = subprocess.run([ROOT / "tarn", "up", "--detach", "--no-producer"], env=env, check=False)
    try:
        assert up.returncode == 0, "the stack under test did not start"
        yield env
    finally:
        subprocess.run([ROOT / "tarn", "down", "--wipe", "--yes"], env=env, check=False, capture_output=True)
        claim.close()


@pytest.fixture(scope="session")
def tarn(tarn_env: dict[str, str]) -> Tarn:
    """Runs one command of the command line; fails the test where it does not exit with `status` (None: any)."""
    command = shlex.split(os.environ.get("TARN_CLI", "")) or [str(ROOT / "tarn")]

    def run(
        *arguments: str, status: int | None = 0, stdin: str | bytes = "", cwd: Path = ROOT
    ) -> subprocess.CompletedProcess[str]:
        fed = stdin.encode() if isinstance(stdin, str) else stdin
        env = tarn_env | {"PWD": str(cwd)}  # Compose mounts it
        done = subprocess.run([*command, *arguments], env=env, cwd=cwd, input=fed, capture_output=True, check=False)
        out, err = done.stdout.decode(), done.stderr.decode()
        assert status is None or done.returncode == status, f"tarn {arguments} exited {done.returncode}\n{out}\n{err}"
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    return run


@pytest.fixture(scope="session")
def endpoints(tarn: Tarn) -> dict[str, str]:
    """Where the stack answers from here: the names that `tarn env` prints."""
    lines = tarn("env").stdout.splitlines()
    exports = [shlex.split(line.removeprefix("export "))[0] for line in lines if line.startswith("export ")]
    return dict(export.split("=", 1) for export in exports)


def _free_base() -> tuple[int, socket.socket]:
    """A port base whose ports are all free now, below the range that the system hands out by itself.

    The socket keeps other sessions of tests away from it until their ports are taken.
    """
    for base in range(26000, 32000, 50):
        claim = socket.socket()
        try:
            claim.bind(("127.0.0.1", base + 49))
        except OSError:
            claim.close()
            continue
        if all(_is_free(base + offset) for offset in range(48)):
            return base, claim
        claim.close()
    raise AssertionError("no 48 free ports in a row from 26000 to 32000")


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
