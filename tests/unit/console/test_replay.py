"""Which step is open to a run, and what a form asks for."""

from __future__ import annotations

import pytest

from lake.accounts.replays import Choice, Planned, Run, State
from lake.errors import TarnError
from services.console.edit_record import refusal_of
from services.console.replay import row, wish
from services.console.replay_processes import Processes, _complaint


@pytest.mark.parametrize(
    ("state", "silent_s", "own", "act"),
    [
        ("running", 1, True, "pause"),
        ("running", 99, True, "pause"),  # a slow one of our own
        ("running", 1, False, ""),  # it runs elsewhere
        ("running", 31, False, "resume"),  # it may have been killed
        ("paused", 1, False, "resume"),
        ("done", 99, False, ""),
    ],
)
def test_a_run_is_paused_by_who_runs_it_and_resumed_where_nobody_does(
    state: State, silent_s: float, own: bool, act: str
) -> None:
    run = Run("id", "who", "repair", "events", Choice(), 0.0, 0.0, 100.0, state, Planned(), {})
    assert row(run, 100.0 + silent_s, own).act == act


def test_a_form_becomes_a_wish() -> None:
    found = wish({"mode": "reprocess", "to": "again", "type": "order", "rate": "", "speed": "60", "object": ""})
    assert (found.mode, found.topic, found.speed, found.choice) == ("reprocess", "again", 60.0, Choice("order"))
    found = wish({"mode": "repair", "to": "again", "speed": "60", "forgotten": "on", "since": "1970-01-01"})
    assert (found.topic, found.speed, found.forgotten, found.choice.since) == ("events", 0.0, True, 0.0)


@pytest.mark.parametrize(
    "form",
    [{"mode": "wipe"}, {"mode": "reprocess"}, {"rate": "-1"}, {"rate": "nan"}, {"rate": "x"}, {"since": "noon"},
     {"subtype": "paid"}, {"mode": "reprocess", "to": "t", "speed": "0"}],
)  # fmt: skip
def test_a_form_that_cannot_be_is_refused(form: dict[str, str]) -> None:
    with pytest.raises(TarnError):
        wish(form)


def test_a_form_names_no_file_of_this_machine() -> None:
    assert wish({"ids": "/etc/passwd"}).choice.ids is None


def test_nothing_is_paused_that_is_not_of_this_console() -> None:
    with pytest.raises(TarnError, match="was not begun here"):
        Processes().pause("id")


def test_a_process_complaint_is_its_last_line_of_tarns() -> None:
    assert _complaint("tarn: waiting\nTraceback\ntarn: no object is chosen\n") == "no object is chosen"
    assert _complaint("") == "it ended, and did not say why"


def test_a_mended_record_is_an_event_or_is_told_why_not() -> None:
    assert not refusal_of(b'{"event_uuid":"a",\n"event_name":"x:y","created_at":1}')
    assert "mistyped_field" in refusal_of(b'{"event_uuid":"a","event_name":"x:y","created_at":"1"}')
    assert "empty" in refusal_of(b"")
