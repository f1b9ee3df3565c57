"""Reads what is new of an include path, and gives the clusters of all its folders.

    1  which folders there are: a listing, or what was announced
    2  a folder whose digest is known is not read; of a changed one only objects that are new to it
    3  what was learned is kept at once, folder by folder: a crawl that ends early is no loss

With CRAWL_NEW_FOLDERS_ONLY a folder that is known is never read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from lake.edges.objects import ObjectStore
from services.crawler.classify import Classifier
from services.crawler.clusters import Cluster, KindRead, Read, clustered
from services.crawler.folders import Chosen, Folder
from services.crawler.knowledge import Knowledge, Known
from services.crawler.listing import Lister, Target
from services.crawler.look import look
from services.crawler.types import Column

_BATCH = 64  # folders read and kept together
MOST_LINES = 1_000

Mode = Literal["CRAWL_EVERYTHING", "CRAWL_NEW_FOLDERS_ONLY", "CRAWL_EVENT_MODE"]


@dataclass
class Log:
    """The lines of a crawl's log, of which the first thousand are kept."""

    lines: list[str] = field(default_factory=list)
    more: int = 0

    def say(self, line: str) -> None:
        """Adds a line."""
        if len(self.lines) < MOST_LINES:
            self.lines.append(line[:2_000])
        else:
            self.more += 1

    def all(self) -> list[str]:
        """The lines, and how many more there were."""
        return [*self.lines, f"and {self.more:,} more"] if self.more else self.lines


@dataclass
class Learned:
    """What is known of an include path: clusters by folder, and the folders in which something could not be read."""

    clusters: dict[str, list[Cluster]] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)
    folders: int = 0
    read: int = 0


@dataclass
class Learner:
    """Learns one include path after the other for one crawler."""

    store: ObjectStore
    lister: Lister
    knowledge: Knowledge
    crawler: str  # name and time of making
    own: Sequence[Classifier]
    sample: int
    threads: int
    log: Log
    check: Callable[[], None]

    def learn(self, target: Target, mode: Mode, combine: bool) -> Learned:
        """Reads what is new. Raises Transient where the store is away, TarnError where there is no bucket."""
        most = target.sample or self.sample
        position = self.knowledge.position(self.crawler, target.bucket) if mode == "CRAWL_EVENT_MODE" else None
        news = self.lister.announced(target, position) if position else None
        end = news[1] if news else (self.lister.end() if mode == "CRAWL_EVENT_MODE" else None)
        known = set(self.knowledge.paths(self.crawler, target.bucket, target.prefix))
        if news:
            folders = self.lister.again(target, news[0], most)
            gone = [path for path in news[0] if path in known and path not in folders]
        else:
            folders = self.lister.everything(target, most)
            gone = [path for path in known if path not in folders]
        self.knowledge.forget(self.crawler, target.bucket, gone)
        learned = self._all(target, folders, known - set(gone), mode, combine)
        if end is not None:
            self.knowledge.move(self.crawler, target.bucket, msgspec.json.encode(end))
        return learned

    def _all(self, target: Target, folders: dict[str, Folder], known: set[str], mode: Mode, combine: bool) -> Learned:
        learned, same = Learned(), dict[tuple[Column, ...], tuple[Column, ...]]()
        with ThreadPoolExecutor(self.threads, "look") as pool:
            for path, kinds in self._kinds(target, folders, known, mode, pool, learned):
                clusters = clustered(kinds, combine)
                learned.clusters[path] = [_shared(one, same) for one in clusters]
                learned.folders += 1
                if any(one.damage for kind in kinds for one in kind.read):
                    learned.damaged.add(path)
        return learned

    def _kinds(
        self,
        target: Target,
        folders: dict[str, Folder],
        known: set[str],
        mode: Mode,
        pool: ThreadPoolExecutor,
        learned: Learned,
    ) -> Iterator[tuple[str, tuple[KindRead, ...]]]:
        """Every folder with what its objects are: those that are known from before, and those that are read now."""
        for path in sorted(known - folders.keys()):
            before = self.knowledge.folder(self.crawler, target.bucket, path)
            if before is not None:
                yield path, before.kinds
        paths = sorted(folders)
        for start in range(0, len(paths), _BATCH):
            self.check()
            fresh: list[tuple[str, Known]] = []
            for path in paths[start : start + _BATCH]:
                before = self.knowledge.folder(self.crawler, target.bucket, path) if path in known else None
                digest = f"{folders[path].digest}-{target.sample or self.sample}"
                if before is not None and (mode == "CRAWL_NEW_FOLDERS_ONLY" or before.digest == digest):
                    yield path, before.kinds
                    continue
                kinds = self._read(target, folders[path], before, pool, learned)
                fresh.append((path, Known(digest, kinds)))
                yield path, kinds
            self.knowledge.learn(self.crawler, target.bucket, fresh)

    def _read(
        self, target: Target, folder: Folder, before: Known | None, pool: ThreadPoolExecutor, learned: Learned
    ) -> tuple[KindRead, ...]:
        """One folder, of which only those objects are read that are not known as they are."""
        old = {_of(one): one for kind in (before.kinds if before else ()) for one in kind.read}
        chosen = [one for kind in folder.kinds.values() for one in kind.chosen if one not in old]
        read = list(pool.map(lambda one: look(self.store, target.bucket, one, self.own), chosen))
        learned.read += len(read)
        for one in read:
            self._tell(target.bucket, one)
        now = old | {_of(one): one for one in read}
        return tuple(
            KindRead(kind.objects, kind.size, tuple(now[one] for one in kind.chosen))
            for _, kind in sorted(folder.kinds.items())
        )

    def _tell(self, bucket: str, one: Read) -> None:
        if one.damage:
            self.log.say(f"s3://{bucket}/{one.key} is left out: {one.damage}")
        for note in one.finding.notes if one.finding else ():
            self.log.say(f"s3://{bucket}/{one.key}: {note}")


def _shared(cluster: Cluster, same: dict[tuple[Column, ...], tuple[Column, ...]]) -> Cluster:
    """The same cluster; equal columns of thousands of folders are held once."""
    columns = same.setdefault(cluster.finding.columns, cluster.finding.columns)
    return Cluster(msgspec.structs.replace(cluster.finding, columns=columns), cluster.key)


def _of(one: Read) -> Chosen:
    return Chosen(one.key, one.size, one.etag)
