"""Your own events, from a file or standard input, into the topic.

1. Open (`source.py`), and find where a record ends (`framing.py`, `look.py`): a line, or a JSON value.
2. Give each the fields that `naming.py` was asked for; where it does not have what they are made of, it stays as it is.
3. Look at the first: where all of them would end in quarantine, nothing is sent.
4. Send each, byte for byte. What is wrong with one is for quarantine to say, and is counted here by the same rules. A
   record over what the broker takes is reported and left out.

Records carry no key, so librdkafka fills one partition's batch after the other's. No part of the pipeline depends on
keys: duplicates find each other across partitions.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lake.errors import BadRecord, TarnError
from lake.event import parse
from services.producer.framing import BLANKS, LINE_BYTES, Line
from services.producer.look import checked, framed
from services.producer.naming import Naming
from services.producer.publish import Publisher
from services.producer.source import Source

_UNREADABLE = (OSError, EOFError, zlib.error, UnicodeDecodeError)  # gzip.BadGzipFile is an OSError


@dataclass
class Sent:
    """What became of the input, in records, bytes of their values, and lines. `bad` are those that are no events."""

    records: int = 0
    bytes: int = 0
    blank: int = 0
    too_long: int = 0
    bad: Counter[str] = field(default_factory=Counter)
    cut: bool = False
    interrupted: bool = False


@dataclass(frozen=True)
class Wish:
    """How a user wants it: fields of their own, and `force` to send every line whatever it is."""

    naming: Naming = field(default_factory=Naming)
    force: bool = False

    def judged(self, raw: bytes) -> tuple[bytes, BadRecord | None]:
        """What is sent of a record of the input, and why that is no event (None: it is one)."""
        try:
            made = self.naming.event(raw) if self.naming.asked else raw
        except BadRecord as bad:
            return raw, bad
        try:
            parse(made)
        except BadRecord as bad:
            return made, bad
        return made, None


def send(
    source: Source,
    publisher: Publisher,
    complain: Callable[[str], None],
    progress: Callable[[Sent], None] = lambda _sent: None,
    wish: Wish | None = None,
) -> Sent:
    """Sends every record and returns when the broker has them; `complain` is told of what is left out or converted.

    Ctrl-C ends the reading, not the delivery of what was read. Raises TarnError where the input or the broker fails,
    Refused where the first records are no events.
    """
    sent, wish = Sent(), wish or Wish()
    try:
        for line in _looked_at(source, wish, complain):
            _send_line(line, publisher, sent, complain, wish)
            if not line.number & 0xFF:
                progress(sent)
    except KeyboardInterrupt:
        sent.interrupted = True
    except _UNREADABLE as error:
        publisher.settle()
        after = f"after {sent.records:,} records, which are sent" if sent.records else "and nothing of it is sent"
        raise TarnError(f"{source.name} cannot be read further {after}: {error}") from None
    publisher.settle()
    progress(sent)
    return sent


def _looked_at(source: Source, wish: Wish, complain: Callable[[str], None]) -> Iterator[Line]:
    records, kind = framed(source.stream, as_lines=wish.force)
    if source.encoding != "utf-8":
        kind = f"{kind or 'text'} in {source.encoding.upper()}"
    if not wish.force:
        records = checked(records, lambda raw: wish.judged(raw)[1], source.name)
    if kind:
        complain(f"{source.name} holds {kind}: each value is sent as a record, in UTF-8")
    return records


def _send_line(line: Line, publisher: Publisher, sent: Sent, complain: Callable[[str], None], wish: Wish) -> None:
    if line.cut:
        sent.cut = True
        what = f"within record {line.number:,}, which is left out" if line.size else "before its array is closed"
        complain(f"the input ends {what}")
    elif line.value is None:
        sent.too_long += 1
        complain(f"line {line.number} is too long for the broker: {line.size:,} bytes, the most is {LINE_BYTES:,}")
    elif not line.value.strip(BLANKS):
        sent.blank += 1
    else:
        value, bad = wish.judged(line.value)
        publisher.put(None, value)
        sent.records += 1
        sent.bytes += len(value)
        if bad is not None:
            sent.bad[bad.reason] += 1
