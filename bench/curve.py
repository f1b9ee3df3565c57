"""A curve: the same measurement again with another size, or more subtypes, partitions, processes, ids in Redis."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import fields, replace

from bench.load import Shape
from bench.stages import Figures, Plan
from lake.config import load
from lake.edges.ids.seen import Seen, SeenSettings
from lake.errors import TarnError

_SHAPE = {"size", "subtypes", "partitions"}
_PLAN = {"processes", "ids", "batch_records"}
_AT_ONCE = 10_000


def points(plan: Plan, text: str) -> Iterator[tuple[str, Plan]]:
    """The plans of `NAME=V1,V2,…`, and what to call each. Raises TarnError."""
    name, _, values = text.partition("=")
    if name not in _SHAPE | _PLAN or not all(value.isdigit() and int(value) for value in values.split(",")):
        known = ", ".join(
            field.name for kind in (Shape, Plan) for field in fields(kind) if field.name in _SHAPE | _PLAN
        )
        raise TarnError(f"--curve {text}: give NAME=NUMBER,NUMBER,…, with a NAME of {known}")
    for value in map(int, values.split(",")):
        other = {"shape": replace(plan.shape, **{name: value})} if name in _SHAPE else {name: value}
        yield f" with {name} {value:,}", replace(plan, **other)


def remember(ids: int) -> Figures:
    """Lets Redis hold so many ids before anything is measured; answers how many bytes one takes."""
    seen = Seen(load(SeenSettings))
    dice = random.Random(ids)
    empty = seen.used_memory()
    for first in range(0, ids, _AT_ONCE):
        names = [f"{dice.getrandbits(128):032x}" for _ in range(min(_AT_ONCE, ids - first))]
        seen.claim(names, [("bench:0", first, len(names))])
    return {"redis_bytes_an_id": (seen.used_memory() - empty) / ids} if ids else {}
