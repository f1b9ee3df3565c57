"""What a crawl does to the catalog: a table or a partition that was found, beside the one that is there.

    docs.aws.amazon.com/glue/latest/dg/crawler-configuration.html

UPDATE_IN_DATABASE puts what was found in its place. LOG leaves it. MergeNewColumns adds columns, and deprecates a table
whose format changed. New tables and partitions are made whatever the policy. What differs in the run's id alone is the
same: an unchanged lake changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from services.crawler.describe import DEPRECATED, RUN
from services.crawler.types import grown, parsed, text

Definition = dict[str, Any]

_TABLE = "Name Description Owner Retention StorageDescriptor PartitionKeys TableType Parameters".split()  # noqa: SIM905
_PARTITION = ("Values", "StorageDescriptor", "Parameters")
_FUNDAMENTAL = ("classification", "compressionType", "delimiter")


@dataclass(frozen=True)
class Policy:
    """What a crawler may change."""

    update: bool = True  # UPDATE_IN_DATABASE
    delete: Literal["LOG", "DELETE_FROM_DATABASE", "DEPRECATE_IN_DATABASE"] = "DEPRECATE_IN_DATABASE"
    merge: bool = False  # MergeNewColumns
    inherit: bool = False  # InheritFromTable


@dataclass(frozen=True)
class TableChange:
    """What becomes of one table, and what its log says of that."""

    what: Literal["create", "update", "keep"]
    definition: Definition
    said: str = ""


@dataclass
class PartitionChanges:
    """What becomes of a table's partitions."""

    create: list[Definition] = field(default_factory=list)
    update: list[Definition] = field(default_factory=list)
    delete: list[list[str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def of_table(existing: Definition | None, found: Definition, policy: Policy, now: float) -> TableChange:
    """One table."""
    if existing is None:
        return TableChange("create", found)
    there = {name: existing[name] for name in _TABLE if name in existing}
    if _bare(there) == _bare(found):
        return TableChange("keep", there)
    name = found["Name"]
    if policy.merge:
        return _merged(there, found, now)
    if not policy.update:
        said = f"table {name} has changed, and the crawler's policy LOG leaves it" if _differs(there, found) else ""
        return TableChange("keep", there, said)
    return TableChange("update", found)


def of_partitions(
    existing: Iterable[Definition], found: Mapping[tuple[str, ...], Definition], policy: Policy, table: Definition
) -> PartitionChanges:
    """The partitions of one table: those that are there, and those that were found, by their values."""
    changes, left = PartitionChanges(), dict(found)
    width = len(table.get("PartitionKeys") or [])
    for one in existing:
        there = {name: one[name] for name in _PARTITION if name in one}
        wanted = left.pop(tuple(one["Values"]), None)
        if wanted is None:
            if len(one["Values"]) != width or policy.delete == "DELETE_FROM_DATABASE":
                changes.delete.append(one["Values"])
            else:
                changes.said.append(f"partition {one['Values']} of {table['Name']} holds no object any more")
            continue
        wanted = inherited(wanted, table) if policy.inherit else wanted
        if _bare(there) != _bare(wanted) and (policy.update or policy.inherit):
            changes.update.append(wanted)
    changes.create = [inherited(one, table) if policy.inherit else one for one in left.values()]
    return changes


def inherited(partition: Definition, table: Definition) -> Definition:
    """A partition with its table's format, SerDe, schema and classification."""
    of_table, storage = table["StorageDescriptor"], dict(partition["StorageDescriptor"])
    for member in ("Columns", "InputFormat", "OutputFormat", "SerdeInfo", "Compressed"):
        if member in of_table:
            storage[member] = of_table[member]
    parameters = dict(partition["Parameters"])
    for name in ("classification", "compressionType", "delimiter", "skip.header.line.count"):
        if name in table["Parameters"]:
            parameters[name] = table["Parameters"][name]
    return {**partition, "StorageDescriptor": {**storage, "Parameters": parameters}, "Parameters": parameters}


def deprecated(table: Definition, now: float) -> Definition | None:
    """A table marked as one whose data is gone; None where it is marked already."""
    there = {name: table[name] for name in _TABLE if name in table}
    parameters = dict(there.get("Parameters") or {})
    if DEPRECATED in parameters:
        return None
    return {**there, "Parameters": {**parameters, DEPRECATED: str(round(now * 1000))}}


def _merged(there: Definition, found: Definition, now: float) -> TableChange:
    """The table as it is, with columns that are new. One whose format changed is deprecated."""
    before, after = there.get("Parameters") or {}, found["Parameters"]
    changed = [name for name in _FUNDAMENTAL if before.get(name) != after.get(name)]
    if changed:
        said = f"table {there['Name']} is deprecated: its {changed[0]} is {after.get(changed[0])!r} now"
        marked = deprecated(there, now)
        return TableChange("update", marked, said) if marked else TableChange("keep", there, said)
    old, new = there["StorageDescriptor"], found["StorageDescriptor"]
    fresh = {column["Name"]: column["Type"] for column in new["Columns"]}
    columns = [
        {**column, "Type": text(grown(parsed(column["Type"]), parsed(fresh.pop(column["Name"], column["Type"]))))}
        for column in old.get("Columns") or []
    ]
    columns += [{"Name": name, "Type": kind} for name, kind in fresh.items()]
    serde = dict(old.get("SerdeInfo") or {})
    serde["Parameters"] = {**(serde.get("Parameters") or {}), **(new["SerdeInfo"].get("Parameters") or {})}
    parameters = {**before, **after}
    storage = {**old, "Columns": columns, "SerdeInfo": serde, "Parameters": {**(old.get("Parameters") or {}), **after}}
    merged = {**there, "StorageDescriptor": storage, "Parameters": parameters}
    merged["Parameters"].pop(DEPRECATED, None)
    return TableChange("keep" if _bare(merged) == _bare(there) else "update", merged)


def _differs(there: Definition, found: Definition) -> bool:
    """Whether more than counts changed."""
    old, new = there.get("StorageDescriptor") or {}, found["StorageDescriptor"]
    names = ("Columns", "InputFormat", "OutputFormat", "SerdeInfo")
    keys = (there.get("PartitionKeys") or []) != found["PartitionKeys"]
    return keys or any(old.get(name) != new.get(name) for name in names)


def _bare(definition: Definition) -> Definition:
    """A definition without the id of the run that wrote it."""
    plain = {name: value for name, value in definition.items() if name not in ("Parameters", "StorageDescriptor")}
    storage = dict(definition.get("StorageDescriptor") or {})
    storage["Parameters"] = _without_run(storage.get("Parameters"))
    return {**plain, "StorageDescriptor": storage, "Parameters": _without_run(definition.get("Parameters"))}


def _without_run(parameters: dict[str, str] | None) -> dict[str, str]:
    return {name: value for name, value in (parameters or {}).items() if name != RUN}
