"""Trino 476: a reader nobody here wrote, over Glue's and S3's addresses; and the engine behind Athena's API.

It is 455 MB to fetch and a minute to start, so it runs where it is asked for: `./tarn test --trino`. One setting and
`up` start it beside the stack under test; afterwards another `up` stops it.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from tests.clients.conftest import Place
from tests.conftest import ROOT
from tests.polling import eventually

pytestmark = pytest.mark.skipif(
    os.environ.get("TARN_TEST_TRINO") != "1", reason="TARN_TEST_TRINO is not 1: ./tarn test --trino"
)

DAY = 1_760_000_000 // 86_400 * 86_400  # 2025-10-09
SUBTYPES = ["started", "order:done", "odd/name %2F", "żółw 🐢"]
ENDED = ("SUCCEEDED", "FAILED", "CANCELLED")
Ask = Callable[[str], list[list[Any]]]


@pytest.fixture(scope="module")
def trino(tarn_env: dict[str, str]) -> Iterator[str]:
    """Its address: one setting, one `up`."""

    def up(more: dict[str, str]) -> None:
        done = subprocess.run(
            [ROOT / "tarn", "up", "--detach", "--no-producer"], env=tarn_env | more, check=False, capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()[-2000:]

    up({"TARN_QUERY_ENGINE": "trino"})
    yield f"http://127.0.0.1:{int(tarn_env['TARN_PORT_BASE']) + 8}"
    up({})


@pytest.fixture(scope="module")
def ask(trino: str) -> Ask:
    """The rows of a statement, by Trino's own protocol."""

    def ask(sql: str) -> list[list[Any]]:
        headers = {"X-Trino-User": "reader", "X-Trino-Catalog": "awsdatacatalog", "X-Trino-Schema": "tarn"}
        request = urllib.request.Request(f"{trino}/v1/statement", sql.encode(), headers)
        rows: list[list[Any]] = []
        while True:
            with urllib.request.urlopen(request, timeout=120) as reply:
                page = json.load(reply)
            assert "error" not in page, page["error"]["message"]
            rows += page.get("data") or []
            if "nextUri" not in page:
                return rows
            request = urllib.request.Request(page["nextUri"], headers=headers)

    return ask


@pytest.fixture(scope="module")
def key(trino: str, tarn: Callable[..., Any]) -> tuple[str, Counter[tuple[str, str]], float]:
    """Events of this file's own, landed: their type, how many by subtype and day, the sum of `created_at`."""
    assert trino
    kind, dice = f"trino{uuid.uuid4().hex[:8]}", random.Random(7)
    lines, counts, total = [], Counter[tuple[str, str]](), 0.0
    for n in range(600):
        subtype, day = dice.choice(SUBTYPES), dice.randrange(3)
        created_at = DAY + day * 86_400 + dice.randrange(86_400) + 0.25
        event = {"event_uuid": f"{kind}-{n}", "event_name": f"{kind}:{subtype}", "created_at": created_at}
        lines += [json.dumps(event)] * dice.choice([1, 1, 2])  # with duplicates
        counts[subtype, f"{9 + day:02d}"] += 1
        total += created_at
    tarn("send", "-", stdin="\n".join(lines))
    tarn("drain", "--timeout", "400")
    return kind, counts, total


@pytest.mark.usefixtures("key")
def test_trino_lists_and_describes(ask: Ask) -> None:
    assert ["tarn"] in ask("SHOW SCHEMAS")
    assert ["events"] in ask("SHOW TABLES")
    columns = {name: (kind, extra) for name, kind, extra, _ in ask("DESCRIBE events")}
    assert columns["event_uuid"] == ("varchar", "")
    assert columns["created_at"] == ("double", "")
    assert columns["day"] == ("varchar", "partition key")


def test_trino_counts_and_filters_as_the_answer_key(ask: Ask, key: Any) -> None:
    kind, counts, total = key
    of = f"FROM events WHERE event_type = '{kind}'"
    assert ask(f"SELECT count(*), count(DISTINCT event_uuid), sum(created_at) {of}") == [[600, 600, total]]
    found = ask(f"SELECT event_subtype, day, count(*) {of} GROUP BY 1, 2")
    assert {(subtype, day): n for subtype, day, n in found} == dict(counts)
    partitions = ask(f"SELECT event_subtype, day FROM \"events$partitions\" WHERE event_type = '{kind}'")
    assert {(subtype, day) for subtype, day in partitions} == set(counts)
    for subtype in SUBTYPES:
        wanted = counts[subtype, "10"]
        assert ask(f"SELECT count(*) {of} AND day = '10' AND event_subtype = '{subtype}'") == [[wanted]]
    late = ask(f"SELECT count(*) {of} AND created_at >= {DAY + 86_400:.1f}")
    assert late == [[sum(n for (_, day), n in counts.items() if day != "09")]]


@pytest.fixture
def run(trino: str, place: Place) -> Callable[..., dict[str, Any]]:
    """An execution of Athena's that has ended."""
    assert trino

    def run(sql: str, state: str = "SUCCEEDED", **more: Any) -> dict[str, Any]:
        athena = boto3.client("athena")
        given = {"QueryExecutionContext": {"Database": place.database}, **more}
        id_ = athena.start_query_execution(QueryString=sql, **given)["QueryExecutionId"]
        assert eventually(lambda: one(id_)["Status"]["State"] in ENDED, 240), sql
        done = one(id_)
        assert done["Status"]["State"] == state, done["Status"]
        return done

    return run


def one(id_: str) -> dict[str, Any]:
    found: dict[str, Any] = boto3.client("athena").get_query_execution(QueryExecutionId=id_)["QueryExecution"]
    return found


def rows(done: dict[str, Any]) -> list[list[str | None]]:
    told = boto3.client("athena").get_query_results(QueryExecutionId=done["QueryExecutionId"])
    found = [[cell.get("VarCharValue") for cell in row["Data"]] for row in told["ResultSet"]["Rows"]]
    return found[1:] if done["StatementType"] == "DML" else found


def test_athenas_api_is_answered_by_trino(run: Callable[..., dict[str, Any]], key: Any) -> None:
    kind, counts, _ = key
    done = run(f"SELECT day, count(*) AS n FROM tarn.events WHERE event_type = '{kind}' GROUP BY day ORDER BY day")
    days = sorted({day for _, day in counts})
    assert rows(done) == [[day, str(sum(n for (_, of), n in counts.items() if of == day))] for day in days]
    assert done["ResultConfiguration"]["OutputLocation"].endswith(".csv")
    scanned = run(f"SELECT sum(created_at) FROM tarn.events WHERE event_type = '{kind}'")
    assert scanned["Statistics"]["DataScannedInBytes"] > 0
    plan = rows(run("EXPLAIN SELECT 1"))
    assert plan[1] == ["Trino version: 476"]  # and DuckDB has no such line


def test_a_workgroup_keeps_duckdb_by_its_tag(run: Callable[..., dict[str, Any]], key: Any, place: Place) -> None:
    athena = boto3.client("athena")
    settings = {"ResultConfiguration": {"OutputLocation": place.results}}
    tags = [{"Key": "tarn:engine", "Value": "duckdb"}]
    athena.create_work_group(Name=place.bucket, Configuration=settings, Tags=tags)
    sql = f"SELECT event_subtype, count(*) FROM tarn.events WHERE event_type = '{key[0]}' GROUP BY 1 ORDER BY 1"
    assert rows(run(sql, WorkGroup=place.bucket)) == rows(run(sql))
    assert "Trino" not in str(rows(run("EXPLAIN SELECT 1", WorkGroup=place.bucket)))


def test_what_fails_says_why_in_trinos_words(run: Callable[..., dict[str, Any]]) -> None:
    done = run("SELECT * FROM nowhere", "FAILED")
    assert done["Status"]["StateChangeReason"].startswith("TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.")
    assert done["Status"]["AthenaError"] == {
        "ErrorCategory": 2,
        "ErrorType": 1110,
        "Retryable": False,
        "ErrorMessage": done["Status"]["StateChangeReason"],
    }
    assert run("SELECT 1 / 0", "FAILED")["Status"]["StateChangeReason"] == "DIVISION_BY_ZERO: Division by zero"


def test_a_query_is_stopped_where_it_runs(ask: Ask) -> None:
    """Of 10^12 rows: it never ends by itself."""
    mark, athena = uuid.uuid4().hex, boto3.client("athena")
    within = "UNNEST(SEQUENCE(1, 10000))"
    sql = f"SELECT count(*) FROM {within} a(x), {within} b(y), {within} c(z) WHERE x + y + z = 7 AND '{mark}' <> ''"
    id_ = athena.start_query_execution(QueryString=sql)["QueryExecutionId"]
    running = f"SELECT state FROM system.runtime.queries WHERE query LIKE '%{mark}%' AND query NOT LIKE '%runtime%'"
    assert eventually(lambda: ask(running) == [["RUNNING"]], 120)
    athena.stop_query_execution(QueryExecutionId=id_)
    assert one(id_)["Status"]["State"] == "CANCELLED"
    assert eventually(lambda: ask(running) == [["FAILED"]], 60)


def test_what_trino_selects_is_written_and_read_again(run: Callable[..., dict[str, Any]], place: Place) -> None:
    query = (
        "SELECT n, 'x' || CAST(n AS varchar) AS s, CAST(n AS decimal(10,2)) / 4 AS d, date '2026-01-01' AS a,"
        " ARRAY[n, NULL] AS l, MAP(ARRAY['k'], ARRAY[n]) AS m, CAST(ROW(n, 'r') AS ROW(f bigint, g varchar)) AS r,"
        " timestamp '2026-01-01 00:00:00.123' AS t, n % 2 AS p FROM UNNEST(SEQUENCE(1, 10)) AS u(n)"
    )
    options = f"format = 'PARQUET', partitioned_by = ARRAY['p'], external_location = '{place.path('t')}'"
    done = run(f"CREATE TABLE t WITH ({options}) AS {query}")
    assert done["StatementType"] == "DDL"
    columns = "s, d, a, l, m, r, t"
    wanted = ["x4", "1.00", "2026-01-01", "[4, null]", "{k=4}", "{f=4, g=r}", "2026-01-01 00:00:00.123"]
    assert rows(run(f"SELECT {columns} FROM t WHERE n = 4")) == [wanted]
    run(f"INSERT INTO t {query.replace('SEQUENCE(1, 10)', 'SEQUENCE(11, 11)')}")
    assert rows(run("SELECT p, count(*), sum(n) FROM t GROUP BY p ORDER BY p")) == [["0", "5", "30"], ["1", "6", "36"]]
    run("CREATE VIEW v AS SELECT p, n FROM t WHERE n > 9")
    assert rows(run("SELECT n FROM v ORDER BY n")) == [["10"], ["11"]]
    unloaded = run(f"UNLOAD (SELECT n FROM t) TO '{place.path('u')}' WITH (format = 'JSON', compression = 'NONE')")
    manifest = unloaded["Statistics"]["DataManifestLocation"].removeprefix(f"s3://{place.bucket}/")
    assert manifest
    for table in ("v", "t"):
        boto3.client("glue").delete_table(DatabaseName=place.database, Name=table)
