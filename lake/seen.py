"""The id table: who saw an event_uuid first, for as long as the TTL, in Redis.

A claim is `SET events:<event_uuid> <source> NX GET EX <ttl>`, for a whole batch in one Lua call. `source` is
`<topic-id>:<partition>:<offset>` of the record that claims. The answer names the ids that another record holds; an
id that this record itself holds already (it was delivered to us again) is still ours, so a crash between claim and
commit loses nothing.

Asking and hearing the answer are two calls, so that Redis can work on one batch while Kafka takes another.

The hash `claims` says up to which offset of each input partition the table knows the ids. Where it is gone, or behind
what is decided, Redis was emptied or set back: no claim is granted until the ids were restored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import redis
from pydantic import Field

from lake.config import Settings, port
from lake.errors import TarnError, Transient

PREFIX = b"events:"

MARKS = b"claims"

# Sparse on purpose: the reply lists only the losers, by their place in the batch.
_CLAIM = """
local marks = tonumber(ARGV[2])
if marks > 0 and redis.call('EXISTS', KEYS[1]) == 0 then
  return redis.error_reply('EMPTIED it has lost its ids, they are restored first')
end
local taken = {}
for i = 2, #KEYS do
  local source = ARGV[2 * marks + i + 1]
  local owner = redis.call('SET', KEYS[i], source, 'NX', 'GET', 'EX', ARGV[1])
  if owner and owner ~= source then taken[#taken + 1] = i - 2 end
end
for i = 3, 2 * marks + 1, 2 do
  local known = tonumber(redis.call('HGET', KEYS[1], ARGV[i]) or -1)
  if tonumber(ARGV[i + 1]) > known then redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
end
return taken
"""

Marks = Mapping[str, int]  # of input partitions, as <topic-id>:<partition>: the first offset beyond what is known


class SeenSettings(Settings):
    """Where the id table is and how long an id is remembered."""

    redis_url: str = Field(default_factory=lambda: f"redis://127.0.0.1:{port('redis')}/0")
    redis_timeout_s: float = 5.0  # of one call
    dedup_ttl_s: int = Field(default=7 * 86_400, gt=0)  # seconds; DynamoDB's TTL column in the AWS pipeline


class Seen:
    """The claims of one stream."""

    def __init__(self, settings: SeenSettings) -> None:
        self._ttl = settings.dedup_ttl_s
        self._url = settings.redis_url
        try:
            self._redis = redis.Redis.from_url(
                settings.redis_url,
                socket_timeout=settings.redis_timeout_s,
                socket_connect_timeout=settings.redis_timeout_s,
            )
        except ValueError as error:
            raise TarnError(f"setting TARN_REDIS_URL={settings.redis_url!r} is not usable: {error}") from None
        self._line: Any = None  # a connection of its own (untyped in redis-py): answers come in order

    def verify(self) -> None:
        """Raises TarnError unless Redis answers, is 7.0 or newer (SET with NX and GET), and evicts nothing."""
        try:
            version = str(self._redis.info("server")["redis_version"])
            policy = str(self._redis.info("memory")["maxmemory_policy"])
        except redis.RedisError as error:
            raise TarnError(f"Redis does not answer at {self._url}: {error}") from None
        if int(version.partition(".")[0]) < 7:
            raise TarnError(f"Redis at {self._url} is {version}; claims need 7.0 or newer")
        if policy != "noeviction":
            raise TarnError(f"Redis at {self._url} evicts ids ({policy}): set maxmemory-policy noeviction")

    def claim(self, ids: Sequence[bytes], sources: Sequence[bytes], marks: Marks | None = None) -> set[int]:
        """Claims `ids[i]` for `sources[i]`; answers the places i whose id another source holds.

        With it the `marks` move on; without any, also a table that has lost its ids takes the claim. Raises Transient
        when Redis is away, loading, full, read-only or emptied: then nothing may pass.
        """
        self.ask(ids, sources, marks or {})
        return self.answer()

    def ask(self, ids: Sequence[bytes], sources: Sequence[bytes], marks: Marks) -> None:
        """Sends a claim. Every question has its `answer()`, in order, unless one fails: then all are forgotten."""
        told = [part for mark in marks.items() for part in mark]
        try:
            if self._line is None:
                self._line = self._redis.connection_pool.get_connection()
            keys = [PREFIX + id_ for id_ in ids]
            arguments = (self._ttl, len(marks), *told, *sources)
            self._line.send_command("EVAL", _CLAIM, 1 + len(keys), MARKS, *keys, *arguments)
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
            known = cast(dict[bytes, bytes], self._redis.hgetall(MARKS.decode()))
        except redis.RedisError as error:
            raise self._refused(error) from error
        return bool(known) and all(int(known.get(where.encode(), 0)) >= offset for where, offset in marks.items())

    def restored(self, marks: Marks) -> None:
        """Says that the table holds all up to `marks`, after the ids were claimed anew. Raises Transient."""
        try:
            self._redis.hset(MARKS.decode(), items=["", 0, *(part for mark in marks.items() for part in mark)])
        except redis.RedisError as error:
            raise self._refused(error) from error

    def _refused(self, error: redis.RedisError) -> Transient:
        self.forget()
        return Transient(f"Redis at {self._url} takes no claims: {error}")

    def owner(self, event_uuid: bytes) -> bytes | None:
        """The source that holds an id, or None."""
        value = self._redis.get(PREFIX + event_uuid)
        return value if isinstance(value, bytes) else None

    def count(self) -> int:
        """How many ids are remembered (of this database)."""
        return int(self._redis.dbsize()) - int(self._redis.exists(MARKS.decode()))
