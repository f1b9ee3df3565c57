"""Where things live: topics, consumer groups, buckets, and the keys of the raw bucket.

    raw/events/event_type=T/event_subtype=S/year=YYYY/month=MM/day=DD/<name>
    raw/quarantine/reason=R/year=YYYY/month=MM/day=DD/<name>
    name: <topic>-<partition>-<first offset>-<records>.json.gz

The name says how many records the object holds, so that one that is cut, overwritten or gone bad is known by its name,
and what it held is counted, not guessed. An object that is put there by hand may leave `-<records>` out.

Values are percent-encoded (RFC 3986, unreserved characters stay; `.` and `..` are encoded too), so any event name is a
safe folder name and `/` never makes one folder two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import quote, unquote

from lake import limits
from lake.event import is_name
from lake.transform import date_of

EVENTS_TOPIC = "events"
UNIQUE_TOPIC = "events.unique"
QUARANTINE_TOPIC = "events.quarantine"
OBJECTS_TOPIC = "objects"
REPLAYS_TOPIC = "replays"
DEDUP_GROUP = "dedup"
SINK_GROUP = "sink"

RUN = "tarn-run"  # the header by which the records of one run are told apart

RAW_BUCKET = "raw"
PROCESSED_BUCKET = "processed"
EVENTS = "events/"
QUARANTINE = "quarantine/"
REJECTED = "rejected/"
SUFFIX = ".json.gz"
GENERATION = "generation"  # the folder `generation=…` of a partition holds its live files

_EVENT_FOLDER = (
    r"events/event_type=(?P<type>[^/]+)/event_subtype=(?P<subtype>[^/]+)"
    r"/year=(?P<year>[0-9]{4})/month=(?P<month>[0-9]{2})/day=(?P<day>[0-9]{2})/"
)
_RAW_KEY = re.compile(
    _EVENT_FOLDER
    + r"(?P<topic>[^/]+)-(?P<partition>[0-9]{1,9})-(?P<offset>[0-9]{20})(?:-(?P<records>[0-9]{1,9}))?\.json\.gz"
)


@dataclass(frozen=True)
class RawKey:
    """What the key of a raw object says: the partition it belongs to, the first record it holds, and how many."""

    event_type: str
    event_subtype: str
    day: date
    topic: str
    partition: int
    offset: int
    records: int | None  # None where the name does not say


def encode(value: str) -> str:
    """One partition value as a folder name.

    >>> encode("order:completed"), encode(".."), encode("a/b")
    ('order%3Acompleted', '%2E%2E', 'a%2Fb')
    """
    return value.replace(".", "%2E") if value in (".", "..") else quote(value, safe="")


def decode(folder: str) -> str:
    """The value that `encode` made a folder name of."""
    return unquote(folder)


@lru_cache(maxsize=16_384)
def event_folder(event_name: str, day: int) -> str:
    """The raw folder of an event by name and day number (days since 1970-01-01, UTC), with its closing slash."""
    event_type, _, event_subtype = event_name.partition(":")
    return f"{EVENTS}event_type={encode(event_type)}/event_subtype={encode(event_subtype)}/{_day_folders(day)}"


def catalog_folder(location: str) -> str:
    """The folder under `events/` by which the catalog knows a partition, of the partition's location.

    >>> catalog_folder("s3://processed/events/event_type=a/day=01/generation=7/")
    'event_type=a/day=01'
    """
    return location.partition(f"/{EVENTS}")[2].partition(f"/{GENERATION}=")[0].strip("/")


def is_event_folder(folder: str) -> bool:
    """Whether this is a folder that `event_folder` could have named: every day exists, each name is written one way."""
    raw = parse_raw_key(f"{folder}{object_name('t', 0, 0, None)}")
    if raw is None or not folder.endswith("/") or raw.day.year < 1970:
        return False
    parts = [encode(raw.event_type), encode(raw.event_subtype)]
    return f"/event_type={parts[0]}/event_subtype={parts[1]}/" in folder and max(map(len, parts)) <= limits.NAME


@lru_cache(maxsize=4096)
def quarantine_folder(reason: str, day: int) -> str:
    """The raw folder of quarantined records by reason and the day they were seen, with its closing slash."""
    return f"{QUARANTINE}reason={encode(reason)}/{_day_folders(day)}"


def object_name(topic: str, partition: int, first_offset: int, records: int | None) -> str:
    """The file name under a folder; the same records always make the same name."""
    count = "" if records is None else f"-{records}"
    return f"{topic}-{partition}-{first_offset:020d}{count}{SUFFIX}"


def rejected_folder(batch: str) -> str:
    """Where the processed bucket keeps what a batch of the ETL could not make rows of, with its closing slash."""
    return f"{REJECTED}batch={batch}/"


def rejected_batch(key: str) -> str | None:
    """The batch whose folder a key lies in; None where it is in none."""
    match = re.match(rf"{REJECTED}batch=([^/]{{1,255}})/", key)
    return match[1] if match else None


def parse_raw_key(key: str) -> RawKey | None:
    """Reads the key of a raw event object; None where it does not have the sink's form."""
    match = _RAW_KEY.fullmatch(key)
    if match is None:
        return None
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    event_type, event_subtype = decode(match["type"]), decode(match["subtype"])
    if ":" in event_type or not is_name(f"{event_type}:{event_subtype}"):
        return None
    return RawKey(
        event_type=event_type,
        event_subtype=event_subtype,
        day=day,
        topic=match["topic"],
        partition=int(match["partition"]),
        offset=int(match["offset"]),
        records=int(match["records"]) if match["records"] else None,
    )


def _day_folders(day: int) -> str:
    date_ = date_of(day)
    return f"year={date_.year:04d}/month={date_.month:02d}/day={date_.day:02d}/"
