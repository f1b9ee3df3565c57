"""The background service of the stack: an endless run with a seed of its own, and a window on it.

1. Show `/metrics` and `/health`; 2. wait for the topic; 3. run until told to stop. Each start draws a new seed, so ids
never come again; the answer key in the stack's home is of the run that goes on.
"""

from __future__ import annotations

import secrets
import threading

from tenacity import (
    Retrying,
    retry_if_exception_type,
    sleep_using_event,
    stop_after_delay,
    stop_when_event_set,
    wait_fixed,
)

from lake.config import load
from lake.errors import TarnError
from lake.layout import EVENTS_TOPIC
from lake.runtime import log, metrics
from services.producer.publish import Publisher, PublishSettings
from services.producer.run import run, until_told
from services.producer.settings import ProducerSettings

STALE_S = 15.0  # how long records may wait for their acknowledgement before the service counts as ill


def main() -> None:
    """Runs until SIGTERM or Ctrl-C. Raises TarnError where Kafka stays away."""
    logger = log.configure("producer")
    settings, publishing, window = load(ProducerSettings), load(PublishSettings), load(metrics.MetricsSettings)
    plan = settings.plan(seed=secrets.randbits(48))
    publishers: list[Publisher] = []
    metrics.serve(window, lambda: health(publishers[0].waiting_s() if publishers else None))
    stop = until_told()
    logger.info("start", seed=plan.seed, **settings.masked(), **publishing.masked(), **window.masked())
    publishers.append(connected(publishing, settings.producer_wait_s, stop))
    key = run(plan, publishers[0], stop)
    logger.info("end", seed=plan.seed, bytes=key.bytes, **{what.value: n for what, n in key.totals().items()})


def connected(settings: PublishSettings, wait_s: float, stop: threading.Event) -> Publisher:
    """A publisher, as soon as the topic is there. Raises TarnError where it is not within `wait_s`."""
    return Retrying(
        retry=retry_if_exception_type(TarnError),
        wait=wait_fixed(1),
        sleep=sleep_using_event(stop),
        stop=stop_after_delay(wait_s) | stop_when_event_set(stop),
        reraise=True,
    )(Publisher, settings, EVENTS_TOPIC)


def health(waiting_s: float | None) -> str | None:
    """What is wrong, in a sentence, given for how long records have waited for the broker (None: no broker yet)."""
    if waiting_s is None:
        return "Kafka has not answered yet"
    return f"Kafka has acknowledged nothing for {waiting_s:.0f} s" if waiting_s > STALE_S else None
