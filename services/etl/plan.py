"""What a run has to do, decided on plain data: a listing, a bookmark, the live files.

    listing - consumed -> new objects -> batches -> Work for Spark: what to read, what to rewrite, what to respect

Nothing here talks to anyone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lake.catalog_answers import Consumed, LakeFile
from lake.edges.objects import ObjectInfo
from lake.layout import EVENTS, GENERATION, RawKey, encode, object_name, parse_raw_key
from services.etl.compact import choose
from services.etl.partition import Partition, parse_folder, partition_of

_LINE_BYTES = 8  # of a line after gzip, guessed where the name does not say how many there are


@dataclass(frozen=True)
class RawObject:
    """A raw object to bring into the lake: where it lies, what its name says. `records`: how many lines, if it does."""

    key: str
    size: int
    etag: str
    partition: Partition
    topic: str
    source_partition: int
    records: int | None = None


@dataclass(frozen=True)
class Damaged:
    """A raw object that is rejected whole, and why."""

    key: str
    size: int
    etag: str
    reason: str


@dataclass(frozen=True)
class News:
    """What the listing holds beyond the bookmark. `changed`: consumed objects that are not what they were.

    A damaged object that was replaced since is new again: it was rejected, and now it may be whole.
    """

    objects: tuple[RawObject, ...]
    misnamed: tuple[Damaged, ...]
    changed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.objects or self.misnamed)


@dataclass(frozen=True)
class Pack:
    """A copy of many small objects of one partition. `sources`: their raw keys, in the order of their numbers."""

    key: str
    partition: Partition
    size: int
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Mended:
    """Of the odd objects of a batch, by raw key: copies of their events (key, size), and refused lines by reason.

    `packs`: what Spark reads in place of many small objects.
    """

    copies: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    rejected: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    packs: tuple[Pack, ...] = ()

    def count_rejected(self, key: str) -> int:
        """How many lines of an object are refused."""
        return sum(self.rejected.get(key, {}).values())


_NONE = Mended()


@dataclass(frozen=True)
class Work:
    """One batch for Spark. `rewritten` files are replaced together with what is new, `respected` ones looked into."""

    lines: Mapping[str, int]  # by raw key, as counted before Spark saw them
    objects: tuple[RawObject, ...]
    rewritten: tuple[LakeFile, ...]
    respected: tuple[LakeFile, ...]
    mended: Mended = _NONE

    def events(self, found: RawObject) -> int:
        """How many lines of an object Spark has to read."""
        return self.lines[found.key] - self.mended.count_rejected(found.key)

    @property
    def readable(self) -> list[RawObject]:
        """The objects that hold anything for Spark."""
        return [found for found in self.objects if self.events(found)]

    @property
    def partitions(self) -> list[Partition]:
        """Every partition that is read or written, in order."""
        files = {parse_folder(file.folder) for file in self.rewritten + self.respected}
        return sorted(files | {found.partition for found in self.objects})


def find_news(listing: Iterable[ObjectInfo], consumed: Mapping[str, Consumed]) -> News:
    """The objects of a listing that no commit consumed, sorted into readable and misnamed ones."""
    objects, misnamed, changed = [], [], []
    for found in listing:
        before = consumed.get(found.key)
        if before is not None and not (before.damaged and (before.size, before.etag) != (found.size, found.etag)):
            if before.size != found.size:
                changed.append(found.key)
        elif not found.key.endswith("/"):  # some tools put an empty object where a folder is meant
            name = parse_raw_key(found.key)
            if name is None or _key_of(name) != found.key:
                misnamed.append(Damaged(found.key, found.size, found.etag, "its name is not one the sink gives"))
            else:
                where = (partition_of(name), name.topic, name.partition, name.records)
                objects.append(RawObject(found.key, found.size, found.etag, *where))
    return News(tuple(objects), tuple(misnamed), tuple(changed))


def _key_of(name: RawKey) -> str:
    """The one key the sink gives to such an object; `a%20b` and `a b` must not be two folders of one partition."""
    type_, subtype = encode(name.event_type), encode(name.event_subtype)
    folder = (
        f"{EVENTS}event_type={type_}/event_subtype={subtype}/year={name.day:%Y}/month={name.day:%m}/day={name.day:%d}"
    )
    return f"{folder}/{object_name(name.topic, name.partition, name.offset, name.records)}"


@dataclass(frozen=True)
class Limits:
    """Of one batch: raw bytes, objects and lines. They bound the memory of whatever works it."""

    raw_bytes: int
    objects: int = 25_000  # more than a page of announcements: it may end some beyond its mark
    lines: int = 4_000_000  # Python holds up to 60 bytes of memory for each event_uuid


def take_batches(objects: Iterable[RawObject], limits: Limits) -> Iterator[tuple[RawObject, ...]]:
    """The objects in batches, partition by partition; each keeps to the limits or is one object."""
    batch: list[RawObject] = []
    raw_bytes = lines = 0
    for found in sorted(objects, key=lambda o: (o.partition, o.key)):
        more = found.size // _LINE_BYTES if found.records is None else found.records
        over = raw_bytes + found.size > limits.raw_bytes or lines + more > limits.lines
        if batch and (over or len(batch) >= limits.objects):
            yield tuple(batch)
            batch, raw_bytes, lines = [], 0, 0
        batch.append(found)
        raw_bytes, lines = raw_bytes + found.size, lines + more
    if batch:
        yield tuple(batch)


def counted_batches(
    objects: Iterable[RawObject], lines: Mapping[str, int], limit: int
) -> Iterator[tuple[RawObject, ...]]:
    """The same objects in batches of up to `limit` lines as they were counted; a name need not say how many."""
    batch: list[RawObject] = []
    total = 0
    for found in objects:
        if batch and total + lines[found.key] > limit:
            yield tuple(batch)
            batch, total = [], 0
        batch.append(found)
        total += lines[found.key]
    yield tuple(batch)


def plan_work(
    objects: Sequence[RawObject],
    lines: Mapping[str, int],
    live: Iterable[LakeFile],
    policy: str,
    mended: Mended = _NONE,
) -> Work:
    """Splits the live files of the affected partitions into those to rewrite and those to respect.

    With the policy `last` every live file of the table is to be given: the newest version may be anywhere.
    """
    work = Work(lines, tuple(objects), (), (), mended)
    incoming: dict[str, int] = {}
    for found in work.readable:
        incoming[found.partition.folder] = incoming.get(found.partition.folder, 0) + found.size
    by_folder: dict[str, list[LakeFile]] = {}
    for file in live:
        by_folder.setdefault(file.folder, []).append(file)
    rewritten: list[LakeFile] = []
    respected: list[LakeFile] = []
    for folder, files in sorted(by_folder.items()):
        if folder in incoming:
            tail, rest = choose(files, incoming[folder])
            rewritten += tail
            respected += rest
        elif policy == "last":
            respected += files
    return replace(work, rewritten=tuple(rewritten), respected=tuple(respected))


def as_request(work: Work, batch: str, strict: bool) -> dict[str, Any]:
    """The batch as the Spark program reads it: JSON, partitions by number. `name` begins the names of its files."""
    number = {partition: index for index, partition in enumerate(work.partitions)}
    packed = {source for pack in work.mended.packs for source in pack.sources}
    weight = {partition: 0 for partition in work.partitions}
    for found in work.objects:
        weight[found.partition] += found.size
    for file in work.rewritten:
        weight[parse_folder(file.folder)] += file.size
    return {
        "batch": batch,
        "name": f"{batch}-{'strict' if strict else 'plain'}",
        "strict": strict,
        "partitions": [{"values": partition.values, "bytes": weight[partition]} for partition in work.partitions],
        "objects": [
            [found.key, number[found.partition], size, *copy]
            for found in work.readable
            if found.key not in packed
            for size, *copy in _read_from(work, found)
        ],
        "packs": [[pack.key, number[pack.partition], pack.size, pack.sources] for pack in work.mended.packs],
        "beside": sorted({f"{EVENTS}{file.folder}" for file in work.respected}),
        "lines": sum(map(work.events, work.objects)),
        "rewritten": [[file.key, number[parse_folder(file.folder)], file.size] for file in work.rewritten],
        "respected": [[file.key, number[parse_folder(file.folder)], file.size] for file in work.respected],
    }


def generation_folder(folder: str, batch: str) -> str:
    """Where a batch writes what is of one partition; `folder` is the partition's under `events/`.

    >>> generation_folder("day=01", "jr_7-000")
    'events/day=01/generation=jr_7-000'
    """
    return f"{EVENTS}{folder}/{GENERATION}={batch}"


def _read_from(work: Work, found: RawObject) -> list[tuple[Any, ...]]:
    """The sizes of what Spark reads of an object, and the keys of the copies in its stead."""
    copies = work.mended.copies.get(found.key)
    return [(found.size,)] if copies is None else [(size, key) for key, size in copies]
