"""Twenty faults, one by one: the Flow page and `doctor` name the failing part, and are quiet again after it.

`doctor` is asked in this process, as the command asks: a command of its own takes two seconds of CPU to start.

All of them take ten minutes, and are for TARN_FAULT_SEEDS; else four are tried, one of each kind. How long
each took stands in the table at the end of the run; ten seconds are wanted on a machine that has the time.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
import redis

from cli.stack import checked
from tests.conftest import ROOT
from tests.faults.conftest import named_rows
from tests.faults.operator import Operator
from tests.integration.consoles import Visitor, running_console
from tests.polling import eventually

DEADLINE_S = 90.0  # a busy machine; the table says what it was
FOR_S = 120  # a switch of the console; it is ended as soon as both have named it, where it can be
# What outlasts a fault: a run of the ETL that met it is told until the next run, and records that an earlier test let
# expire are told for good.
LASTING = (" last run ", " expired in Kafka ")
FORCED_S = 60  # one that nothing ends sooner


class Fault(NamedTuple):
    """What is done to a part, and by what words the two name it."""

    how: str
    part: str
    flow: str
    doctor: str


ALWAYS = {"stop-gateway", "freeze-dedup", "store-errors-object-store", "broker-pause-kafka"}
AWAY = "{part} does not answer"
FAULTS = [
    *(Fault("stop", part, AWAY, "{part}: stopped") for part in (
        "kafka", "redis", "object-store", "catalog", "dedup", "sink", "etl", "gateway", "query", "crawler", "metrics")),
    *(Fault("freeze", part, AWAY, "{part}: (starting|failing): port [0-9]+: timed out") for part in (
        "kafka", "redis", "object-store", "catalog", "dedup", "sink")),
    Fault("store-errors", "object-store", AWAY, "object-store: each call fails"),
    Fault("slow-store", "object-store", "{part} is slow", "object-store: each call is 2 s late"),
    Fault("redis-pause", "redis", AWAY, "redis: (starting|failing): port [0-9]+: timed out"),
    Fault("broker-pause", "kafka", "kafka holds readers of topic events back",
          "kafka: readers of topic events are held back"),
    Fault("full", "redis", "dedup says: Redis .* takes no claims: .*memory", "dedup: .*takes no claims: .*memory"),
]  # fmt: skip


def case(fault: Fault) -> Any:
    """A fault as a test's parameter, by its name."""
    name = f"{fault.how}-{fault.part}"
    some = name not in ALWAYS and not os.environ.get("TARN_FAULT_SEEDS")
    rest = pytest.mark.skipif(some, reason="all the faults that are named take ten minutes: TARN_FAULT_SEEDS=1")
    return pytest.param(fault, id=name, marks=rest)


@pytest.fixture(scope="module")
def console(tarn_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with running_console(tarn_env, tmp_path_factory.mktemp("console") / "log") as url:
        yield Visitor(url)


@pytest.fixture
def traffic(tarn_env: dict[str, str]) -> Iterator[None]:
    """Something that moves, since a pipeline at rest misses nothing."""
    command = [sys.executable, "-P", "-m", "services.producer", "generate", "--rate", "20", "--malformed", "0"]
    env = tarn_env | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as sending:
        yield
        sending.kill()


def passing(sentences: Iterable[str]) -> list[str]:
    """Those that are to be gone when the fault is."""
    return [one for one in sentences if not any(lasting in one for lasting in LASTING)]


class Watchers:
    """Whoever looks at the Flow page, and whoever types `doctor` again and again."""

    def __init__(self, console: Visitor) -> None:
        self._console = console

    def flow(self) -> list[str]:
        """The sentences that stand on the page."""
        page = self._console.get("/flow/now", **{"HX-Request": "true"}).text
        return passing(re.findall(r'<div class="trouble \w+">\s*<p>([^<]*)</p>', page))

    def doctor(self) -> list[str]:
        """The lines that are not well, but those of this machine and of the generator, which rests."""
        apart = ("memory", "disk", "producer")
        return passing(
            f"{one.name}: {one.sentence}" for one in checked() if one.level != "ok" and one.name not in apart
        )

    def until(self, ask: Callable[[], list[str]], pattern: str | None) -> float:
        """Seconds until a line says the pattern; None: until there is no line."""
        began, said = time.monotonic(), list[str]()

        def met() -> bool:
            said[:] = ask()
            return not said if pattern is None else any(re.search(pattern, one) for one in said)

        assert eventually(met, DEADLINE_S, 0.5), f"{pattern or 'quiet'} was not seen, but {said}"
        return time.monotonic() - began

    def both(self, flow: str | None, doctor: str | None) -> tuple[float, float]:
        """The two, at the same time."""
        with ThreadPoolExecutor(2) as pool:
            asked = pool.submit(self.until, self.flow, flow), pool.submit(self.until, self.doctor, doctor)
            return asked[0].result(), asked[1].result()


@pytest.fixture
def watchers(console: Visitor, tarn_env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Watchers:
    for name in ("TARN_HOME", "TARN_PORT_BASE"):
        monkeypatch.setenv(name, tarn_env[name])
    return Watchers(console)


@contextmanager
def switched_on(console: Visitor, fault: str, early: bool) -> Iterator[None]:
    """By the console's own page, in its two steps."""
    csrf = ("csrf", dict(console.get("/faults").fields())["csrf"])
    asked = [csrf, ("fault", fault), ("seconds", str(FOR_S if early else FORCED_S))]
    checked = console.post("/faults/start", [*asked, ("step", "check")])
    assert console.post("/faults/start", [*checked.fields(), ("step", "start")]).status == 303
    yield
    if early:
        assert console.post("/faults/end", [csrf]).status == 303
    assert eventually(lambda: ">on</span>" not in console.get("/faults/now").text, FORCED_S + 30)


@contextmanager
def stopped(operator: Operator, part: str) -> Iterator[None]:
    operator.stop(part)
    yield
    operator.start(part)


@contextmanager
def full(tarn_env: dict[str, str], endpoints: dict[str, str]) -> Iterator[None]:
    """Redis may hold no more than it holds."""
    password = (Path(tarn_env["TARN_HOME"]) / "secrets" / "redis-admin").read_text().strip()
    address = urlsplit(endpoints["TARN_REDIS_URL"])
    url = address._replace(netloc=f"admin:{password}@{address.hostname}:{address.port}").geturl()
    with closing(redis.Redis.from_url(url)) as client:
        before = client.config_get("maxmemory")["maxmemory"] or "0"
        client.config_set("maxmemory", "1mb")
        yield
        client.config_set("maxmemory", before)


@pytest.mark.usefixtures("traffic")
@pytest.mark.parametrize("fault", [case(fault) for fault in FAULTS])
def test_a_fault_is_named_and_forgotten(
    fault: Fault, console: Visitor, watchers: Watchers, operator: Operator, tarn_env: dict[str, str],
    endpoints: dict[str, str],
) -> None:  # fmt: skip
    watchers.both(None, None)
    on: AbstractContextManager[None]
    if fault.how == "stop":
        on = stopped(operator, fault.part)
    elif fault.how == "freeze":
        on = operator.suspended(fault.part, 0)
    elif fault.how == "full":
        on = full(tarn_env, endpoints)
    else:
        on = switched_on(console, fault.how, early=fault.how != "redis-pause")
    with on:
        named = watchers.both(*(words.format(part=fault.part) for words in (fault.flow, fault.doctor)))
    quiet = watchers.both(None, None)
    named_rows.append((f"{fault.how} {fault.part}", *(f"{seconds:.1f} s" for seconds in (*named, *quiet))))
