"""The console beside a real stack: figures, an event's places, quarantine, tables, logs, parts that are away."""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.integration.consoles import Visitor, running_console
from tests.integration.gateway_clients import Client
from tests.integration.lake_by_hand import LakeByHand
from tests.polling import eventually

Tarn = Callable[..., Any]
EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def console(tarn_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_console(tarn_env, tmp_path_factory.mktemp("console") / "log") as url:
        yield url


@pytest.fixture
def visitor(console: str) -> Visitor:
    return Visitor(console)


@pytest.fixture(scope="module")
def sent(endpoints: dict[str, str], tarn: Tarn) -> str:
    """The mark of two events, `a` and `b`, and three bad records that have landed."""
    mark = LakeByHand(endpoints).type
    good = [
        f'{{"event_uuid":"{mark}-{n}","event_name":"{mark}:x","created_at":1700000000,"note":"{EVIL}"}}' for n in "ab"
    ]
    bad = [f'{{"event_uuid":"{mark}-{n}","event_name":"{mark}:x","created_at":"{EVIL}"}}' for n in "cde"]
    tarn("send", "--force", "-", stdin="\n".join([*good, *bad]))
    tarn("drain", "--timeout", "240")
    return mark


def test_the_flow_shows_the_ledgers_figures(visitor: Visitor, sent: str, tarn: Tarn) -> None:
    assert sent
    ledger = json.loads(tarn("ledger", "--json").stdout)

    def shown() -> bool:
        page = visitor.get("/flow/now", **{"HX-Request": "true"}).text
        figures = re.findall(r"<b>([\d,]+)</b><small>(\w+)</small>", page)
        return (f"{ledger['produced']:,}", "produced") in figures and (f"{ledger['rows']:,}", "rows") in figures

    assert eventually(shown, 60)
    page = visitor.get("/flow").text
    assert "the ledger is equal" in page
    assert page.count('<li class="stage') == 6


def test_an_event_is_found_at_every_place(visitor: Visitor, sent: str) -> None:
    page = visitor.get(f"/events/found?id={sent}-a").text
    for place in ("events", "Redis", "events.unique", "raw", "processed"):
        assert f'<th scope="row" class="nowrap">{place}</th>' in page
    assert re.search(r"row [\d,]+ of", page)
    assert "no event" in visitor.get(f"/events/found?id={sent}-z").text


def test_a_topic_is_browsed_and_its_content_stays_text(visitor: Visitor, sent: str) -> None:
    pages = [visitor.get(f"/events/browse?topic=events&partition={p}").text for p in range(4)]
    assert any(sent in page for page in pages)
    assert not any("<img" in page for page in pages)
    assert any("&lt;img src=x" in page for page in pages)
    assert "No record is readable" in visitor.get("/events/browse?topic=events&partition=0&at=2040-01-01").text
    for wrong in ("topic=__consumer_offsets", "topic=events&partition=999", "topic=events&offset=x"):
        assert visitor.get(f"/events/browse?{wrong}").status == 400


def test_bad_records_are_shown_checked_and_sent_again(visitor: Visitor, sent: str, tarn: Tarn) -> None:
    visitor.get("/quarantine")

    def listed() -> bool:
        return sent in visitor.get("/quarantine/records?reason=mistyped_field").text

    assert eventually(listed, 60)
    page = visitor.get("/quarantine/records?reason=mistyped_field")
    assert "3c 69 6d 67" in page.text  # <img, as bytes
    assert "<img" not in page.text
    before = json.loads(tarn("ledger", "--json").stdout)["produced"]
    csrf = ("csrf", dict(page.fields())["csrf"])
    rows = [row for row in page.text.split("<tr>") if f"{sent}-c" in row or f"{sent}-d" in row]
    mine = [("pick", html.unescape(re.search(r'name="pick" value="([^"]*)"', row)[1])) for row in rows]  # type: ignore[index]

    assert visitor.post("/quarantine/redrive", [*mine, ("step", "send")]).status == 403
    checked = visitor.post("/quarantine/redrive", [csrf, *mine, ("step", "check")])
    assert "Nothing was sent" in checked.text
    assert "Send 2 records again" in checked.text
    assert json.loads(tarn("ledger", "--json").stdout)["produced"] == before
    done = visitor.post("/quarantine/redrive", [*checked.fields(), ("step", "send")])
    assert "2 records were sent to the stream once more" in done.text
    again = visitor.post("/quarantine/redrive", [csrf, *mine, ("step", "check")])
    assert "left out: sent again before" in again.text
    tarn("drain", "--timeout", "240", status=3)  # both are bad still, and nothing else came
    after = json.loads(tarn("ledger", "--json").stdout)
    assert (after["produced"], after["balanced"]) == (before + 2, True)


def test_the_lake_is_walked_from_database_to_rows(visitor: Visitor, sent: str) -> None:
    assert "/lake/tables/tarn/events" in visitor.get("/lake").text
    assert "event_uuid" in visitor.get("/lake/tables/tarn/events").text
    values = "&".join(f"value={value}" for value in (sent, "x", "2023", "11", "14"))
    page = visitor.get(f"/lake/tables/tarn/events/partition?{values}").text
    assert f"{sent}-a" in page
    assert "SUCCEEDED" in visitor.get("/lake/jobs/etl").text
    for missing in ("/lake/tables/tarn/none", "/lake/tables/none/none", "/lake/jobs/none"):
        answer = visitor.get(missing)
        assert (answer.status, "EntityNotFoundException" in answer.text) == (400, True)


def test_a_query_is_run_and_its_rows_scanned_bytes_and_cost_are_shown(visitor: Visitor, sent: str) -> None:
    csrf = ("csrf", dict(visitor.get("/sql").fields())["csrf"])
    sql = f"SELECT event_uuid, '{EVIL}' AS evil, null AS nothing FROM events WHERE event_type = '{sent}' ORDER BY 1"
    assert visitor.post("/sql/run", [("sql", sql)]).status == 403
    where = visitor.post("/sql/run", [csrf, ("sql", sql), ("database", "tarn")]).headers["location"]
    part = where.replace("/sql", "/sql/result")
    assert eventually(lambda: "SUCCEEDED" in visitor.get(part).text, 120)
    page = visitor.get(part).text
    assert f'<td class="code">{sent}-a</td>' in page
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page + visitor.get(where).text
    assert re.search(r"\d\.\d\d s, [\d,.]+ (bytes|[KMG]B) scanned: \$\d\.\d{4} at the list price", page)
    file = visitor.get(where.replace("/sql", "/sql/file"))
    assert file.headers["content-disposition"].endswith('.csv"')
    assert file.text.splitlines()[1:] == [f'"{sent}-{n}","{EVIL}",' for n in "ab"]
    assert where.partition("=")[2] in visitor.get("/sql/history").text
    refused = visitor.post("/sql/run", [csrf, ("sql", "SELEC 1"), ("database", "tarn")])
    assert (refused.status, "mismatched input" in refused.text, "SELEC 1</textarea>" in refused.text) == (
        400,
        True,
        True,
    )


def test_several_statements_run_in_order_up_to_the_first_that_fails(visitor: Visitor) -> None:
    csrf = ("csrf", dict(visitor.get("/sql").fields())["csrf"])
    sql = "SELECT 'one'; SELECT * FROM none_such; SELECT 'three'"
    where = visitor.post("/sql/run", [csrf, ("sql", sql), ("database", "tarn")]).headers["location"]
    step = where.replace("/sql", "/sql/step")
    assert eventually(lambda: "SUCCEEDED" in visitor.get(f"{step}&n=0").text, 120)
    assert eventually(lambda: "FAILED" in visitor.get(f"{step}&n=1").text, 120)
    assert "does not exist" in visitor.get(f"{step}&n=1").text
    assert eventually(lambda: "were not run" in visitor.get(f"{step}&n=2").text, 30)


def test_a_query_is_saved_loaded_and_deleted_in_two_steps(visitor: Visitor, sent: str) -> None:
    csrf = ("csrf", dict(visitor.get("/sql").fields())["csrf"])
    asked = [csrf, ("name", sent), ("sql", "SELECT 42"), ("database", "tarn")]
    where = visitor.post("/sql/save", asked).headers["location"]
    assert "SELECT 42</textarea>" in visitor.get(where).text
    assert sent in visitor.get("/sql/saved").text
    id_ = ("id", where.partition("=")[2])
    confirm = visitor.get(f"/sql/forget?id={id_[1]}")
    assert f"Delete {sent}?" in confirm.text
    assert visitor.post("/sql/forget", [csrf, id_]).status == 303
    assert sent not in visitor.get("/sql/saved").text
    assert visitor.get(where).status in (400, 503)


def test_metrics_are_drawn_and_alarms_told(visitor: Visitor, client: Client, sent: str) -> None:
    cloudwatch = client("cloudwatch")
    cloudwatch.put_metric_data(Namespace=sent, MetricData=[{"MetricName": EVIL[:9], "Value": 7.0}])
    cloudwatch.put_metric_alarm(
        AlarmName=f"{sent} <b>", Namespace=sent, MetricName="m", Statistic="Sum", Period=60, EvaluationPeriods=1,
        Threshold=1.0, ComparisonOperator="GreaterThanThreshold",
    )  # fmt: skip
    page = visitor.get("/cloudwatch/charts?range=1h").text
    assert f'aria-label="{sent}"' in page
    assert eventually(lambda: "<rect" in visitor.get("/cloudwatch/charts?range=1h").text, 60)  # dedup's counters
    one = visitor.get("/cloudwatch/charts?range=1h&metric=AWS/Lambda+Invocations+FunctionName%3Ddedup").text
    assert "Batches whose transaction was tried" in one

    def ringing() -> bool:  # until the next look at the alarm, which has no datapoint
        cloudwatch.set_alarm_state(AlarmName=f"{sent} <b>", StateValue="ALARM", StateReason=EVIL)
        return '<span class="badge bad">ALARM</span>' in visitor.get("/cloudwatch/alarms").text

    assert eventually(ringing, 60)
    alarms = visitor.get("/cloudwatch/alarms").text
    assert f"{sent} &lt;b&gt;" in alarms
    assert "<img src=x" not in page + alarms
    cloudwatch.delete_alarms(AlarmNames=[f"{sent} <b>"])
    assert visitor.get("/cloudwatch?range=2h").status == 400


def test_an_alarm_is_set_changed_and_deleted(visitor: Visitor, client: Client, sent: str) -> None:
    cloudwatch, name = client("cloudwatch"), f"{sent} set here"
    metric = "AWS/Lambda Invocations FunctionName=dedup"
    page = visitor.get("/cloudwatch/alarm?metric=AWS/Lambda+Invocations+FunctionName%3Ddedup")
    hidden = [pair for pair in page.fields() if pair[0] in ("csrf", "metric", "old")]
    assert dict(hidden)["metric"] == metric
    form = [("name", name), ("statistic", "Sum"), ("period", "60"), ("comparison", "GreaterThanThreshold")]
    form += [("periods", "2"), ("datapoints", ""), ("missing", "ignore"), ("action", ""), ("description", EVIL)]
    refused = visitor.post("/cloudwatch/alarm", [*hidden, *form, ("threshold", "lots")])
    assert refused.status == 400
    assert "the threshold is a number" in refused.text
    assert f'value="{name}"' in refused.text  # the form stays as it was filled in
    assert visitor.post("/cloudwatch/alarm", [*hidden, *form, ("threshold", "5")]).status == 303
    found = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]
    assert (found["MetricName"], found["Threshold"], found["EvaluationPeriods"]) == ("Invocations", 5.0, 2)
    assert visitor.post("/cloudwatch/alarm", [*hidden, *form, ("threshold", "6")]).status == 400  # the name is taken

    page = visitor.get(f"/cloudwatch/alarm?name={name.replace(' ', '+')}")
    assert 'value="5"' in page.text
    assert "<img src=x" not in page.text
    hidden = [pair for pair in page.fields() if pair[0] in ("csrf", "metric", "old")]
    assert visitor.post("/cloudwatch/alarm", [*hidden, *form, ("threshold", "7")]).status == 303
    assert cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["Threshold"] == 7.0

    page = visitor.get(f"/cloudwatch/alarm/delete?name={name.replace(' ', '+')}")
    fields = [pair for pair in page.fields() if pair[0] in ("csrf", "name")]
    assert cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    assert visitor.post("/cloudwatch/alarm/delete", fields).status == 303
    assert not cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    assert visitor.get("/cloudwatch/alarm?metric=none").status == 400


def test_one_bad_record_is_mended_and_sent_again(visitor: Visitor, sent: str, tarn: Tarn) -> None:
    assert eventually(lambda: f"{sent}-e" in visitor.get("/quarantine/records?reason=mistyped_field").text, 60)
    page = visitor.get("/quarantine/records?reason=mistyped_field").text
    row = next(row for row in page.split("<tr>") if f"{sent}-e" in row)
    where = html.unescape(re.search(r'href="(/quarantine/edit[^"]*)"', row)[1])  # type: ignore[index]
    shown = visitor.get(where)
    assert "<img src=x" not in shown.text
    fields = [(name, value) for name, value in shown.fields() if name != "again"]
    good = ("event", f'{{"event_uuid":"{sent}-e",\r\n"event_name":"mended:x","created_at":1700000000}}')
    bad = ("event", f'{{"event_uuid":"{sent}-e","event_name":"{sent}:x","created_at":"no"}}')
    before = json.loads(tarn("ledger", "--json").stdout)["produced"]
    for event, step, told in ((bad, "send", "back to quarantine as mistyped_field"), (good, "check", "a dry run")):
        assert told in visitor.post("/quarantine/edit", [*fields, event, ("step", step)]).text
    assert json.loads(tarn("ledger", "--json").stdout)["produced"] == before
    assert visitor.post("/quarantine/edit", [good, ("step", "send")]).status == 403
    assert "sent to the stream once more" in visitor.post("/quarantine/edit", [*fields, good, ("step", "send")]).text
    assert "sent again before" in visitor.post("/quarantine/edit", [*fields, good, ("step", "check")]).text
    assert json.loads(tarn("ledger", "--json").stdout)["produced"] == before + 1


def test_a_replay_is_tried_begun_paused_and_resumed(visitor: Visitor, sent: str) -> None:
    csrf = ("csrf", dict(visitor.get("/replay").fields())["csrf"])
    asked = [csrf, ("mode", "reprocess"), ("to", f"{sent}.again"), ("type", sent), ("rate", "0.2")]
    assert visitor.post("/replay/start", [*asked, ("step", "start")]).status == 400  # no dry run
    refused = visitor.post("/replay/start", [csrf, ("mode", "reprocess"), ("to", "events"), ("step", "check")])
    assert (refused.status, "does not go to" in refused.text) == (400, True)
    tried = visitor.post("/replay/start", [*asked, ("step", "check")])
    assert "2 events" in tried.text
    assert sent not in visitor.get("/replay/runs").text
    assert visitor.post("/replay/start", [*tried.fields(), ("step", "start")]).status == 303
    assert "begun already" in visitor.post("/replay/start", [*tried.fields(), ("step", "start")]).text

    def mine() -> str:
        return next((row for row in visitor.get("/replay/runs").text.split("<tr>") if sent in row), "")

    assert eventually(lambda: 'action="/replay/pause"' in mine(), 60)
    run = ("run", dict(re.findall(r'name="(run)" value="(\w+)"', mine()))["run"])
    assert visitor.post("/replay/pause", [csrf, run]).status == 303
    assert eventually(lambda: 'action="/replay/resume"' in mine(), 60)
    assert visitor.post("/replay/resume", [csrf, run]).status == 303
    assert eventually(lambda: ">done<" in mine(), 60)
    assert '<td class="num">2</td>' in mine()


def test_a_fault_is_asked_for_twice_ends_by_itself_and_is_counted(visitor: Visitor, tarn: Tarn) -> None:
    assert "has switched no fault on yet" in visitor.get("/faults/now").text
    assert re.search(r'value="late-events"[^>]* checked', visitor.get("/faults?fault=late-events").text)
    csrf = ("csrf", dict(visitor.get("/faults").fields())["csrf"])
    asked = [csrf, ("fault", "duplicate-storm"), ("seconds", "10")]
    before = json.loads(tarn("ledger", "--json").stdout)
    assert visitor.post("/faults/start", [*asked[1:], ("step", "check")]).status == 403
    assert visitor.post("/faults/start", [*asked, ("step", "start")]).status == 400  # unseen
    assert visitor.post("/faults/start", [csrf, ("fault", "wipe"), ("seconds", "10")]).status == 400
    assert visitor.post("/faults/end", [csrf]).status == 400  # none is on
    tried = visitor.post("/faults/start", [*asked, ("step", "check")])
    assert "Nothing is switched on yet" in tried.text
    assert "has switched no fault on yet" in visitor.get("/faults/now").text
    assert visitor.post("/faults/start", [*tried.fields(), ("step", "start")]).status == 303
    again = visitor.post("/faults/start", [*tried.fields(), ("step", "start")])
    assert (again.status, "switched on already" in again.text) == (400, True)
    assert eventually(lambda: ">difference<" in visitor.get("/faults/now").text, 240)
    page = visitor.get("/faults/now").text
    assert "NOT equal" not in page
    sent = re.search(r"sent 2,000 records \(([\d,]+) unique, ([\d,]+) duplicate, 0 malformed\)", page)
    assert sent, page
    unique, duplicate = (int(figure.replace(",", "")) for figure in sent.groups())
    for more in (2000, unique, duplicate):  # nothing else was sent meanwhile
        assert f'<td class="num">+{more}</td>' in page
    after = json.loads(tarn("ledger", "--json").stdout)
    assert (after["duplicate"] - before["duplicate"], after["balanced"]) == (duplicate, True)


def test_lines_of_all_services_are_filtered(visitor: Visitor) -> None:
    page = visitor.get("/logs/now?text=READY&part=gateway").text
    assert "gateway ready" in page
    assert "No line holds this" in visitor.get("/logs/now?text=never-said-by-anybody").text
    assert visitor.get("/logs/now?part=../secrets/s3").status == 400


@pytest.mark.skipif(
    os.environ.get("CONSOLE_AWAY") != "on",
    reason="passes on a stack of its own (CONSOLE_AWAY=on), not late in the whole suite: not understood yet",
)
@pytest.mark.parametrize("part", ["sink", "catalog", "redis", "kafka"])
def test_a_part_that_is_away_is_named_and_no_page_fails(
    part: str, visitor: Visitor, switch: Callable[[str, str], None]
) -> None:
    switch("stop", part)
    command = f"<code>./tarn restart {part}</code>"

    def flow() -> str:
        return visitor.get("/flow/now", **{"HX-Request": "true"}).text

    assert eventually(lambda: command in flow(), 60), flow()
    for path in ("/flow", "/events", "/events/found?id=x", "/events/browse?topic=events", "/quarantine",
                 "/quarantine/records", "/lake", "/sql", "/sql/history", "/cloudwatch", "/cloudwatch/charts", "/replay",
                 "/replay/runs", "/logs", "/logs/now"):  # fmt: skip
        answer = visitor.get(path)
        assert answer.status in (200, 503), f"{path}: {answer.status} {answer.text[-2000:]}"
        assert "Traceback" not in answer.text
    switch("start", part)
    assert eventually(lambda: command not in flow(), 120), flow()


def test_a_token_opens_the_door_once_and_is_in_no_page(
    tarn_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    log = tmp_path_factory.mktemp("console") / "log"
    with running_console(tarn_env, log, TARN_CONSOLE_TOKEN="on", TARN_CONSOLE_SECRET="open-sesame") as url:
        visitor = Visitor(url)
        assert visitor.get("/flow").status == 401
        entered = visitor.get("/flow?token=open-sesame")
        assert (entered.status, entered.headers["location"]) == (303, "/flow")
        page = visitor.get("/flow")
        assert page.status == 200
        assert "open-sesame" not in page.text + log.read_text()
