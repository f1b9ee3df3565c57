"""What a run has to do, decided on plain data: a listing, a bookmark, the live files.

    listing - consumed -> new objects -> a batch -> Work for Spark: what to read, what to rewrite, what to respect

Nothing here talks to anyone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lake.catalog_answers import Consumed, LakeFile
from lake.layout import EVENTS, RawKey, encode, object_name, parse_raw_key
from lake.objects import ObjectInfo
from services.etl.compact import choose_tail
from services.etl.partition import Partition, parse_folder, partition_of


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
class Work:
    """One batch for Spark. `rewritten` files are replaced together with what is new, `respected` ones looked into."""

    lines: Mapping[str, int]  # by raw key, as counted before Spark saw them
    objects: tuple[RawObject, ...]
    rewritten: tuple[LakeFile, ...]
    respected: tuple[LakeFile, ...]

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


def take_batch(objects: Sequence[RawObject], limit_bytes: int) -> tuple[RawObject, ...]:
    """The first objects, partition by partition, up to `limit_bytes` in all, and at least one."""
    batch: list[RawObject] = []
    total = 0
    for found in sorted(objects, key=lambda o: (o.partition, o.key)):
        total += found.size
        if batch and total > limit_bytes:
            break
        batch.append(found)
    return tuple(batch)


def plan_work(objects: Sequence[RawObject], lines: Mapping[str, int], live: Iterable[LakeFile], policy: str) -> Work:
    """Splits the live files of the affected partitions into those to rewrite and those to respect.

    With the policy `last` every live file of the table is to be given: the newest version may be anywhere.
    """
    incoming: dict[str, int] = {}
    for found in objects:
        incoming[found.partition.folder] = incoming.get(found.partition.folder, 0) + found.size
    by_folder: dict[str, list[LakeFile]] = {}
    for file in live:
        by_folder.setdefault(file.folder, []).append(file)
    rewritten: list[LakeFile] = []
    respected: list[LakeFile] = []
    for folder, files in sorted(by_folder.items()):
        if folder in incoming:
            tail, rest = choose_tail(files, incoming[folder])
            rewritten += tail
            respected += rest
        elif policy == "last":
            respected += files
    return Work(lines, tuple(objects), tuple(rewritten), tuple(respected))


def as_request(work: Work, batch: str, strict: bool) -> dict[str, Any]:
    """The batch as the Spark program reads it: JSON, partitions by number. `name` begins the names of its files."""
    number = {partition: index for index, partition in enumerate(work.partitions)}
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
        "objects": [[found.key, number[found.partition], found.size] for found in work.objects],
        "lines": sum(work.lines[found.key] for found in work.objects),
        "rewritten": [[file.key, number[parse_folder(file.folder)], file.size] for file in work.rewritten],
        "respected": [[file.key, number[parse_folder(file.folder)], file.size] for file in work.respected],
    }
