"""The answer key equals an independent recount of the bytes that were sent."""

from __future__ import annotations

import json
import threading
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lake.errors import BadRecord, TarnError
from lake.event import parse
from services.producer import metrics
from services.producer.answer_key import AnswerKey
from services.producer.generate import Shares, Truth, What
from services.producer.run import Plan, run

from .conftest import Taken


def recount(values: list[bytes | None]) -> dict[str, Any]:
    """The key's figures, found by reading the bytes as any reader would."""
    seen: set[str] = set()
    rows: dict[tuple[str, str, str], Counter[str]] = {}
    reasons: Counter[str] = Counter()
    for value in values:
        try:
            parse(value)
        except BadRecord as bad:
            reasons[bad.reason] += 1
            continue
        assert value is not None  # parse refuses it
        event = json.loads(value)
        event_type, event_subtype = event["event_name"].split(":", 1)
        day = datetime.fromtimestamp(event["created_at"], UTC).date().isoformat()
        what = "duplicate" if event["event_uuid"] in seen else "unique"
        rows.setdefault((event_type, event_subtype, day), Counter())[what] += 1
        seen.add(event["event_uuid"])
    return {
        "complete": True,
        "sent": len(values),
        "unique": len(seen),
        "duplicate": sum(row["duplicate"] for row in rows.values()),
        "malformed": reasons.total(),
        "bytes": sum(len(value or b"") for value in values),
        "malformed_by_reason": reasons,
        "events": [
            {"event_type": t, "event_subtype": s, "day": d, "unique": row["unique"], "duplicate": row["duplicate"]}
            for (t, s, d), row in sorted(rows.items())
        ],
    }


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 1 << 40),
    count=st.integers(0, 1500),
    shares=st.builds(
        Shares,
        duplicates=st.floats(0, 0.5),
        malformed=st.floats(0, 0.5),
        late=st.floats(0, 0.5),
        out_of_order=st.just(0.1),
    ),
)
def test_the_key_is_what_a_reader_counts(tmp_path: Path, seed: int, count: int, shares: Shares) -> None:
    path, publisher = tmp_path / "key.json", Taken()
    run(Plan(seed, 0, count, shares=shares, answer_key=path), publisher, threading.Event())
    key = json.loads(path.read_text())
    del key["options"]
    assert key == recount([value for _key, value in publisher.records])


def test_the_options_in_the_key_make_the_same_bytes_again(tmp_path: Path) -> None:
    path, first, second = tmp_path / "key.json", Taken(), Taken()
    run(Plan(5, 0, 300, start=1_795_000_000.5, shares=Shares(late=0.3), answer_key=path), first, threading.Event())
    options = json.loads(path.read_text())["options"]
    run(Plan(**options | {"shares": Shares(**options["shares"])}), second, threading.Event())
    assert first.records == second.records


def test_the_metrics_follow_the_key_and_only_once() -> None:
    def shown() -> float:
        value: float = metrics.SENT.labels("unique")._value.get()
        return value

    key, before = AnswerKey(None, {}), shown()
    key._tally[Truth(What.UNIQUE, "a", "b", "2026-01-01")] += 3
    key.acknowledged(complete=False)
    key.acknowledged(complete=True)
    assert shown() - before == 3


def test_a_key_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TarnError, match="cannot write the answer key"):
        AnswerKey(tmp_path / "file" / "key.json", {}).acknowledged(complete=True)


def test_nothing_is_left_beside_the_key(tmp_path: Path) -> None:
    AnswerKey(tmp_path / "new" / "key.json", {"seed": 1}).acknowledged(complete=True)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["key.json"]
