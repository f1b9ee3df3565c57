"""Replay among real neighbours: what is there stays single, what is missing passes, and a kill changes nothing.

Events go in by the command line, objects by boto3, and topics are read by kafka-python. Nothing of ours but the name of
the program that is killed.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaConsumer, TopicPartition

from tests.conftest import ROOT
from tests.integration.lake_by_hand import DAY, LakeByHand
from tests.polling import eventually

Tarn = Callable[..., Any]
FIGURES = ("produced", "unique", "duplicate", "quarantined", "replayed")

EMBEDDED = pytest.mark.skipif(
    os.environ.get("TARN_E2E_TARGET") == "compose", reason="kills a command of the embedded stack's launcher"
)


@pytest.fixture
def sent(lake_by_hand: LakeByHand, tarn: Tarn) -> list[bytes]:
    """400 events of this test's own type, delivered to `raw`."""
    made = [event(lake_by_hand, n) for n in range(400)]
    tarn("send", "-", stdin=b"\n".join(made))
    assert eventually(lambda: settled(tarn) and count(lake_by_hand) == 400, 120)
    return made


def event(lake: LakeByHand, number: int) -> bytes:
    at = DAY * 86_400 + number
    about = {"event_uuid": f"{lake.type}-{number}", "event_name": f"{lake.type}:{'xy'[number % 2]}", "created_at": at}
    return json.dumps(about).encode()


def stored(lake: LakeByHand, number: int) -> bytes:
    """What dedup makes of it."""
    clock = f"2025-10-09T{number // 3600:02d}:{number // 60 % 60:02d}:{number % 60:02d}Z"
    added = f',"created_datetime":"{clock}","event_type":"{lake.type}","event_subtype":"{"xy"[number % 2]}"}}'
    return event(lake, number)[:-1] + added.encode()


def ledger(tarn: Tarn) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(tarn("ledger", "--json").stdout)
    assert found["balanced"], found["faults"]
    return found


def settled(tarn: Tarn) -> bool:
    return bool(ledger(tarn)["in_flight"] == 0)


def grown(tarn: Tarn, before: dict[str, Any]) -> list[int]:
    """How the ledger has grown since, once all has landed."""
    assert eventually(lambda: settled(tarn), 120)
    after = ledger(tarn)
    return [after[name] - before[name] for name in FIGURES]


def lines(lake: LakeByHand, written_by: str = "events.unique") -> list[bytes]:
    """Every line of this type that lies in `raw`, in objects of the sink's own."""
    found: list[bytes] = []
    listed = lake.s3.list_objects_v2(Bucket="raw", Prefix=f"events/event_type={lake.type}/")
    for row in listed.get("Contents", []):
        if f"/{written_by}-" in row["Key"]:
            found += gzip.decompress(lake.s3.get_object(Bucket="raw", Key=row["Key"])["Body"].read()).splitlines()
    return found


def count(lake: LakeByHand) -> int:
    return len(lines(lake))


def read(bootstrap: str, topic: str) -> dict[int, list[tuple[bytes, list[tuple[str, bytes]]]]]:
    """Every committed record of a topic, by partition: value and headers."""
    reader = KafkaConsumer(bootstrap_servers=bootstrap, isolation_level="read_committed", consumer_timeout_ms=3_000)
    partitions = [TopicPartition(topic, p) for p in sorted(reader.partitions_for_topic(topic) or ())]
    reader.assign(partitions)
    reader.seek_to_beginning(*partitions)
    found: dict[int, list[tuple[bytes, list[tuple[str, bytes]]]]] = {p.partition: [] for p in partitions}
    for record in reader:
        found[record.partition].append((record.value, list(record.headers)))
    reader.close()
    return found


def run_id(text: str) -> str:
    found = re.search(r"run ([0-9a-f]{12})", text)
    assert found, text
    return found[1]


def test_a_repair_of_what_is_there_passes_nothing(sent: list[bytes], lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    lake, before = lake_by_hand, ledger(tarn)
    command = ("replay", "repair", "--type", lake.type)
    assert re.search(r"objects, 400 events, [0-9,]+ bytes; about", tarn(*command, "--dry-run").stdout)
    assert grown(tarn, before) == [0, 0, 0, 0, 0]
    done = tarn(*command).stdout
    assert "done: 400 events sent" in done
    half = tarn(*command, "--subtype", "x", "--since", f"{DAY_TEXT}T00:00:30", "--until", f"{DAY_TEXT}T00:01").stdout
    assert "done: 15 events sent" in half
    assert "185 not chosen" in half
    assert grown(tarn, before) == [415, 0, 415, 0, 415]
    assert sorted(lines(lake)) == sorted(stored(lake, n) for n in range(len(sent)))
    (listed,) = (run for run in json.loads(tarn("replay", "list", "--json").stdout) if run["id"] == run_id(done))
    assert (listed["state"], listed["events"], listed["choice"]) == ("done", 400, {"type": lake.type})
    assert listed["who"]
    assert f"run {listed['id']} is done" in tarn("replay", "resume", listed["id"], status=1).stderr


DAY_TEXT = "2025-10-09"


def test_what_is_missing_passes_as_the_line_it_was(lake_by_hand: LakeByHand, tarn: Tarn, tmp_path: Path) -> None:
    """Objects that somebody brought: dedup has never seen their events. One is damaged."""
    lake, before = lake_by_hand, ledger(tarn)
    brought = lake.put(*(stored(lake, n) for n in range(0, 20, 2)), suffix="-10.json.gz")
    damaged = lake.put(data=gzip.compress(stored(lake, 20) + b"\nno event\n" + stored(lake, 22) + b"\n")[:-4])
    tmp_path.chmod(0o755)
    (tmp_path / "ids").write_text("".join(f"{lake.type}-{n}\n" for n in (4, 6, 20, 999)))
    told = tarn("replay", "repair", "--object", brought, "--object", damaged, "--ids", "ids", cwd=tmp_path)
    assert "done: 3 events sent of 2 objects" in told.stdout
    assert "1 damaged" in told.stdout
    assert [line for line in told.stderr.splitlines() if damaged in line and "cut short" in line]
    tarn("replay", "repair", "--object", brought)
    assert grown(tarn, before) == [13, 11, 2, 0, 13]
    assert sorted(lines(lake)) == sorted(stored(lake, n) for n in [*range(0, 20, 2), 20])


@EMBEDDED
def test_a_run_that_is_killed_again_and_again_repeats_and_skips_nothing(
    sent: list[bytes], lake_by_hand: LakeByHand, endpoints: dict[str, str], tarn: Tarn, tarn_env: dict[str, str]
) -> None:
    """To a topic of its own, where each event and its place can be looked at."""
    lake, topic, before = lake_by_hand, f"again-{uuid.uuid4().hex[:8]}", ledger(tarn)
    first = [*("replay", "reprocess", "--to", topic, "--type", lake.type, "--rate", "100")]
    run = ""
    for point in ("after_produce:2", "before_commit:2", "after_commit:1", "SIGKILL", "SIGINT"):
        told = killed(first if not run else ["replay", "resume", run], point, tarn_env)
        run = run or run_id(told)
    listed = next(row for row in json.loads(tarn("replay", "list", "--json").stdout) if row["id"] == run)
    assert listed["state"] == "paused"
    assert 0 < listed["events"] < 400
    assert "done: 400 events sent" in tarn("replay", "resume", run).stdout

    found = read(endpoints["TARN_KAFKA_BOOTSTRAP"], topic)
    once = tarn("replay", "reprocess", "--to", f"{topic}-once", "--type", lake.type)
    unbroken = read(endpoints["TARN_KAFKA_BOOTSTRAP"], f"{topic}-once")
    assert sorted(value for records in found.values() for value, _ in records) == sorted(sent)
    assert {p: [value for value, _ in records] for p, records in found.items()} == {
        p: [value for value, _ in records] for p, records in unbroken.items()
    }
    assert {str(headers) for records in found.values() for _, headers in records} == {
        str([("tarn-replay", run.encode())])
    }
    assert run_id(once.stdout) != run
    assert grown(tarn, before) == [0, 0, 0, 0, 0]


def killed(command: list[str], how: str, env: dict[str, str]) -> str:
    """Runs a command that ends in the middle; what it said by then."""
    failpoint = {} if how.startswith("SIG") else {"TARN_FAILPOINT": f"replay.{how}"}
    process = subprocess.Popen(
        [str(ROOT / "tarn"), *command], env=env | failpoint, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout
    told = process.stdout.readline()
    if not failpoint:
        time.sleep(0.7)  # some batches of a quarter of a second
        os.killpg(process.pid, signal.Signals[how])
    told += process.communicate(timeout=60)[0]
    assert process.returncode in {130, -signal.SIGKILL, 128 + signal.SIGKILL}, told
    return told


def test_what_is_not_served_is_one_line(tarn: Tarn) -> None:
    for arguments, says in (
        (["reprocess", "--to", "events"], "around it is not served yet"),
        (["repair", "--type", f"none-{uuid.uuid4().hex}"], "no object of bucket `raw` is chosen"),
        (["resume", "nobody"], "there is no run 'nobody'"),
    ):
        told = tarn("replay", *arguments, status=1).stderr
        assert says in told
        assert told.count("\n") == 1, told
