"""One crawl, from what the crawler says to what the catalog holds.

1  read the crawler: include paths, classifiers, policies, options
2  learn each include path (`learn.py`), group its folders to tables (`grouping.py`)
3  write tables and partitions (`publish.py`)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lake import crawl_options
from lake.edges.catalog import Catalog
from lake.edges.kafka.announcements import Announcements
from lake.edges.objects import ObjectStore
from lake.errors import TarnError
from services.crawler import classify
from services.crawler.changes import Policy
from services.crawler.describe import Crawl
from services.crawler.grouping import Found, tables
from services.crawler.knowledge import Knowledge
from services.crawler.learn import Learner, Log, Mode
from services.crawler.listing import Lister, target_of
from services.crawler.publish import Publisher
from services.crawler.settings import CrawlerSettings


@dataclass(frozen=True)
class Edges:
    """What a crawl stands on."""

    store: ObjectStore
    catalog: Catalog
    announcements: Announcements | None
    knowledge: Knowledge
    settings: CrawlerSettings
    clock: Callable[[], float]


def run(edges: Edges, taken: dict[str, Any], log: Log, check: Callable[[], None]) -> dict[str, int]:
    """Works a crawl that `Tarn.TakeCrawl` gave; its counts. Raises TarnError, Transient, and what `check` raises."""
    crawler = taken["Crawler"]
    database = (crawler.get("DatabaseName") or "").lower()
    if not database:
        raise TarnError(f"crawler {crawler['Name']} has no DatabaseName to write tables to")
    try:
        own = classify.custom(taken["Classifiers"])
        options = crawl_options.parse(crawler.get("Configuration"))
    except (classify.Unusable, crawl_options.NotUnderstood) as error:
        raise TarnError(str(error)) from None
    mode: Mode = (crawler.get("RecrawlPolicy") or {}).get("RecrawlBehavior") or "CRAWL_EVERYTHING"
    who = f"{crawler['Name']}@{crawler.get('CreationTime', 0)}"
    edges.knowledge.forget_others(who)
    lister = Lister(edges.store, edges.announcements, check)
    sizes = edges.settings.crawler_sample, edges.settings.crawler_threads
    learner = Learner(edges.store, lister, edges.knowledge, who, own, *sizes, log, check)
    found: list[tuple[Crawl, list[Found]]] = []
    roots, damaged, counts = [], [], {"FoldersSeen": 0, "ObjectsRead": 0}
    for given in (crawler.get("Targets") or {}).get("S3Targets") or []:
        target = lister.settled(target_of(given))
        learned = learner.learn(target, mode, options.combine)
        clusters = {path: its for path, its in learned.clusters.items() if its}
        grouped = tables(clusters, target.prefix, options.combine, options.table_level) if clusters else []
        found.append((_crawl(crawler, taken["Id"], target.bucket, options), grouped))
        roots.append(target.root)
        damaged += [f"{target.bucket}/{path}".rstrip("/") for path in learned.damaged]
        counts["FoldersSeen"] += learned.folders
        counts["ObjectsRead"] += learned.read
    policy = policy_of(crawler, options, mode)
    publisher = Publisher(edges.catalog, database, policy, edges.clock, check, log)
    publisher.publish(found, roots, damaged, options.table_threshold)
    return {**counts, "ObjectsListed": lister.listed, **publisher.tally.counts}


def policy_of(crawler: dict[str, Any], options: crawl_options.CrawlOptions, mode: Mode) -> Policy:
    """What a crawler may change: with new folders only nothing but additions."""
    given = crawler.get("SchemaChangePolicy") or {}
    if mode == "CRAWL_NEW_FOLDERS_ONLY":
        return Policy(update=False, delete="LOG", inherit=options.inherit)
    return Policy(
        update=given.get("UpdateBehavior", "UPDATE_IN_DATABASE") == "UPDATE_IN_DATABASE",
        delete=given.get("DeleteBehavior", "DEPRECATE_IN_DATABASE"),
        merge=options.merge_new_columns,
        inherit=options.inherit,
    )


def _crawl(crawler: dict[str, Any], run_id: str, bucket: str, options: crawl_options.CrawlOptions) -> Crawl:
    return Crawl(crawler["Name"], run_id, bucket, crawler.get("TablePrefix") or "", options.index)
