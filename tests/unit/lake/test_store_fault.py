"""A fault of the store ends by its own clock, and one that cannot be read is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lake import store_fault
from lake.edges.objects import ObjectStore, StoreSettings
from lake.store_fault import Fault, Injected, Window


class Clock:
    """Time that is told."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def fault(path: Path, clock: Clock, slept: list[float]) -> Fault:
    return Fault(lambda: path, clock, slept.append)


def write(path: Path, kind: str, since: float, until: float) -> None:
    path.write_text(json.dumps({"kind": kind, "since": since, "until": until}), encoding="utf-8")


def test_calls_fail_while_the_window_is_open_and_pass_after_it(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "w"
    write(path, "errors", 1000.0, 1030.0)
    call = fault(path, clock, []).at(lambda: "answer")
    with pytest.raises(Injected, match="for 30 s more"):
        call()
    clock.now = 1030.0
    assert call() == "answer"


def test_calls_are_late_while_the_store_is_slow(tmp_path: Path) -> None:
    clock, path, slept = Clock(), tmp_path / "w", list[float]()
    write(path, "slow", 1000.0, 1030.0)
    assert fault(path, clock, slept).at(lambda: "answer")() == "answer"
    assert slept == [store_fault.SLOW_S]


@pytest.mark.parametrize(
    "text",
    ["", "no JSON", "[]", "{}", '{"kind":"wipe","since":1000,"until":1030}', '{"kind":"errors","since":1000}',
     '{"kind":"errors","since":1000,"until":NaN}', '{"kind":"errors","since":1000,"until":999}',
     '{"kind":"errors","since":2000,"until":2030}'],
)  # fmt: skip
def test_what_is_no_open_window_is_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "w").write_text(text, encoding="utf-8")
    assert fault(tmp_path / "w", Clock(), []).on() is None


def test_no_window_lasts_longer_than_the_longest(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "w"
    write(path, "errors", 1000.0, 1e12)
    looked = fault(path, clock, [])
    clock.now += store_fault.MOST_S - 1
    assert looked.on() == Window("errors", 1000.0, 1e12)
    clock.now += 1
    assert looked.on() is None


def test_a_window_is_switched_on_and_off_and_nobody_else_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TARN_HOME", str(tmp_path))
    (tmp_path / "run").mkdir()
    window = store_fault.switch_on("errors", 1e9)
    assert window.until - window.since == pytest.approx(store_fault.MOST_S)
    assert store_fault.read(store_fault.place()) == window
    assert store_fault.place().stat().st_mode & 0o077 == 0
    store_fault.switch_off()
    store_fault.switch_off()
    assert store_fault.read(store_fault.place()) is None


def test_the_edge_of_the_objects_reads_the_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "w", "errors", 1000.0, 1030.0)
    monkeypatch.setattr(store_fault, "HERE", fault(tmp_path / "w", Clock(), []))
    store = ObjectStore(StoreSettings.model_validate({"s3_endpoint": "http://127.0.0.1:1", "s3_retry_s": 0}))
    with pytest.raises(Exception, match="does not answer: a fault that is switched on for 30 s more"):
        store.get("raw", "key")
