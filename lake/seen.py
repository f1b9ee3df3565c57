"""The id table: who saw an event_uuid first, for at least as long as the TTL, in Redis.

Time is cut into windows of one TTL. The ids that were claimed in a window are the fields of one hash,
`events:<ttl>:<window>`, and their values name who claimed them: `<topic-id>:<partition>:<offset>` of the record. A
claim looks in the window of now and the one before, and writes what it found in neither with one HSET a batch: a key of
its own for every id costs Redis twice the time (docs/adr/0002). A hash lives until no claim looks there any more, so an
id is remembered for one to two TTLs; DynamoDB's TTL too promises no more than "not before".

The answer names the ids that another record holds. An id that this record itself holds already (it was delivered to
us again) is still ours, so a crash between claim and commit loses nothing. Asking and hearing the answer are two
calls, so that Redis can work on one batch while Kafka takes another.

The hash `events:<ttl>:known` says up to which offset of each input partition the table knows the ids. Where it is
gone, or behind what is decided, Redis was emptied or set back, or the TTL is another now: no claim is granted until the
ids were restored.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, cast

import redis
from pydantic import Field

from lake.config import Settings, port
from lake.errors import TarnError, Transient

# KEYS: the marks, and what a window's name begins with (its number follows: TTLs since 1970). ARGV: the TTL in seconds,
# how many marks, how many runs; each mark as partition and offset; each run as partition, first offset and length; the
# ids. The answer is sparse: places of the losers, from 0. 3,500: Lua 5.1 unpacks fewer than 8,000 values at once.
_CLAIM = """
local ttl, marks, runs = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if marks > 0 and redis.call('EXISTS', KEYS[1]) == 0 then
  return redis.error_reply('EMPTIED it has lost its ids, they are restored first')
end
local before = 3 + 2 * marks + 3 * runs
local window = math.floor(redis.call('TIME')[1] / ttl)
local now, last = KEYS[2] .. window, KEYS[2] .. window - 1
local two = redis.call('EXISTS', last) == 1
local taken = {}
local run, left, partition, offset = 1 + 2 * marks, 0
for first = before + 1, #ARGV, 3500 do
  local final = math.min(first + 3499, #ARGV)
  local held = redis.call('HMGET', now, unpack(ARGV, first, final))
  local older = two and redis.call('HMGET', last, unpack(ARGV, first, final)) or {}
  local fresh, pairs, n = {}, {}, 0
  for i = first, final do
    if left == 0 then
      run = run + 3
      partition, offset, left = ARGV[run] .. ':', tonumber(ARGV[run + 1]), tonumber(ARGV[run + 2])
    end
    local id, source = ARGV[i], partition .. offset
    offset, left = offset + 1, left - 1
    local owner = held[i - first + 1] or older[i - first + 1] or fresh[id]
    if not owner then
      fresh[id] = source
      pairs[n + 1], pairs[n + 2], n = id, source, n + 2
    elseif owner ~= source then
      taken[#taken + 1] = i - before - 1
    end
  end
  if n > 0 then redis.call('HSET', now, unpack(pairs)) end
end
if #ARGV > before then redis.call('EXPIREAT', now, (window + 2) * ttl) end
for i = 4, 2 + 2 * marks, 2 do
  local known = tonumber(redis.call('HGET', KEYS[1], ARGV[i]) or -1)
  if tonumber(ARGV[i + 1]) > known then redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
end
return taken
"""

Run = tuple[str, int, int]  # records side by side: their partition as <topic-id>:<partition>, first offset, how many
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
        self._prefix = f"events:{self._ttl}:"
        self._marks = self._prefix + "known"
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
        """Raises TarnError unless Redis answers, is 7.0 or newer (a script may ask the time first), evicts nothing."""
        try:
            version = str(self._redis.info("server")["redis_version"])
            policy = str(self._redis.info("memory")["maxmemory_policy"])
        except redis.RedisError as error:
            raise TarnError(f"Redis does not answer at {self._url}: {error}") from None
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
        told = [part for row in (*marks.items(), *runs) for part in row]
        try:
            if self._line is None:
                self._line = self._redis.connection_pool.get_connection()
            arguments = (self._ttl, len(marks), len(runs), *told, *ids)
            self._line.send_command("EVAL", _CLAIM, 2, self._marks, self._prefix, *arguments)
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

    def owner(self, event_uuid: str) -> tuple[str, bytes] | None:
        """The hash that holds an id and the source that claimed it, or None."""
        for window in self._windows():
            value = self._redis.hget(window, event_uuid)
            if isinstance(value, bytes):
                return window, value
        return None

    def count(self) -> int:
        """How many ids are remembered."""
        return sum(int(self._redis.hlen(window)) for window in self._windows())

    def _windows(self) -> tuple[str, str]:
        now = int(time.time()) // self._ttl
        return f"{self._prefix}{now}", f"{self._prefix}{now - 1}"
