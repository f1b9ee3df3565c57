"""The oracle: what must hold after any fault, read from outside. It is the same for every test and never weakened.

After the faults stopped and `tarn drain` returned:
1. the raw bucket holds every id that was sent, once, with its original bytes, under its own folder;
2. the processed zone holds the same lines, and no file is there that the catalog does not list;
3. quarantine holds every bad record, once, with its original bytes;
4. the ledger is balanced and nothing is in flight or pending.

S3 by the minio client, the catalog by HTTP, Parquet by fastparquet, the ledger by the command line. Nothing of ours.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from fastparquet import ParquetFile
from minio import Minio

from tests.faults.load import Load

_SPLICED = re.compile(
    rb',"created_datetime":"[^"]*","event_type":"(?:[^"\\]|\\.)*","event_subtype":"(?:[^"\\]|\\.)*"\}\Z'
)
_RAW_NAME = re.compile(r"year=\d{4}/month=\d\d/day=\d\d/events\.unique-\d+-\d{20}-\d+\.json\.gz")


class Tally:
    """How often each number was seen; what is neither right nor of this load is told in `strange`."""

    def __init__(self, what: str, expected: int) -> None:
        self.what = what
        self.times = bytearray(expected)
        self.strange: list[str] = []

    def count(self, number: int | None, where: str, line: bytes) -> None:
        """One sight of a number; None for a line that was never sent like this."""
        if number is None or number >= len(self.times):
            self.strange.append(f"{where}: {line[:300]!r}")
        else:
            self.times[number] = min(255, self.times[number] + 1)

    @property
    def lost(self) -> int:
        """Numbers that were not seen."""
        return self.times.count(0)

    @property
    def doubled(self) -> int:
        """Numbers that were seen more than once."""
        return len(self.times) - self.lost - self.times.count(1)

    def faults(self) -> Iterator[str]:
        """In words; none where every number was seen once and nothing else."""
        if self.lost:
            yield f"{self.what}: {self.lost} of {len(self.times)} are lost, the first is {self.times.index(0)}"
        if self.doubled:
            first = next(n for n, times in enumerate(self.times) if times > 1)
            yield f"{self.what}: {self.doubled} are there more than once, the first is {first}"
        if self.strange:
            yield f"{self.what}: {len(self.strange)} were never sent like this, the first is {self.strange[0]}"


class Oracle:
    """Reads both buckets, the catalog and the ledger of the stack under test."""

    def __init__(self, endpoints: dict[str, str], tarn: Callable[..., Any]) -> None:
        where = urlsplit(endpoints["TARN_S3_ENDPOINT"])
        self.store = Minio(
            where.netloc,
            access_key=endpoints["AWS_ACCESS_KEY_ID"],
            secret_key=endpoints["AWS_SECRET_ACCESS_KEY"],
            region=endpoints["AWS_REGION"],
            secure=where.scheme == "https",
        )
        self._catalog = endpoints["TARN_CATALOG_URL"]
        self._tarn = tarn
        self._kept: dict[str, list[bytes]] = {}  # what objects of quarantine hold: all tests share their folders
        self._bad_keys: list[str] | None = None  # those objects, once no more come

    def faults(self, load: Load) -> list[str]:
        """Everything of a load that is not as it must be, in words."""
        versions = bytearray(load.events)  # which copy of each event is in the raw bucket
        raw, rows, bad = self.raw(load, versions), self.rows(load, versions), self.quarantined(load)
        return [*raw.faults(), *rows.faults(), *bad.faults(), *self.unlisted(load)]

    def last_look(self) -> None:
        """Nothing more comes: quarantine is listed and read anew, and once for all loads."""
        self._kept.clear()
        self._bad_keys = self.keys("raw", "quarantine/")

    def delivered(self, load: Load) -> list[str]:
        """What is amiss before the lake: in the raw bucket, in quarantine and in the ledger."""
        raw, bad = self.raw(load, bytearray(load.events)), self.quarantined(load)
        return [*raw.faults(), *bad.faults(), *self.ledger()["faults"]]

    def raw(self, load: Load, versions: bytearray) -> Tally:
        """The lines of the raw bucket; notes in `versions` which copy of each event is there."""
        seen = Tally("raw", load.events)
        prefix = f"events/event_type={load.mark}/"
        for key in self.keys("raw", prefix):
            subtype, _, name = key.removeprefix(prefix + "event_subtype=").partition("/")
            if not _RAW_NAME.fullmatch(name):
                seen.strange.append(key)
            for line in gzip.decompress(self._get("raw", key)).splitlines():
                n, copy = load.recognise(_SPLICED.sub(b"}", line)) or (None, 0)
                seen.count(n if n is not None and load.subtype(n) == subtype else None, key, line)
                if n is not None:
                    versions[n] = copy
        return seen

    def rows(self, load: Load, versions: bytearray) -> Tally:
        """The rows of the processed zone; each must be the very line that the raw bucket holds."""
        seen = Tally("processed", load.events)
        for key in self._live(load):
            frame = ParquetFile(io.BytesIO(self._get("processed", key))).to_pandas(columns=["event_uuid", "body"])
            for event_uuid, body in zip(frame["event_uuid"], frame["body"], strict=True):
                n, copy = load.recognise(_SPLICED.sub(b"}", body.encode())) or (None, 0)
                right = n is not None and versions[n] == copy and event_uuid == f"{load.mark}.{n}"
                seen.count(n if right else None, key, body.encode())
        return seen

    def quarantined(self, load: Load) -> Tally:
        """The records of quarantine that carry the load's mark."""
        seen = Tally("quarantine", load.bad)
        mark = re.compile(rb"(?<![\w-])" + re.escape(load.mark.encode()) + rb"\.")  # no mark that only ends like it
        for key in self.keys("raw", "quarantine/") if self._bad_keys is None else self._bad_keys:
            if key not in self._kept:
                lines = gzip.decompress(self._get("raw", key)).splitlines()
                self._kept[key] = [base64.b64decode(json.loads(line)["raw_base64"] or "") for line in lines]
            for raw in self._kept[key]:
                if mark.search(raw):
                    seen.count(load.recognise_bad(raw), key, raw)
        return seen

    def keys(self, bucket: str, prefix: str) -> list[str]:
        """Every key under a prefix."""
        return [row.object_name for row in self.store.list_objects(bucket, prefix, recursive=True)]

    def ledger(self) -> dict[str, Any]:
        """The ledger as the command line prints it."""
        found: dict[str, Any] = json.loads(self._tarn("ledger", "--json", status=None).stdout)
        return found

    def _live(self, load: Load) -> list[str]:
        body = json.dumps({"DatabaseName": "tarn", "TableName": "events"}).encode()
        request = urllib.request.Request(self._catalog, body, {"X-Amz-Target": "Tarn.LiveFiles"})
        with urllib.request.urlopen(request, timeout=60) as reply:
            files = json.load(reply)["Files"]
        return [file["Key"] for file in files if f"/event_type={load.mark}/" in file["Key"]]

    def unlisted(self, load: Load) -> list[str]:
        """What tells that the processed bucket and the catalog do not hold the same files."""
        there = {key for key in self.keys("processed", f"events/event_type={load.mark}/") if not key.endswith("/")}
        listed = set(self._live(load))
        if there == listed:
            return []
        return [f"processed: {len(there - listed)} files that the catalog does not list, {len(listed - there)} missing"]

    def unbalanced(self) -> Iterable[str]:
        """What the ledger finds amiss."""
        ledger = self.ledger()
        yield from ledger["faults"]
        for name in ("in_flight", "pending"):
            if ledger[name]:
                yield f"ledger: {name} is {ledger[name]}"

    def _get(self, bucket: str, key: str) -> bytes:
        answer = self.store.get_object(bucket, key)
        try:
            data: bytes = answer.read()
            return data
        finally:
            answer.close()
            answer.release_conn()
