"""The object store is there, and yet of no use to the sink. What it holds in the end is what it would have held."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.faults import relay
from tests.faults.conftest import Campaign
from tests.faults.operator import FLUSHES_OFTEN
from tests.faults.relay import Fate, Relay
from tests.polling import eventually

FATES = {
    "500": relay.answered(500, "InternalError"),
    "503-slow-down": relay.answered(503, "SlowDown"),
    "507-disk-full": relay.answered(507, "XMinioStorageFull"),
    "reset": relay.reset,
    "silence": relay.silence,
    "30-s-late": relay.late(30),
}


@pytest.mark.parametrize("fate", FATES.values(), ids=FATES)
def test_uploads_fail_for_a_while(
    fate: Fate,
    campaign: Campaign,
    under_load: Callable[..., Any],
    endpoints: dict[str, str],
    health: Callable[[str], str],
    sinks_port: dict[str, str],
) -> None:
    front = Relay(endpoints["TARN_S3_ENDPOINT"])
    operator = campaign.operator
    with under_load() as sender, operator.in_place_of("sink"), front.listening() as store:
        sink = operator.stand_in("sink", TARN_S3_ENDPOINT=store, TARN_S3_TIMEOUT_S="2", **sinks_port, **FLUSHES_OFTEN)
        operator.let_pass(campaign.dice.uniform(2, 4))
        front.fate = fate
        assert eventually(lambda: front.uploads > 0, 30), "the sink uploaded nothing"
        assert eventually(lambda: "object store" in health("sink"), 10), "the sink says that all is well"
        operator.let_pass(campaign.dice.uniform(2, 5))
        front.fate = relay.passes
        operator.struck()
        sender.finish()
        assert eventually(operator.flowing, 60), "events do not flow again"
        assert sink.poll() is None, "the sink gave up"


def test_the_key_is_refused(campaign: Campaign, under_load: Callable[..., Any], endpoints: dict[str, str]) -> None:
    """No retry helps: the process ends and says so; with the key back, the next one goes on."""
    front = Relay(endpoints["TARN_S3_ENDPOINT"], relay.answered(403, "AccessDenied"))
    operator = campaign.operator
    with under_load(), operator.in_place_of("sink"), front.listening() as store:
        sink = operator.stand_in("sink", TARN_S3_ENDPOINT=store, **FLUSHES_OFTEN)
        assert sink.wait(30) == 1
        assert "refuses access key" in operator.said()
        operator.struck()
