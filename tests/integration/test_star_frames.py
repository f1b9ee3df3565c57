"""What Spark makes of events in a declared job: checks, keys, latest values, and one user with half of all events."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.etl.star import declaration, frames
from services.etl.star.declaration import Declaration, parse

DAY = "2026-11-27"
MIDNIGHT = datetime(2026, 11, 27, tzinfo=UTC)
KINDS = "event_uuid STRING, event_name STRING, event_time TIMESTAMP, source STRING, body STRING, event_day STRING"
TASKS = 4
GOOD = {"user_id": "u", "session_id": "s", "action": "view", "page_url": "/", "attributes": {}}

Event = tuple[str, str, datetime | None, str, str, str]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session of Spark without a store."""
    pyspark = pytest.importorskip("pyspark.sql")
    where: Path = tmp_path_factory.mktemp("spark")
    here = pytest.MonkeyPatch()
    here.setenv("PYSPARK_PYTHON", sys.executable)  # its workers read members with this one's packages
    builder = pyspark.SparkSession.builder.master("local[2]")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.local.dir": str(where),
        "spark.driver.memory": "512m",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.shuffle.partitions": str(TASKS),
    }.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()
    here.undo()


def declared(old: str = "", new: str = "") -> Declaration:
    text = Path(declaration.__file__).with_name("star.toml").read_text(encoding="utf-8")
    assert old in text
    return parse(text.replace(old, new, 1).encode(), "star.toml")


def event(id_: str, second: float | None = 0, name: str = "click:x", body: str | None = None, **fields: Any) -> Event:
    at = None if second is None else MIDNIGHT + timedelta(seconds=second)
    return (id_, name, at, f"raw-{name}", json.dumps(GOOD | fields) if body is None else body, DAY)


def judged(spark: Any, events: list[Event], it: Declaration | None = None) -> Any:
    return frames.judged(spark.createDataFrame(events, KINDS), it or declared()).persist()


def hashed(id_: str) -> str:
    return hashlib.sha256(id_.encode()).hexdigest()


def test_the_first_check_that_fails_is_the_reason_and_the_event_stays_whole(spark: Any) -> None:
    bad = {
        "schema": [event("a", user_id=5, action="no"), event("b", body="{"), event("c", attributes=[])],
        "no_user_id": [event("d", user_id=None, action="no"), event("e", user_id="")],
        "bad_time": [event("f", None), event("g", -1), event("h", 86_400)],
        "action_not_permitted": [event("i", action="no"), event("j", action=None), event("k", action="VIEW")],
    }
    rows = judged(spark, [event("ok", 86_399), *(one for some in bad.values() for one in some)])
    found = {(row.reason, row.event_uuid, row.body) for row in frames.quarantined(rows).collect()}
    assert found == {(reason, one[0], one[4]) for reason, some in bad.items() for one in some}
    assert [row.click_id for row in frames.facts(rows).collect()] == [hashed("ok")]


def test_of_one_key_the_earliest_stays_and_one_without_goes(spark: Any) -> None:
    times = {"click:b": 50, "click:c": 40, "click:a": 60}
    events = [event("once"), *(event("twice", second, name) for name, second in times.items())]
    rows = judged(spark, events)
    kept = {row.click_id: row.event_time.second for row in frames.facts(rows).collect()}
    assert kept == {hashed("twice"): 40, hashed("once"): 0}
    assert sorted(row.reason for row in frames.quarantined(rows).collect()) == ["duplicate_key"] * 2
    keyless = judged(spark, events, declared('"sha2(event_uuid, 256)"', "\"nullif(event_uuid, 'once')\""))
    assert Counter(row.reason for row in frames.quarantined(keyless).collect()) == {"duplicate_key": 2, "no_key": 1}


def test_attributes_are_the_text_that_was_sent(spark: Any) -> None:
    text = '{"p": 1.50, "n":12345678901234567890.123, "s":"\\u00e9"}'
    body = json.dumps(GOOD)[:-1] + f', "attributes":{text}}}'
    assert [row.attrs for row in frames.facts(judged(spark, [event("a", body=body)])).collect()] == [text]


def test_a_user_is_one_row_with_the_latest_of_what_was_said(spark: Any) -> None:
    events = [
        event("1", 3600, user_agent="first", ip="1"),
        event("2", 7200.5, user_agent="second", ip="2"),
        event("3", 7300, ip=None),
        event("4", 10, user_id="other"),
        event("5", 80_000, action="no", user_agent="of a bad event"),
    ]
    rows = judged(spark, events)
    hours = frames.by_day(rows, declared())
    assert sorted((row.user_id, row.event_hour) for row in hours.collect()) == [("other", 0), ("u", 1), ("u", 2)]
    users = {row.user_id: row for row in frames.dimension(hours, declared()).collect()}
    first, last = users["u"].first_seen.astimezone(UTC), users["u"].last_seen.astimezone(UTC)
    assert ((first - MIDNIGHT).total_seconds(), (last - MIDNIGHT).total_seconds()) == (3600, 7300)
    assert (users["u"].user_agent, users["u"].ip) == ("second", "2")
    assert (users["other"].user_agent, users["other"].ip) == (None, None)


def test_a_user_with_half_of_all_events_is_spread_as_evenly_as_everybody(spark: Any) -> None:
    events = [event(f"e{n}", n % 7200, user_id="hot" if n % 2 else f"u{n % 50}") for n in range(20_000)]
    rows = judged(spark, events)
    shares = [row["count"] for row in rows.selectExpr("spark_partition_id() AS task").groupBy("task").count().collect()]
    assert sum(shares) == 20_000
    assert max(shares) < 1.1 * 20_000 / TASKS, "rows go by the hash of their key"
    hours = frames.by_day(rows, declared())
    made = hours.collect()
    assert len(made) == len({(row.user_id, row.event_hour) for row in made}) == 26 * 2
    assert 0 < moved(hours) <= TASKS * len(made), "each task sends one row a user and hour, however many events"


def moved(frame: Any) -> int:
    """Rows that went through a frame's one shuffle, by Spark's own count, once it was collected."""
    plan = frame._jdf.queryExecution().executedPlan()
    while plan.nodeName() != "Exchange":
        plan = plan.children().apply(0)
    return int(plan.metrics().apply("shuffleRecordsWritten").value())
