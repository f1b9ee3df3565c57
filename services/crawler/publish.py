"""Writes what was found to the catalog, through the Glue API: databases, tables, partitions, as the policy says.

1  tables by name; what a job makes is left alone
2  tables over the threshold end the crawl before anything is written
3  each table, then its partitions, a hundred in a request
4  tables whose data is gone
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lake.edges.catalog import DATABASE, TABLE, Catalog, CatalogRefused
from lake.errors import TarnError
from services.crawler import changes, naming
from services.crawler.changes import Policy
from services.crawler.describe import Crawl, partition_input, table_input
from services.crawler.grouping import Found
from services.crawler.learn import Log

_PAGE = 1_000
_BATCH = 100  # partitions a request, of Glue's service model; 25 to delete


@dataclass
class Tally:
    """What a crawl did to the catalog."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, what: str, count: int = 1) -> None:
        """Counts, e.g. `TablesCreated`."""
        self.counts[what] = self.counts.get(what, 0) + count


@dataclass
class Publisher:
    """One crawl's writes to one database."""

    catalog: Catalog
    database: str
    policy: Policy
    clock: Callable[[], float]
    check: Callable[[], None]
    log: Log
    tally: Tally = field(default_factory=Tally)

    def publish(
        self,
        found: Sequence[tuple[Crawl, Sequence[Found]]],
        roots: Sequence[str],
        damaged: Sequence[str],
        threshold: int | None,
    ) -> None:
        """All include paths' tables. `roots` and `damaged` are `bucket/prefix`. Raises TarnError, CatalogAway."""
        self._ensure_database()
        tables, of_jobs = self._tables(), self._of_jobs()
        taken: set[str] = set()
        chosen: list[tuple[Crawl, naming.Named]] = []
        for crawl, its in found:
            names, said = naming.named(its, crawl, tables, of_jobs, taken)
            chosen += [(crawl, one) for one in names]
            for line in said:
                self.log.say(line)
        if threshold is not None and len(chosen) > threshold:
            raise TarnError(
                f"The number of tables detected by crawler: {len(chosen)} is greater than the table threshold value "
                f"provided: {threshold}"
            )
        for crawl, one in chosen:
            self.check()
            try:
                self._table(crawl, one)
            except CatalogRefused as refusal:  # the other tables are none the worse
                self.log.say(f"table {one.name} is left out: {refusal}")
        free = [table for table in tables if table["Name"] not in of_jobs]
        if found:
            self._gone(naming.missing(free, found[0][0].crawler, roots, taken), damaged)

    def _table(self, crawl: Crawl, one: naming.Named) -> None:
        change = changes.of_table(one.existing, table_input(one.found, one.name, crawl), self.policy, self.clock())
        if change.said:
            self.log.say(change.said)
        table, before = change.definition, one.existing or {}
        keys = len(table.get("PartitionKeys") or [])
        if change.what == "create":
            self.catalog.call("CreateTable", DatabaseName=self.database, TableInput=table)
            self.tally.add("TablesCreated")
        if keys != len(one.found.keys):
            self.log.say(f"table {one.name} has other partition keys than its folders: its partitions are left")
            return
        inputs = (partition_input(one.found, part, crawl) for part in one.found.parts if part.names)
        wanted = {tuple(value["Values"]): value for value in inputs}
        there = self._partitions(one.name) if before.get("PartitionKeys") else ()
        parts = changes.of_partitions(there, wanted, self.policy, table)
        for line in parts.said:
            self.log.say(line)
        if change.what == "update":
            if len(before.get("PartitionKeys") or []) != keys:  # none of the old ones fits the new keys
                self._delete_partitions(one.name, parts.delete)
                parts.delete = []
            self.catalog.call("UpdateTable", DatabaseName=self.database, TableInput=table)
            self.tally.add("TablesUpdated")
        self._write_partitions(one.name, parts)

    def _write_partitions(self, name: str, parts: changes.PartitionChanges) -> None:
        of_table = {"DatabaseName": self.database, "TableName": name}
        for batch in _batches(parts.create, _BATCH):
            self.check()
            answer = self.catalog.call("BatchCreatePartition", **of_table, PartitionInputList=batch)
            self._count("PartitionsCreated", batch, answer, name)
        for batch in _batches(parts.update, _BATCH):
            self.check()
            entries = [{"PartitionValueList": one["Values"], "PartitionInput": one} for one in batch]
            answer = self.catalog.call("BatchUpdatePartition", **of_table, Entries=entries)
            self._count("PartitionsUpdated", batch, answer, name)
        self._delete_partitions(name, parts.delete)

    def _delete_partitions(self, name: str, values: list[list[str]]) -> None:
        for batch in _batches(values, 25):
            self.check()
            doomed = [{"Values": one} for one in batch]
            members = {"DatabaseName": self.database, "TableName": name, "PartitionsToDelete": doomed}
            self._count("PartitionsDeleted", batch, self.catalog.call("BatchDeletePartition", **members), name)

    def _count(self, what: str, batch: Sequence[Any], answer: dict[str, Any], name: str) -> None:
        errors = answer.get("Errors") or []
        self.tally.add(what, len(batch) - len(errors))
        for error in errors[:10]:
            detail = error["ErrorDetail"]
            self.log.say(f"a partition of {name}: {detail['ErrorMessage']} ({detail['ErrorCode']})")

    def _gone(self, tables: Sequence[dict[str, Any]], damaged: Sequence[str]) -> None:
        """Tables whose data is gone; not those in whose place something lies that could not be read."""
        for table in tables:
            where = table["StorageDescriptor"]["Location"].partition("://")[2]
            name = table["Name"]
            if any(f"{one}/".startswith(f"{where.rstrip('/')}/") for one in damaged):
                self.log.say(f"table {name} is left as it is: what lies there could not be read")
            elif self.policy.delete == "DELETE_FROM_DATABASE":
                self.catalog.call("DeleteTable", DatabaseName=self.database, Name=name)
                self.tally.add("TablesDeleted")
            elif self.policy.delete == "LOG":
                self.log.say(f"table {name} holds no object any more")
            elif marked := changes.deprecated(table, self.clock()):
                self.catalog.call("UpdateTable", DatabaseName=self.database, TableInput=marked)
                self.tally.add("TablesUpdated")

    def _ensure_database(self) -> None:
        self.catalog.ensure("CreateDatabase", DatabaseInput={"Name": self.database})

    def _tables(self) -> list[dict[str, Any]]:
        return list(self._pages("GetTables", "TableList", MaxResults=100))

    def _of_jobs(self) -> set[str]:
        """The tables of jobs, and the one that the ETL is about to make."""
        made = set(self.catalog.call("TablesOfJobs", DatabaseName=self.database)["Tables"])
        return made | {TABLE} if self.database == DATABASE else made

    def _partitions(self, table: str) -> Iterator[dict[str, Any]]:
        return self._pages("GetPartitions", "Partitions", TableName=table, MaxResults=_PAGE)

    def _pages(self, operation: str, member: str, **members: Any) -> Iterator[dict[str, Any]]:
        token: dict[str, Any] = {}
        while True:
            answer = self.catalog.call(operation, DatabaseName=self.database, **members, **token)
            yield from answer[member]
            if "NextToken" not in answer:
                return
            self.check()
            token = {"NextToken": answer["NextToken"]}


def _batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))
