"""How the ids lie in Redis: `Plain`, or `Lean` in a third of the memory for twice the time (docs/adr/0002).

Each has a script that makes a claim: KEYS are the marks and the table's name; ARGV is what `told` makes, of which the
last is one MessagePack of marks (partition and offset in turn), runs and ids, since ten thousand arguments cost both
ends more than the claim. Its answer is sparse: places of the losers, from 0.

A source is kept as one number, offset * 4096 + the number of its partition in the hash `…:partitions`: writing
`<topic-id>:<partition>:<offset>` out for every id was two fifths of Redis's time.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from typing import Any

import msgspec

Run = tuple[str, int, int]  # records side by side: their partition as <topic-id>:<partition>, first offset, how many

_ARRAY, _STRING_OF_16 = b"\xdd", b"\xb0"  # MessagePack's marks: an array with its length in four bytes, a short string

_PARTITIONS = 4096

_BEGIN = """
local ttl = tonumber(ARGV[1])
local marks, runs, ids = unpack(cmsgpack.unpack(ARGV[#ARGV]))
if #marks > 0 and redis.call('EXISTS', KEYS[1]) == 0 then
  return redis.error_reply('EMPTIED it has lost its ids, they are restored first')
end
local window = math.floor(redis.call('TIME')[1] / ttl)
local now, last, gone = KEYS[2] .. window, KEYS[2] .. window - 1, (window + 2) * ttl
local taken, numbers, run, left, source = {}, {}, 0, 0
local function next_run()
  run = run + 1
  local partition, first, length = unpack(runs[run])
  if not numbers[partition] then
    local number = redis.call('HGET', KEYS[2] .. 'partitions', partition)
    if not number then
      number = redis.call('HLEN', KEYS[2] .. 'partitions')
      redis.call('HSET', KEYS[2] .. 'partitions', partition, number)
    end
    numbers[partition] = tonumber(number)
  end
  if numbers[partition] >= 4096 or first >= 2^40 then error('no number for ' .. partition .. ':' .. first) end
  source, left = first * 4096 + numbers[partition], length
end
"""

_END = """
for i = 1, #marks, 2 do
  local known = tonumber(redis.call('HGET', KEYS[1], marks[i]) or -1)
  if marks[i + 1] > known then redis.call('HSET', KEYS[1], marks[i], marks[i + 1]) end
end
return taken
"""


class Plain:
    """The ids of a window are the fields of one hash, `events:<ttl>:<window>`."""

    # 3,500: Lua 5.1 unpacks fewer than 8,000 values at once.
    claim = f"""{_BEGIN}
local two = redis.call('EXISTS', last) == 1
for first = 1, #ids, 3500 do
  local final = math.min(first + 3499, #ids)
  local held = redis.call('HMGET', now, unpack(ids, first, final))
  local older = two and redis.call('HMGET', last, unpack(ids, first, final)) or {{}}
  local fresh, pairs, n = {{}}, {{}}, 0
  for i = first, final do
    if left == 0 then next_run() end
    local id = ids[i]
    local owner = held[i - first + 1] or older[i - first + 1] or fresh[id]
    if not owner then
      fresh[id] = source
      pairs[n + 1], pairs[n + 2], n = id, source, n + 2
    elseif tonumber(owner) ~= source then
      taken[#taken + 1] = i - 1
    end
    source, left = source + 4096, left - 1
  end
  if n > 0 then redis.call('HSET', now, unpack(pairs)) end
end
if #ids > 0 then redis.call('EXPIREAT', now, gone) end
{_END}"""

    def __init__(self, ttl: int) -> None:
        self._ttl = ttl
        self.name = f"events:{ttl}:"

    def told(self, marks: list[Any], runs: Sequence[Run], ids: Sequence[str]) -> list[Any]:
        """The script's arguments."""
        return [self._ttl, msgspec.msgpack.encode((marks, runs, ids))]

    def owner(self, redis: Any, event_uuid: str) -> tuple[str, bytes] | None:
        """The hash that holds an id, and the source that claimed it."""
        for window in _windows(self._ttl):
            source = redis.hget(f"{self.name}{window}", event_uuid)
            if source is not None:
                return f"{self.name}{window}", _written_out(redis, self.name, source)
        return None

    def count(self, redis: Any) -> int:
        """How many ids are remembered."""
        return sum(redis.hlen(f"{self.name}{window}") for window in _windows(self._ttl))


class Lean:
    """The ids of a window lie in many small hashes, which Redis packs: `events:<ttl>:<buckets>:<window>:<bucket>`.

    A field is the id's BLAKE2b of 16 bytes; among 10^12 ids the chance that two have the same is under 10^-14.
    `…:<window>:ids` counts.
    """

    claim = f"""{_BEGIN}
local call, byte, buckets, fresh = redis.call, string.byte, tonumber(ARGV[2]), 0
local two = call('EXISTS', last .. ':ids') == 1
for i = 1, #ids do
  if left == 0 then next_run() end
  local id = ids[i]
  local a, b, c, d = byte(id, 1, 4)
  local bucket = ':' .. (a * 16777216 + b * 65536 + c * 256 + d) % buckets
  local owner = two and call('HGET', last .. bucket, id)
  if not owner then
    local key = now .. bucket
    if call('HSETNX', key, id, source) == 1 then
      fresh, owner = fresh + 1, source
      if call('HLEN', key) == 1 then call('EXPIREAT', key, gone) end
    else
      owner = call('HGET', key, id)
    end
  end
  if tonumber(owner) ~= source then taken[#taken + 1] = i - 1 end
  source, left = source + 4096, left - 1
end
if fresh > 0 then
  call('INCRBY', now .. ':ids', fresh)
  call('EXPIREAT', now .. ':ids', gone)
end
{_END}"""

    _FILL = 64  # ids a bucket; Redis packs hashes of up to 512 fields (hash-max-listpack-entries)

    def __init__(self, ttl: int, ids: int) -> None:
        self._ttl = ttl
        self._buckets = max(1, ids // self._FILL)
        self.name = f"events:{ttl}:{self._buckets}:"

    def told(self, marks: list[Any], runs: Sequence[Run], ids: Sequence[str]) -> list[Any]:
        """The script's arguments. Redis reads MessagePack's strings alone, not its bytes: the digests pose as those."""
        digests = b"".join([_STRING_OF_16 + _digest(one) for one in ids])
        strings = msgspec.Raw(_ARRAY + len(ids).to_bytes(4, "big") + digests)
        return [self._ttl, self._buckets, msgspec.msgpack.encode((marks, runs, strings))]

    def owner(self, redis: Any, event_uuid: str) -> tuple[str, bytes] | None:
        """The hash that holds an id, and the source that claimed it."""
        field = _digest(event_uuid)
        for window in _windows(self._ttl):
            bucket = f"{self.name}{window}:{int.from_bytes(field[:4], 'big') % self._buckets}"
            source = redis.hget(bucket, field)
            if source is not None:
                return bucket, _written_out(redis, self.name, source)
        return None

    def count(self, redis: Any) -> int:
        """How many ids are remembered."""
        return sum(int(redis.get(f"{self.name}{window}:ids") or 0) for window in _windows(self._ttl))


def _windows(ttl: int) -> tuple[int, int]:
    now = int(time.time()) // ttl
    return now, now - 1


def _written_out(redis: Any, name: str, source: bytes) -> bytes:
    """`<topic-id>:<partition>:<offset>`."""
    offset, number = divmod(int(float(source)), _PARTITIONS)
    partitions = {int(held): partition for partition, held in redis.hgetall(name + "partitions").items()}
    return b"%b:%d" % (partitions[number], offset)


def _digest(event_uuid: str) -> bytes:
    return hashlib.blake2b(event_uuid.encode(), digest_size=16).digest()
