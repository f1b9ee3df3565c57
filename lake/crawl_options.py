"""What a crawler's `Configuration` says: a versioned JSON text, kept as it came, and what is understood of it.

    docs.aws.amazon.com/glue/latest/dg/crawler-configuration.html

An option that is not here is refused when a crawler is made, never passed over.
"""

from __future__ import annotations

from typing import Any

import msgspec


class NotUnderstood(ValueError):
    """The text is no configuration that tarn can honour; the message names the option."""


class CrawlOptions(msgspec.Struct, frozen=True):
    """The options, with what Glue takes where they are left out."""

    combine: bool = False  # Grouping.TableGroupingPolicy CombineCompatibleSchemas
    table_level: int | None = None  # Grouping.TableLevelConfiguration: the bucket is level 1
    table_threshold: int | None = None  # CrawlerOutput.Tables.TableThreshold
    merge_new_columns: bool = False  # CrawlerOutput.Tables.AddOrUpdateBehavior MergeNewColumns
    index: bool = True  # CreatePartitionIndex
    inherit: bool = False  # CrawlerOutput.Partitions.AddOrUpdateBehavior InheritFromTable


def parse(text: str | None) -> CrawlOptions:
    """Reads a `Configuration`; none is the defaults. Raises NotUnderstood."""
    if not text or not text.strip():
        return CrawlOptions()
    try:
        given = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise NotUnderstood(f"Configuration is no JSON: {error}") from None
    top = _members(given, "Configuration", "Version", "CrawlerOutput", "Grouping", "CreatePartitionIndex")
    if top.get("Version", 1.0) not in (1, 1.0):
        raise NotUnderstood(f"Configuration.Version is {top['Version']!r}, not 1.0")
    if not isinstance(top.get("CreatePartitionIndex", True), bool):
        raise NotUnderstood("Configuration.CreatePartitionIndex is neither true nor false")
    output = _members(top.get("CrawlerOutput", {}), "CrawlerOutput", "Tables", "Partitions")
    of_tables = _members(output.get("Tables", {}), "CrawlerOutput.Tables", "AddOrUpdateBehavior", "TableThreshold")
    of_partitions = _members(output.get("Partitions", {}), "CrawlerOutput.Partitions", "AddOrUpdateBehavior")
    grouping = _members(top.get("Grouping", {}), "Grouping", "TableGroupingPolicy", "TableLevelConfiguration")
    return CrawlOptions(
        _chosen(grouping, "TableGroupingPolicy", "CombineCompatibleSchemas"),
        _positive(grouping, "TableLevelConfiguration"),
        _positive(of_tables, "TableThreshold"),
        _chosen(of_tables, "AddOrUpdateBehavior", "MergeNewColumns"),
        top.get("CreatePartitionIndex", True),
        _chosen(of_partitions, "AddOrUpdateBehavior", "InheritFromTable"),
    )


def _members(value: Any, where: str, *known: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NotUnderstood(f"{where} is no JSON object")
    if unknown := sorted(value.keys() - set(known)):
        raise NotUnderstood(f"option {unknown[0][:100]!r} of {where} is not served")
    return value


def _chosen(given: dict[str, Any], option: str, only: str) -> bool:
    if option in given and given[option] != only:
        raise NotUnderstood(f"{option} {str(given[option])[:100]!r} is not served: it is {only} or left out")
    return option in given


def _positive(given: dict[str, Any], option: str) -> int | None:
    value = given.get(option)
    if value is None:
        return None
    if isinstance(value, str) and value.isdigit():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise NotUnderstood(f"{option} is {value!r}, not a positive number")
    return value
