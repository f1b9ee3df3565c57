"""A campaign against the session's stack: a load is sent while something breaks, then the oracle is asked.

Each test ends when its load is delivered: once in the raw bucket, its bad records once in quarantine, the ledger
balanced. At the end of the session all loads are drained into the lake, and the oracle is asked everything about each:
one run of Spark for all of them, since that takes longer than most faults.

TARN_FAULT_SEEDS=20 runs every test with that many seeds, 8-14 with those; a seed repeats the same load and the same
dice. A table at the end tells each fault and how long it took until all that was sent had been delivered.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from lake.edges.kafka.broker import BrokerSettings
from tests.faults.load import Load, Sender
from tests.faults.operator import Operator
from tests.faults.oracle import Oracle
from tests.polling import eventually

EVENTS = 6_000
RATE = 250  # a second, until the fault is over; then the rest at once

HEALTH = {"dedup": 40, "sink": 30}  # from the first port

_table: list[tuple[str, str, str, str, str]] = []
named_rows: list[tuple[str, ...]] = []  # of test_named.py


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        first, _, last = (os.environ.get("TARN_FAULT_SEEDS") or "1").rpartition("-")
        metafunc.parametrize("seed", range(int(first or 1), int(last) + 1))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("TARN_E2E_TARGET") == "compose":
        embedded = pytest.mark.skip(reason="kills processes, which only the embedded stack's tests do")
        for item in items:
            if "/faults/" in str(item.path):
                item.add_marker(embedded)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    tables: list[tuple[str, list[tuple[str, ...]]]] = [
        ("faults", [("fault", "seed", "sent", "flows again after", "oracle"), *_table]),
        ("who names it", [("fault", "Flow names it", "doctor does", "Flow is quiet", "doctor is"), *named_rows]),
    ]
    for title, rows in tables:
        if len(rows) == 1:
            continue
        terminalreporter.section(title)
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        for row in rows:
            terminalreporter.write_line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


class Campaign:
    """One fault under one load."""

    def __init__(
        self, name: str, seed: int, operator: Operator, oracle: Oracle, tarn: Callable[..., Any], loads: list[Load]
    ) -> None:
        self.name = name
        self.seed = seed
        self.dice = random.Random(f"{name}{seed}")
        self.operator = operator
        self.oracle = oracle
        self.tarn = tarn
        self._loads = loads

    def status(self) -> str:
        """What `./tarn status` prints, as one line."""
        return " ".join(self.tarn("status", status=None).stdout.split())

    @contextmanager
    def under_load(
        self, bootstrap: str, events: int = EVENTS, rate: float = RATE, partitions: int = 4
    ) -> Iterator[Sender]:
        """A load is sent within the block; after it the rest of the load, then all must be where it belongs."""
        mark = f"{self.name}-{self.seed}" + (f"-{partitions}-partitions" if partitions != 4 else "")
        load = Load(mark, self.seed, events, partitions)
        self._loads.append(load)
        sender = Sender(load, bootstrap, rate)
        sender.start()
        yield sender
        sender.finish()
        flows = eventually(self.operator.flowing, 120)
        after = time.monotonic() - self.operator.struck_at
        assert flows, "events do not flow again"
        faults = self.oracle.delivered(load)
        verdict = "met" if not faults else f"{len(faults)} FAULTS"
        _table.append((self.name, str(self.seed), f"{sender.sent:,}", f"{after:.1f} s", verdict))
        assert faults == []


@pytest.fixture(scope="session")
def oracle(endpoints: dict[str, str], tarn: Callable[..., Any]) -> Oracle:
    return Oracle(endpoints, tarn)


@pytest.fixture(scope="session")
def loads(oracle: Oracle, tarn: Callable[..., Any]) -> Iterator[list[Load]]:
    """Every load of the session. In the end each of them must be in the lake."""
    sent: list[Load] = []
    yield sent
    tarn("drain", "--timeout", "240")
    eventually(lambda: not any(map(oracle.unlisted, sent)), 60)  # what a dead run left is swept once it is old enough
    oracle.last_look()
    faults = {load.mark: found for load in sent if (found := oracle.faults(load))}
    faults |= {"ledger": found} if (found := list(oracle.unbalanced())) else {}
    _table.append((f"all {len(sent)} loads, in the lake", "", "", "", "met" if not faults else f"{faults}"))
    assert faults == {}


@pytest.fixture(scope="session", autouse=True)
def kept_logs(tarn_env: dict[str, str]) -> Iterator[None]:
    """What all parts logged outlives the stack."""
    yield
    home = Path(tarn_env["TARN_HOME"])
    shutil.copytree(home / "log", home.parent / "log", dirs_exist_ok=True)
    sys.stdout.write(f"what all parts logged is in {home.parent / 'log'}\n")


@pytest.fixture(scope="session")
def broker_settings(endpoints: dict[str, str]) -> BrokerSettings:
    return BrokerSettings(kafka_bootstrap=endpoints["TARN_KAFKA_BOOTSTRAP"])


@pytest.fixture
def operator(tarn_env: dict[str, str], endpoints: dict[str, str]) -> Iterator[Operator]:
    hands = Operator(tarn_env, endpoints["TARN_KAFKA_BOOTSTRAP"])
    yield hands
    hands.tidy()


@pytest.fixture
def health(tarn_env: dict[str, str]) -> Callable[[str], str]:
    """What the health endpoint of dedup or the sink says, well or not."""
    ports = {service: int(tarn_env["TARN_PORT_BASE"]) + offset for service, offset in HEALTH.items()}

    def ask(service: str) -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{ports[service]}/health") as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            return error.read().decode()
        except urllib.error.URLError:
            return ""  # it ends, and a fresh process starts

    return ask


@pytest.fixture
def sinks_port(tarn_env: dict[str, str]) -> dict[str, str]:
    """The setting by which a sink in the sink's place answers where `health` asks."""
    return {"TARN_METRICS_PORT": str(int(tarn_env["TARN_PORT_BASE"]) + HEALTH["sink"])}


@pytest.fixture
def pauses(tarn_env: dict[str, str]) -> Callable[[str, str], int]:
    """How many times dedup or the sink has logged by now that it waits, with these words as the reason."""
    logs = Path(tarn_env["TARN_HOME"]) / "log"

    def count(service: str, why: str) -> int:
        lines = (logs / f"{service}.log").read_text(encoding="utf-8").splitlines()
        return sum('"event": "paused"' in line and why in line for line in lines)

    return count


@pytest.fixture
def campaign(
    request: pytest.FixtureRequest,
    seed: int,
    operator: Operator,
    oracle: Oracle,
    tarn: Callable[..., Any],
    loads: list[Load],
) -> Campaign:
    words = re.sub(rf"\[{seed}-?", "-", request.node.name.removeprefix("test_"))
    name = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
    return Campaign(name, seed, operator, oracle, tarn, loads)


@pytest.fixture
def under_load(campaign: Campaign, endpoints: dict[str, str]) -> Callable[..., Any]:
    """`with under_load(): …` sends a load while something breaks, and asks the oracle afterwards."""

    def begin(**how: Any) -> Any:
        return campaign.under_load(endpoints["TARN_KAFKA_BOOTSTRAP"], **how)

    return begin
