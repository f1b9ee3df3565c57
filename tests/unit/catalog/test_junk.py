"""Whatever is in a member's place, an operation of Glue answers or refuses: it never breaks."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape

from aws.model import model
from services.catalog.errors import Refused
from services.catalog.operations import GLUE, OPERATIONS
from tests.unit.catalog.conftest import Ask

SERVED = sorted(target.removeprefix(GLUE) for target in OPERATIONS if target.startswith(GLUE))
JUNK: list[Any] = [
    None,
    True,
    -1,
    0,
    1e300,
    10**30,
    "",
    "\x00",
    "\x1b[2J",
    "é" * 300,
    "%",
    "\\",
    [],
    [[]],
    {},
    {"Name": 5},
]
TEXTS = ["tarn", "events", "etl", "t", "w", "a'b", 'a"b', "ü/%2F", "*", "(", "\ud7ff", "🦆", "NaN", "-1", "rate(1 day)"]
TEXTS += ["arn:aws:glue:us-east-1:000000000000:job/etl", "event_type = 'x'", "click", "2026"]


def drawn(shape: Shape, dice: random.Random, depth: int = 0) -> Any:
    """A value of a shape, or junk in its place."""
    if dice.random() < 0.04:
        return dice.choice(JUNK)
    if isinstance(shape, StructureShape):
        needed = shape.required_members
        wanted = [name for name in shape.members if name in needed or (depth < 4 and dice.random() < 0.4)]
        return {name: drawn(shape.members[name], dice, depth + 1) for name in wanted}
    if isinstance(shape, ListShape):
        return [drawn(shape.member, dice, depth + 1) for _ in range(dice.randrange(3))]
    if isinstance(shape, MapShape):
        return {dice.choice(TEXTS): drawn(shape.value, dice, depth + 1) for _ in range(dice.randrange(3))}
    if shape.type_name == "string":
        return dice.choice(shape.metadata.get("enum") or TEXTS)
    plain = {"boolean": dice.random() < 0.5, "blob": "AQ==", "timestamp": 1e9, "double": 0.5, "float": 0.5}
    return plain.get(shape.type_name, dice.randrange(1, 5))


@pytest.mark.parametrize("seed", range(3))
def test_no_junk_breaks_an_operation(ask: Ask, seed: int) -> None:
    dice = random.Random(seed)
    ask("AWSGlue.CreateWorkflow", Name="w")
    ask("AWSGlue.CreateTrigger", Name="t", Type="ON_DEMAND", Actions=[{"JobName": "etl"}])
    answered = 0
    for _ in range(6):
        for name in dice.sample(SERVED, len(SERVED)):
            given = drawn(model("glue").operation_model(name).input_shape, dice)
            members = given if isinstance(given, dict) else {}
            try:
                json.dumps(ask(f"{GLUE}{name}", **members), allow_nan=False)
                answered += 1
            except Refused:
                pass
            except Exception as error:
                raise AssertionError(f"{name} {members!r}") from error
    assert answered > 50, "enough of them are in order to be worked"
