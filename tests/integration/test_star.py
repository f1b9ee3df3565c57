"""Declared jobs: a copy of the shipped file as a user's own job, and the star schema itself, over events put by hand.

Every figure is reckoned here from what was put in, by Python alone, and asked of Athena.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.integration.gateway_clients import Client
from tests.integration.job_scripts import Jobs
from tests.integration.lake_by_hand import LakeByHand, etl

Tarn = Callable[..., Any]

DAY = "2025-10-09"
HOT = "hot-user"  # every second event is this one's
SHIPPED = {"Bucket": "aws-glue-assets-000000000000-us-east-1", "Key": "star/star.toml"}


@dataclass
class Own:
    """A job of a user's own, and what it is expected to make."""

    jobs: Jobs
    lake: LakeByHand
    tarn: Tarn
    job: str
    good: dict[str, dict[str, Any]] = field(default_factory=dict)  # events by id
    bad: Counter[str] = field(default_factory=Counter)

    def click(self, name: str, second: float, subtype: str = "x", **fields: Any) -> bytes:
        about = {"user_id": f"u{len(self.good) % 40}" if len(self.good) % 2 else HOT, "session_id": f"s-{name}"}
        about |= {"action": "view", "page_url": "https://www.example.com/é", "ip": f"192.0.2.{len(self.good) % 7}"}
        about |= {"user_agent": "old" if second < 40_000 else "new", "attributes": {"n": len(self.good)}} | fields
        line = self.lake.line(name, second, subtype, **about)
        self.good[f"{self.lake.type}-{name}"] = about | {"second": second}
        return line

    def spoilt(self, reason: str, name: str, second: float, **fields: Any) -> bytes:
        line = self.click(name, second, **fields)
        del self.good[f"{self.lake.type}-{name}"]
        self.bad[reason] += 1
        return line

    def put(self, *lines: bytes, subtype: str = "x") -> None:
        self.lake.put(*lines, subtype=subtype)
        etl(self.tarn)

    def run(self, **arguments: str) -> dict[str, Any]:
        """One run; its report."""
        given = {f"--{name}": value for name, value in arguments.items()}
        end = self.jobs.done(self.job, Arguments=given)
        body = self.jobs.s3.get_object(Bucket=self.jobs.bucket, Key=f"star/reports/{end['Id']}.json")["Body"]
        report: dict[str, Any] = json.load(body)
        return report

    def ask(self, sql: str) -> list[dict[str, Any]]:
        said = self.tarn("query", sql, "--database", self.jobs.database, "--json").stdout
        return [json.loads(line) for line in said.splitlines()]

    def facts(self) -> list[tuple[Any, ...]]:
        sql = "SELECT click_id, to_unixtime(event_time) AS at, user_id, session_id, action, page_url, attrs FROM clicks"
        return sorted((r["click_id"], float(r["at"]), *list(r.values())[2:]) for r in self.ask(sql))

    def expected_facts(self, events: dict[str, dict[str, Any]] | None = None) -> list[tuple[Any, ...]]:
        return sorted(
            (
                hashlib.sha256(id_.encode()).hexdigest(),
                self.lake_day() + one["second"],
                *(one[name] for name in ("user_id", "session_id", "action", "page_url")),
                json.dumps(one["attributes"]),
            )
            for id_, one in (self.good if events is None else events).items()
        )

    def lake_day(self) -> float:
        return 1_760_000_000 // 86_400 * 86_400.0

    def users(self) -> dict[str, tuple[Any, ...]]:
        sql = "SELECT user_id, to_unixtime(first_seen) AS a, to_unixtime(last_seen) AS b, user_agent, ip FROM people"
        return {r["user_id"]: (float(r["a"]), float(r["b"]), r["user_agent"], r["ip"]) for r in self.ask(sql)}

    def expected_users(self) -> dict[str, tuple[Any, ...]]:
        found: dict[str, tuple[Any, ...]] = {}
        for one in sorted(self.good.values(), key=lambda one: one["second"]):
            at = self.lake_day() + one["second"]
            first, _, agent, ip = found.get(one["user_id"], (at, at, None, None))
            found[one["user_id"]] = (first, at, one["user_agent"] or agent, one["ip"] or ip)
        return found

    def reasons(self) -> dict[str, int]:
        rows = self.ask("SELECT reason, count(*) AS n FROM clicks_quarantine GROUP BY reason")
        return {row["reason"]: int(row["n"]) for row in rows}

    def location(self) -> str:
        found = self.jobs.glue.get_partition(DatabaseName=self.jobs.database, TableName="clicks", PartitionValues=[DAY])
        return str(found["Partition"]["StorageDescriptor"]["Location"])


@pytest.fixture(scope="module")
def own(client: Client, endpoints: dict[str, str], tarn: Tarn) -> Own:
    """The shipped script with a copy of the shipped declaration, as docs/jobs.md tells, and its first run."""
    jobs, lake = Jobs(client("s3"), client("glue")), LakeByHand(endpoints)
    text = jobs.s3.get_object(**SHIPPED)["Body"].read().decode()
    for old, new in {
        "event_type = 'click'": f"event_type = '{lake.type}'",
        'database = "tarn"': f'database = "{jobs.database}"',
        "s3://processed/star/": f"s3://{jobs.bucket}/star/",
        '"star_quarantine"': '"clicks_quarantine"',
        '"fact_clicks"': '"clicks"',
        '"dim_users"': '"people"',
        '"dim_users_by_day"': '"people_by_day"',
    }.items():
        assert old in text
        text = text.replace(old, new)
    shipped = jobs.glue.get_job(JobName="star")["Job"]["Command"]
    jobs.glue.create_job(
        Name=jobs.database,
        Role="arn:aws:iam::000000000000:role/glue",
        Command=shipped,
        DefaultArguments={"--declaration": jobs.put("mine.toml", text)},
    )
    made = Own(jobs, lake, tarn, jobs.database)
    lines = [made.click(f"c{n}", n * 86.25, ip=None if n % 5 == 0 else f"192.0.2.{n % 7}") for n in range(1000)]
    lines += [
        made.spoilt("no_user_id", "b1", 10, user_id=None),
        made.spoilt("no_user_id", "b2", 10, user_id="  "),
        made.spoilt("schema", "b3", 10, user_id=7),
        made.spoilt("schema", "b4", 10, page_url=None),
        made.spoilt("action_not_permitted", "b5", 10, action="delete"),
        made.spoilt("action_not_permitted", "b6", 10, action=None),
    ]
    made.bad["duplicate_key"] += 1
    lake.put(lake.line("c500", 80_000, "y", user_id=HOT, session_id="s", action="view", page_url="p"), subtype="y")
    made.put(*lines)
    report = made.run()
    assert (report["read"], report["accepted"], report["quarantined"]) == (1007, 1000, 7)
    assert report["reasons"] == dict(sorted(made.bad.items()))
    assert report["dimension_rows"] == len(made.expected_users())
    assert report["by_day"] == [{"day": DAY, "read": 1007, "accepted": 1000, "reasons": dict(sorted(made.bad.items()))}]
    return made


def test_facts_users_and_quarantine_are_what_was_put_in(own: Own) -> None:
    assert own.facts() == own.expected_facts()
    assert own.users() == own.expected_users()
    assert own.reasons() == own.bad
    sent = "json_extract_scalar(body, '$.user_id') AS u"
    kept = own.ask(f"SELECT detail, {sent} FROM clicks_quarantine WHERE detail != ''")
    assert sorted(row["detail"] for row in kept) == ["page_url is null, not string", "user_id is number, not string"]
    assert "7" in {row["u"] for row in kept}, "the event is there as it was"


def test_a_run_again_changes_nothing_and_readers_see_each_row_once_all_the_while(own: Own) -> None:
    before, folder = own.facts(), own.location()
    report = own.run()
    assert (report["days"], own.location()) == (0, folder), "nothing is new: nothing is made"
    counts: list[int] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            counts.append(int(own.ask("SELECT count(*) AS n FROM clicks")[0]["n"]))

    reader = threading.Thread(target=look)
    reader.start()
    try:
        again = own.run(day=DAY)
    finally:
        done.set()
        reader.join()
    assert (again["read"], again["accepted"], again["reasons"]) == (1007, 1000, dict(sorted(own.bad.items())))
    assert own.location() != folder
    assert set(counts) == {1000}
    assert own.facts() == before
    assert own.users() == own.expected_users()
    assert own.reasons() == own.bad


def test_late_events_fold_in_an_hour_is_made_alone_and_the_rest_when_it_is_asked_for(own: Own) -> None:
    early, late = own.click("late-3", 3 * 3600 + 1, user_id=HOT), own.click("late-9", 9 * 3600 + 1, user_id="somebody")
    own.put(early, late, own.spoilt("no_user_id", "late-bad", 3 * 3600 + 2, user_id=None))
    said = own.tarn("star", "run", "--job", own.job, "--hour", f"{DAY}T03").stdout
    in_hour = sum(3 * 3600 <= one["second"] < 4 * 3600 for one in own.good.values())
    assert f"1 days, {in_hour + 1} events read, {in_hour} accepted, 1 in quarantine" in said
    without = {id_: one for id_, one in own.good.items() if not id_.endswith("late-9")}
    assert own.facts() == own.expected_facts(without)
    assert own.reasons() == own.bad
    assert "somebody" not in own.users()
    report = own.run()
    assert (report["days"], report["accepted"]) == (1, len(own.good)), "the hour did not take the day's mark"
    assert own.facts() == own.expected_facts()
    assert own.users() == own.expected_users()
    shown = own.tarn("star", "report", "--job", own.job).stdout
    assert f"{len(own.good):,}" in shown
    assert json.loads(own.tarn("star", "report", "--job", own.job, "--json").stdout)["run"] == report["run"]
    assert own.tarn("star", "runs", "--job", own.job).stdout.count("succeeded") >= 4


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"--day": "2025-13-01"}, "'2025-13-01' is no day: give --day 2026-11-27"),
        ({"--dya": DAY}, "argument --dya is not known"),
        ({"--declaration": "s3://processed/none.toml"}, "s3://processed/none.toml is not there"),
    ],
)
def test_what_cannot_be_ends_the_run_by_name(own: Own, arguments: dict[str, str], why: str) -> None:
    end = own.jobs.ended(own.job, own.jobs.start(own.job, Arguments=arguments))
    assert end["JobRunState"] == "FAILED"
    assert why in end["ErrorMessage"]


def test_the_star_schema_that_is_shipped(own: Own, tarn: Tarn) -> None:
    """Clicks as the generator makes them: their own fields, in the tables of the database tarn."""
    mark = own.lake.type
    clicks = {}
    for n in range(30):
        name = {"event_uuid": f"{mark}-star-{n}", "event_name": "click:page:viewed", "created_at": 1_760_054_400 + n}
        about = {"user_id": f"{mark}-{n % 3}", "session_id": mark, "action": "view", "page_url": "/", "user_agent": "a"}
        spliced = {"created_datetime": f"2025-10-10T00:00:{n:02}Z", "event_type": "click"}
        clicks[f"{mark}-star-{n}"] = name | about | spliced | {"event_subtype": "page:viewed"}
    lake = own.lake
    folder = "events/event_type=click/event_subtype=page%3Aviewed/year=2025/month=10/day=10"
    body = b"".join(json.dumps(one).encode() + b"\n" for one in clicks.values())
    lake.s3.put_object(Bucket="raw", Key=f"{folder}/{mark}-0-{1:020d}.json.gz", Body=gzip.compress(body))
    etl(tarn)
    assert "accepted" in tarn("star", "run", "--day", "2025-10-10").stdout
    sql = f"SELECT click_id FROM fact_clicks WHERE session_id = '{mark}'"
    found = [json.loads(line)["click_id"] for line in tarn("query", sql, "--json").stdout.splitlines()]
    assert sorted(found) == sorted(hashlib.sha256(id_.encode()).hexdigest() for id_ in clicks)
    seconds = "to_unixtime(last_seen) - to_unixtime(first_seen) AS s"
    sql = f"SELECT user_id, {seconds} FROM dim_users WHERE user_id LIKE '{mark}%'"
    rows = [json.loads(line) for line in tarn("query", sql, "--json").stdout.splitlines()]
    assert {row["user_id"]: float(row["s"]) for row in rows} == {f"{mark}-{n}": 27.0 for n in range(3)}
