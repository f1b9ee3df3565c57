"""One table of sizes for all stages, in bytes, so that what one stage takes the next can hold and read.

    a record of `events`       any size that Kafka takes; an event is at most EVENT
    a line of `events.unique`  an event with what dedup adds: LINE
    a record of either output  OUTPUT_RECORD; dedup's and the sink's quarantine keep KEPT of a bad record

tests/unit/lake/test_limits.py holds the sums.
"""

from __future__ import annotations

from typing import Final

MIB: Final = 1_048_576

EVENT = MIB  # as a Kinesis record: docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
ADDED = 1_024  # what `transform` adds to one is under 900 bytes
LINE = EVENT + ADDED
NAME = 200  # of one percent-encoded part of a name: it becomes a folder name, and file systems end at 255
KEPT = 2 * MIB  # of the bytes of a bad record; of a longer one the beginning, its length and its SHA-256
DETAIL = 300  # characters of the sentence that says what is wrong
QUARANTINE_LINE = KEPT * 4 // 3 + 8_192  # in base64, with all that stands beside it

UNPACKED = 64 * MIB + 65_536  # a batch that its sender compressed; what unpacks to more is set aside unread
INPUT_RECORD = 2 * MIB  # max.message.bytes of `events`: of a batch, as its sender compressed it
OUTPUT_RECORD = 4 * MIB  # … of both outputs
ANNOUNCEMENT = 2 * MIB  # … of `objects`: 1,000 keys of 1,024 bytes and what is said of each
