"""A very short soak by its very command, in a stack of its own, so that the long one is there when it is wanted."""

from __future__ import annotations

import subprocess
from typing import cast

from tests.conftest import ROOT
from tests.faults.operator import Operator
from tests.faults.soak import drawn

SEED = 58  # begins with what takes little: a second dedup that is killed, then dedup itself


def test_the_command_says_what_was_done_and_what_was_found() -> None:
    soak = [str(ROOT / "tarn"), "test", "--soak", "0.25", "--seed", str(SEED), "--rate", "400"]
    ran = subprocess.run(soak, capture_output=True, text=True, check=False)
    first, _ = next(drawn(SEED, cast(Operator, None)))[1]  # to draw touches nothing
    done = [line for line in ran.stdout.splitlines() if " sent " in line]
    told = first in "".join(done[:1]), "| What was done | Times |" in ran.stdout, "the oracle is met" in ran.stdout
    assert (ran.returncode, *told) == (0, True, True, True), ran.stdout[-5_000:] + ran.stderr
