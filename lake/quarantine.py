"""The quarantine of the raw bucket: its records, and which of them are meant."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from lake.errors import TarnError
from lake.layout import QUARANTINE, RAW_BUCKET
from lake.objects import ObjectStore

_DAY = re.compile(r"/year=(\d{4})/month=(\d{2})/day=(\d{2})/")


class Quarantined(msgspec.Struct, frozen=True):
    """One record of quarantine. `source` is `<topic-id>:<partition>:<offset>` of the record that it was."""

    reason: str
    detail: str
    source: Annotated[str, Meta(pattern=r"^[^:]+:\d+:\d+$")]
    seen_at: Annotated[datetime, Meta(tz=True)]
    raw: bytes | None = msgspec.field(name="raw_base64")  # its original bytes; None where it had no value

    @property
    def text(self) -> str:
        """Its original bytes, to read; what is not UTF-8 is escaped."""
        return (self.raw or b"").decode("utf-8", "backslashreplace")

    @property
    def partition(self) -> int:
        """The number of the partition that it came from."""
        return int(self.source.split(":")[1])


@dataclass(frozen=True)
class Choice:
    """Some records of quarantine: of a reason, or the one of a source, or `all`; seen in [since, until)."""

    which: str = "all"
    since: datetime | None = None
    until: datetime | None = None

    @property
    def prefix(self) -> str:
        """What the keys of the objects that may hold them begin with."""
        return QUARANTINE if self.which == "all" or ":" in self.which else f"{QUARANTINE}reason={self.which}/"

    def takes_object(self, key: str) -> bool:
        """Whether the day in an object's key is one that is meant; a key without a day may hold anything."""
        found = _DAY.search(key)
        if found is None:
            return True
        day = datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC)
        after = self.since is None or self.since < day + timedelta(days=1)
        return after and (self.until is None or day < self.until)

    def takes(self, record: Quarantined) -> bool:
        """Whether the record is one of them."""
        if self.which not in ("all", record.reason, record.source):
            return False
        begun = self.since is None or self.since <= record.seen_at
        return begun and (self.until is None or record.seen_at < self.until)


def moment(text: str | None) -> datetime | None:
    """A time that a person gave: ISO 8601, in UTC where it does not say. Raises TarnError.

    >>> moment("2026-11-21").isoformat(), moment("2026-11-21T10:30:00+01:00").isoformat()
    ('2026-11-21T00:00:00+00:00', '2026-11-21T10:30:00+01:00')
    """
    if text is None:
        return None
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise TarnError(f"{text!r} is no time: write 2026-11-21 or 2026-11-21T10:30:00Z") from None
    return given if given.tzinfo else given.replace(tzinfo=UTC)


def records(store: ObjectStore, choice: Choice, complain: Callable[[str], None]) -> Iterator[Quarantined]:
    """The chosen records of the objects that are there now; `complain` is told of an object that cannot be read."""
    store.verify(RAW_BUCKET)
    keys = [entry.key for entry in store.list(RAW_BUCKET, choice.prefix) if choice.takes_object(entry.key)]
    for key in keys:
        try:
            lines = gzip.decompress(store.get(RAW_BUCKET, key)).splitlines()
            held = [msgspec.json.decode(line, type=Quarantined) for line in lines]
        except (OSError, EOFError, zlib.error, msgspec.DecodeError) as error:  # gzip.BadGzipFile is an OSError
            complain(f"{key} is damaged and left out: {error}")
            continue
        yield from (record for record in held if choice.takes(record))
