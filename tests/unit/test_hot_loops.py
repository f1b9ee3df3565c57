"""What an event costs in Python, in bytecode instructions and calls into C: counted, so the same on every machine.

Counted against a reference loop, so that another version of Python moves both. A change for the worse by a fifth
fails; so does one for the better, until RECORDED says so.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import pytest

from lake.aggregate import OFFSETS, SOURCE
from services.dedup.decide import Batch, Counters, Position, Record, decide, read
from services.sink.batch import Buffer, Incoming, events

EVENTS = 1_000
RECORDED = {"read": 3.95, "decide": 7.07, "buffer": 0.75}  # instructions and calls an event, in turns of the reference


def records() -> list[Record]:
    """As the benchmark sends them: 12 subtypes over a day, each partition's side by side."""
    form = b'{"event_uuid":"%032x","event_name":"click:kind-%d","created_at":%d,"user_id":"u-7","page_url":"/x"}'
    return [(n * 4 // EVENTS, n, form % (n, n % 12, 1_795_000_000 + n * 7_919 % 86_400)) for n in range(EVENTS)]


def positions() -> dict[int, Position]:
    return {p: Position(0, Counters()) for p in range(4)}


def batch() -> Batch:
    return read(records(), "DxKYjz+tQlmaWbYK6oLysA")


def held() -> list[Incoming]:
    emitted = decide(batch(), set(), positions(), "now").unique
    return [
        Incoming(new.folder, new.value, [(SOURCE, b"t:0:1"), (OFFSETS, json.dumps(new.offsets).encode())], 0)
        for new in emitted
    ]


def reference(turns: int) -> int:
    """A loop that never changes."""
    seen: dict[int, int] = {}
    total = 0
    for n in range(turns):
        total = (total * 31 + n) % 65_521
        seen[total & 15] = len(seen)
    return total


def cost(work: Callable[[], Any]) -> int:
    """Bytecode instructions that `work` runs, and calls into C that it makes."""
    count = 0

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        if event == "call":
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
        elif event == "opcode":
            count += 1
        return trace

    def profile(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "c_call"

    work()  # caches are warm
    gc.disable()  # a library may have its own code run when garbage is collected
    sys.setprofile(profile)
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(None)
        sys.setprofile(None)
        gc.enable()
    return count


def fill_buffer(all_of_it: list[Incoming]) -> None:
    buffer = Buffer("events.unique", 0, events, 0)
    for offset, record in enumerate(all_of_it):
        buffer.add(offset, record, 0.0)
    buffer.objects({})


LOOPS: dict[str, Callable[[], Callable[[], Any]]] = {
    "read": lambda: partial(read, records(), "DxKYjz+tQlmaWbYK6oLysA"),
    "decide": lambda: partial(decide, batch(), set(), positions(), "now"),
    "buffer": lambda: partial(fill_buffer, held()),
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_hot_loop_costs_what_is_recorded(name: str) -> None:
    found = cost(LOOPS[name]()) / cost(lambda: reference(EVENTS))
    assert found == pytest.approx(RECORDED[name], rel=0.2), "turns of the reference loop an event"


def test_the_count_is_the_same_every_time() -> None:
    work = LOOPS["decide"]()
    assert cost(work) == cost(work)
