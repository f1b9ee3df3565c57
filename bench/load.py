"""What is sent: events of one size, a share of them sent before, spread over subtypes, keys and a day."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lake.config import load
from lake.edges.kafka import broker
from lake.edges.kafka.broker import BrokerSettings, Producer

_REMEMBERED = 10_000  # how far back a duplicate reaches


@dataclass(frozen=True)
class Shape:
    """What the events are like. `size` in bytes, `duplicates` from 0 to 1."""

    size: int = 200
    duplicates: float = 0.10
    subtypes: int = 12
    partitions: int = 4


def events(shape: Shape, count: int, seed: int, now: float) -> Iterator[bytes]:
    """`count` events; the same arguments give the same bytes. Their times lie within the day before `now`."""
    dice = random.Random(seed)
    recent: list[bytes] = []
    for n in range(count):
        if recent and dice.random() < shape.duplicates:
            yield recent[dice.randrange(len(recent))]
            continue
        event = _event(shape, dice, n, int(now) - dice.randrange(86_400))
        if len(recent) < _REMEMBERED:
            recent.append(event)
        else:
            recent[n % _REMEMBERED] = event
        yield event


def _event(shape: Shape, dice: random.Random, n: int, created_at: float) -> bytes:
    head = b'{"event_uuid":"%032x","event_name":"click:kind-%d","created_at":%b,"user_id":"u-%d","page_url":"/' % (
        dice.getrandbits(128),
        n % shape.subtypes,
        repr(created_at).encode(),
        dice.randrange(5_000),
    )
    return head + b"x" * (shape.size - len(head) - 2) + b'"}'


def made(shape: Shape, count: int, seed: int) -> list[bytes]:
    """Events of now, all in memory: making them is not to be measured."""
    return list(events(shape, count, seed, time.time()))


def fill(topic: str, ready: Sequence[bytes], partitions: int, producer: Producer | None = None) -> float:
    """Produces as fast as it goes; answers events a second."""
    producer = producer or broker.producer(load(BrokerSettings))
    began = time.perf_counter()
    for n, event in enumerate(ready):
        while True:
            try:
                producer.produce(topic, event, None, n % partitions)
                break
            except BufferError:
                producer.poll(0.1)
    producer.flush()
    return len(ready) / (time.perf_counter() - began)


def steady(topic: str, shape: Shape, rate: int, seconds: float, seed: int, tick: Callable[[], None]) -> int:
    """`rate` events a second, as well as this process can; answers how many. `tick` is called every five seconds."""
    producer = broker.producer(load(BrokerSettings))
    dice = random.Random(seed)
    forms = [_event(shape, dice, n, int(time.time())) for n in range(10_000)]  # each comes again under new ids
    fresh = itertools.count(seed << 40)
    sent, began, ticked = 0, time.perf_counter(), 0.0
    while (passed := time.perf_counter() - began) < seconds:
        for _ in range(int(passed * rate) - sent):
            form = forms[sent % len(forms)]
            number = next(fresh) if dice.random() >= shape.duplicates else (seed << 40) + dice.randrange(sent + 1)
            event = b"%b%032x%b" % (form[:15], number, form[47:])
            while True:
                try:
                    producer.produce(topic, event, None, sent % shape.partitions)
                    break
                except BufferError:
                    producer.poll(0.01)
            sent += 1
        if passed - ticked >= 5:
            ticked = passed
            tick()
        producer.poll(0.01)
    producer.flush()
    return sent


def paced(sender: Producer, topic: str, shape: Shape, rate: int, seconds: float, seed: int) -> None:
    """`rate` events a second, each created in the moment that it is sent."""
    dice, began = random.Random(seed), time.perf_counter()
    for n in range(int(rate * seconds)):
        time.sleep(max(0.0, began + n / rate - time.perf_counter()))
        sender.produce(topic, _event(shape, dice, n, time.time()), None, n % shape.partitions)
        sender.poll(0)
    sender.flush()
