"""The id table: who saw an event_uuid first, for at least as long as the TTL, in Redis.

Time is cut into windows of one TTL. A claim looks in the window of now and the one before, and writes what it found in
neither; a window lives until no claim looks there any more, so an id is remembered for one to two TTLs. DynamoDB's TTL
too promises no more than "not before". Beside an id stands who claimed it: `<topic-id>:<partition>:<offset>` of the
record. `id_table.py` says how all that lies in Redis.

The answer names the ids that another record holds. An id that this record itself holds already (it was delivered to
us again) is still ours, so a crash between claim and commit loses nothing. Asking and hearing the answer are two
calls, so that Redis can work on one batch while Kafka takes another.

The hash `…:known` says up to which offset of each input partition the table knows the ids. Where it is
gone, or behind what is decided, Redis was emptied or set back, or the table is another now: no claim is granted until
the ids were restored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import redis
from pydantic import Field

from lake import secrets
from lake.config import RedisUrl, Settings
from lake.edges.ids.id_table import Lean, Plain, Run
from lake.errors import NotYet, TarnError, Transient
from lake.mask import masked

Marks = Mapping[str, int]  # of input partitions, as <topic-id>:<partition>: the first offset beyond what is known


class SeenSettings(Settings):
    """Where the id table is and how long an id is remembered."""

    # redis://:PASSWORD@HOST:PORT/0; else the address and the password of this home's.
    redis_url: RedisUrl = Field(default_factory=secrets.redis_url)
    redis_timeout_s: float = Field(default=5.0, gt=0, le=600)  # of one call
    dedup_ttl_s: int = Field(
        default=7 * 86_400, gt=0, le=3650 * 86_400
    )  # seconds; DynamoDB's TTL column in the AWS pipeline
    # How many ids a TTL will bring: set, an id takes a third of the memory, and Redis twice the time for it.
    dedup_lean_ids: int | None = Field(default=None, gt=0, le=10**12)


class Seen:
    """The claims of one stream."""

    def __init__(self, settings: SeenSettings) -> None:
        lean, ttl = settings.dedup_lean_ids, settings.dedup_ttl_s
        self._table = Plain(ttl) if lean is None else Lean(ttl, lean)
        self._marks = self._table.name + "known"
        self._url = masked(settings.redis_url)
        try:
            self._redis = redis.Redis.from_url(
                settings.redis_url,
                socket_timeout=settings.redis_timeout_s,
                socket_connect_timeout=settings.redis_timeout_s,
            )
        except ValueError as error:
            raise TarnError(f"setting TARN_REDIS_URL={self._url!r} is not usable: {error}") from None
        self._line: Any = None  # a connection of its own (untyped in redis-py): answers come in order

    def verify(self) -> None:
        """Raises NotYet where Redis is away, TarnError unless it is 7.0 or newer and evicts nothing."""
        try:
            version = str(self._redis.info("server")["redis_version"])
            policy = str(self._redis.info("memory")["maxmemory_policy"])
        except redis.RedisError as error:
            raise NotYet(f"Redis does not answer at {self._url}: {error}") from None
        if int(version.partition(".")[0]) < 7:
            raise TarnError(f"Redis at {self._url} is {version}; claims need 7.0 or newer")
        if policy != "noeviction":
            raise TarnError(f"Redis at {self._url} evicts ids ({policy}): set maxmemory-policy noeviction")

    def claim(self, ids: Sequence[str], runs: Sequence[Run], marks: Marks | None = None) -> set[int]:
        """Claims the ids for the records of `runs`, in order; answers the places whose id another record holds.

        With it the `marks` move on; without any, also a table that has lost its ids takes the claim. Raises Transient
        when Redis is away, loading, full, read-only or emptied: then nothing may pass.
        """
        self.ask(ids, runs, marks or {})
        return self.answer()

    def ask(self, ids: Sequence[str], runs: Sequence[Run], marks: Marks) -> None:
        """Sends a claim. Every question has its `answer()`, in order, unless one fails: then all are forgotten."""
        told = self._table.told([part for mark in marks.items() for part in mark], runs, ids)
        try:
            if self._line is None:
                self._line = self._redis.connection_pool.get_connection()
            self._line.send_command("EVAL", self._table.claim, 2, self._marks, self._table.name, *told)
        except redis.RedisError as error:
            raise self._refused(error) from error

    def answer(self) -> set[int]:
        """What `claim` answers, for the oldest question still open. Raises as `claim` does."""
        if self._line is None:
            raise Transient("the claim was forgotten")
        try:
            return set(self._line.read_response())
        except redis.RedisError as error:
            raise self._refused(error) from error

    def forget(self) -> None:
        """Drops the questions still open. What Redis granted by then stays ours, by its source."""
        if self._line is not None:
            self._line.disconnect()
            self._redis.connection_pool.release(self._line)
            self._line = None

    def knows(self, marks: Marks) -> bool:
        """Whether the table holds all that `marks` say it should. Raises Transient."""
        try:
            known = cast(dict[bytes, bytes], self._redis.hgetall(self._marks))
        except redis.RedisError as error:
            raise self._refused(error) from error
        return bool(known) and all(int(known.get(where.encode(), 0)) >= offset for where, offset in marks.items())

    def restored(self, marks: Marks) -> None:
        """Says that the table holds all up to `marks`, after the ids were claimed anew. Raises Transient."""
        try:
            self._redis.hset(self._marks, items=["", 0, *(part for mark in marks.items() for part in mark)])
        except redis.RedisError as error:
            raise self._refused(error) from error

    def _refused(self, error: redis.RedisError) -> Transient:
        self.forget()
        return Transient(f"Redis at {self._url} takes no claims: {error}")

    def pause(self, seconds: float) -> None:
        """Has Redis answer nobody for so long. It goes on by itself; nothing ends it sooner. Raises Transient."""
        try:
            self._redis.client_pause(int(seconds * 1000), all=True)
        except redis.RedisError as error:
            raise Transient(f"Redis at {self._url} is not paused: {error}") from error

    def owner(self, event_uuid: str) -> tuple[str, bytes] | None:
        """The hash that holds an id and the source that claimed it, or None."""
        return self._table.owner(self._redis, event_uuid)

    def count(self) -> int:
        """How many ids are remembered."""
        return self._table.count(self._redis)

    def memory(self) -> tuple[int, int]:
        """Bytes that Redis holds in all, and may hold (0: no bound). Raises Transient."""
        try:
            found = self._redis.info("memory")
        except redis.RedisError as error:
            raise Transient(f"Redis at {self._url} does not answer: {error}") from error
        return int(found["used_memory"]), int(found["maxmemory"])

    def held(self) -> tuple[int, int]:
        """How many ids are remembered, and the bytes of Redis' memory that hold data. Raises Transient."""
        try:
            return self._table.count(self._redis), int(self._redis.info("memory")["used_memory_dataset"])
        except redis.RedisError as error:
            raise Transient(f"Redis at {self._url} does not answer: {error}") from error

    def used_memory(self) -> int:
        """Bytes that Redis holds in all."""
        return int(self._redis.info("memory")["used_memory"])
