"""A seeded mix of events, duplicates and bad records, sent while something breaks.

Every record is a function of its number, so nothing of what was sent has to be remembered to recognise it: a load of
millions is checked like one of thousands. All of a load's ids and bad records carry its mark.

    event n, copy 0         the event itself
    event n, copy c > 0     a duplicate: the same id, other bytes; of an even n always in the same partition, later
    bad m                   one of five ways to be wrong, with its number in it
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Iterator

from confluent_kafka import KafkaError, Message, Producer

NOON = 1_795_003_200  # 2026-11-18 12:00 UTC
_NUMBERS = re.compile(rb'"n":(\d+),"copy":(\d+),')
_BAD_NUMBER = re.compile(rb"bad-(\d+)\.")


class Load:
    """`events` different events, about a tenth as many duplicates, and a bad record now and then."""

    def __init__(self, mark: str, seed: int, events: int, partitions: int = 4) -> None:
        self.mark = mark  # in every id and every bad record; also the event type, so it has folders of its own
        self.seed = seed
        self.events = events
        self.bad = 0  # bad records made so far
        self._partitions = partitions

    def records(self) -> Iterator[tuple[int, bytes]]:
        """(partition, value) in the order of sending."""
        dice = random.Random(f"{self.mark}{self.seed}")
        copies: dict[int, int] = {}
        for n in range(self.events):
            yield n % self._partitions, self.event(n, 0)
            if dice.random() < 0.1:
                again = dice.randrange(max(0, n - 2_000), n + 1)
                copies[again] = copy = copies.get(again, 0) + 1
                yield (again + (copy if again % 2 else 0)) % self._partitions, self.event(again, copy)
                copies.pop(again - 2_000, None)
            if dice.random() < 0.03:
                yield dice.randrange(self._partitions), self.bad_record(self.bad)
                self.bad += 1

    def event(self, n: int, copy: int) -> bytes:
        """Event n, in one of its versions."""
        created_at = NOON - n * 7_919 % 100_000  # over two days
        return (
            f'{{"event_uuid":"{self.mark}.{n}","event_name":"{self.mark}:{self.subtype(n)}","created_at":{created_at},'
            f'"n":{n},"copy":{copy},"text":"ü \\" \\n {n * 2654435761 % 2**64:016x}","deep":[[{{}}]]}}'
        ).encode()

    def subtype(self, n: int) -> str:
        """The subtype of event n."""
        return "abc"[n % 3]

    def bad_record(self, m: int) -> bytes:
        """Bad record m."""
        name = f"{self.mark}.bad-{m}."
        return (
            f"not JSON: {name}".encode(),
            f'["{name}"]'.encode(),
            f'{{"event_uuid":"{name}","event_name":"no-colon","created_at":1}}'.encode(),
            f'{{"event_uuid":"{name}","event_name":"a:b"}}'.encode(),
            f'{{"event_uuid":"{name}","event_name":"a:b","created_at":1,"text":"'.encode() + b'\xff"}',
        )[m % 5]

    def recognise(self, original: bytes) -> tuple[int, int] | None:
        """(n, copy) of an event of this load that kept every byte and may stand for its id; else None."""
        found = _NUMBERS.search(original)
        if found is None:
            return None
        n, copy = int(found[1]), int(found[2])
        first_wins = copy == 0 or n % 2 == 1
        return (n, copy) if n < self.events and first_wins and self.event(n, copy) == original else None

    def recognise_bad(self, raw: bytes) -> int | None:
        """m of a bad record of this load that kept every byte; else None."""
        found = _BAD_NUMBER.search(raw)
        return int(found[1]) if found and self.bad_record(int(found[1])) == raw else None


class Sender(threading.Thread):
    """Sends a load at a rate, and the rest at once when it is told to finish. Idempotent: each record is there once."""

    def __init__(self, load: Load, bootstrap: str, rate: float) -> None:
        super().__init__(name="sender", daemon=True)
        self.sent = 0  # acknowledged
        self._load = load
        self._rate = rate
        self._hurry = threading.Event()
        self._failed: str | None = None
        patience = {"message.timeout.ms": 120_000, "queue.buffering.max.messages": 50_000, "linger.ms": 5}
        self._producer = Producer(
            {"bootstrap.servers": bootstrap, "enable.idempotence": True, "log_level": 0, **patience}
        )

    def run(self) -> None:
        began = time.monotonic()
        for number, (partition, value) in enumerate(self._load.records()):
            ahead = number / self._rate - (time.monotonic() - began)
            if ahead > 0.02 and not self._hurry.is_set():
                self._producer.poll(0)
                self._hurry.wait(ahead)
            while not self._taken(partition, value):
                self._producer.poll(0.1)
        self._producer.flush(120)

    def _taken(self, partition: int, value: bytes) -> bool:
        try:
            self._producer.produce("events", value, partition=partition, on_delivery=self._acknowledged)
        except BufferError:  # the broker is away: its queue is full
            return False
        return True

    def _acknowledged(self, error: KafkaError | None, _message: Message) -> None:
        self.sent += error is None
        self._failed = self._failed or (str(error) if error else None)

    def finish(self) -> None:
        """Sends the rest at once and returns when Kafka has all of it."""
        self._hurry.set()
        self.join()
        assert self._failed is None, f"Kafka did not take what was sent: {self._failed}"
