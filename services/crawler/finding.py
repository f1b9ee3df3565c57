"""What was learned of one object, or of several taken together: its format, columns, and how many records it has.

compatible   the same format, compression and delimiter: one table could read both
similarity   which share of the columns are the same
"""

from __future__ import annotations

import msgspec

from services.crawler.types import Column, alike, union

# Two schemas are similar from here on: repost.aws/knowledge-center/glue-crawler-detect-schema
SIMILAR = 0.7
MOST_COLUMNS = 10_000
MOST_TYPE = 131_072  # characters of a column's type, of Glue's service model
UNKNOWN = "UNKNOWN"


class Damaged(Exception):
    """An object that cannot be read; the message says why. The crawl goes on without it."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of objects of one format.

    `average` is uncompressed bytes a record; `paths` are the names of JSON's columns as they were written; `details`
    are what a SerDe needs: delimiter, header, serde, quote, grok, patterns, avro.
    """

    classification: str
    compression: str = "none"
    columns: tuple[Column, ...] = ()
    records: int = 0
    average: int = 0
    objects: int = 1
    size: int = 0  # stored bytes
    paths: tuple[str, ...] = ()
    details: dict[str, str] = {}
    notes: tuple[str, ...] = ()


def compatible(one: Finding, other: Finding) -> bool:
    """Whether one table could read both, whatever their columns are."""
    same = (one.classification, one.compression) == (other.classification, other.compression)
    return same and all(one.details.get(name) == other.details.get(name) for name in ("delimiter", "serde", "grok"))


def similarity(one: Finding, other: Finding, grown: bool) -> float:
    """The share of columns that have the same name and a type that agrees.

    Of the smaller schema where one may have grown out of the other: in one folder, or in folders of one key. Of the
    larger one in folders that nothing but their place tells to be alike.
    """
    mine, theirs = dict(one.columns), dict(other.columns)
    of = (min if grown else max)(len(mine), len(theirs))
    return sum(name in theirs and alike(kind, theirs[name]) for name, kind in mine.items()) / of if of else 1.0


def together(one: Finding, other: Finding) -> Finding:
    """Both as one: the union of columns, the sum of counts."""
    records = one.records + other.records
    weighed = one.average * one.records + other.average * other.records
    details = {**other.details, **one.details}
    if "header" in details and one.details.get("header") != other.details.get("header"):
        details["header"] = "false"
    return Finding(
        classification=one.classification,
        compression=one.compression,
        columns=one.columns if one.columns == other.columns else union(one.columns, other.columns),
        records=records,
        average=round(weighed / records) if records else max(one.average, other.average),
        objects=one.objects + other.objects,
        size=one.size + other.size,
        paths=one.paths if one.paths == other.paths else tuple(sorted({*one.paths, *other.paths})),
        details=details,
        notes=tuple(dict.fromkeys((*one.notes, *other.notes)))[:10],
    )
