"""The file that declares a job: what it reads, what it checks, which tables it makes. Pure.

`star.toml` is the one that tarn ships, and tells in its comments what each entry means. A file that cannot be is
refused in one line before anything runs; the SQL in it is looked at by Spark, and a mistake there ends the run.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from typing import Annotated

import msgspec
from msgspec import Meta

from lake.errors import TarnError

TIME = "event_time"
DAY = "event_day"
HOUR = "event_hour"
GIVEN = ("event_uuid", "event_name", TIME, DAY, "source")  # what an expression sees beside the members
KINDS = ("string", "number", "boolean", "object", "array")
SCHEMA, NO_KEY, DUPLICATE = "schema", "no_key", "duplicate_key"  # reasons that every job has

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,127}")
_LATEST = re.compile(r"latest ([a-z_][a-z0-9_]{0,127})")
_RESERVED = {DAY, HOUR, "generation", "reason", "body"}

Text = Annotated[str, Meta(min_length=1)]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file: an entry that is not known is refused."""


class Source(_Part, frozen=True):
    """Which partitions of tarn.events: an expression of GetPartitions."""

    where: Text


class Target(_Part, frozen=True):
    """Where the tables are. `grace_s`: seconds until replaced files go."""

    database: Text
    location: Text
    quarantine: Text
    grace_s: Annotated[float, Meta(ge=0)] = 600


class Check(_Part, frozen=True):
    """A condition in SQL, and the reason of an event for which it is false or null."""

    reason: Text
    holds: Text


class Fact(_Part, frozen=True):
    """The fact table: columns as expressions in SQL."""

    table: Text
    key: Text
    columns: dict[str, str]


class Dimension(_Part, frozen=True):
    """The dimension: columns are `first`, `last` or `latest MEMBER`."""

    table: Text
    by_day: Text
    key: Text
    columns: dict[str, str]

    @property
    def latest(self) -> dict[str, str]:
        """Columns that hold a member's latest value, with the member."""
        found = {name: _LATEST.fullmatch(rule) for name, rule in self.columns.items()}
        return {name: match[1] for name, match in found.items() if match}


class Declaration(_Part, frozen=True):
    """A declared job."""

    source: Source
    target: Target
    members: dict[str, str]
    checks: tuple[Check, ...]
    fact: Fact
    dimension: Dimension

    @property
    def digest(self) -> str:
        """Says whether two declarations are the same; a changed one makes every day anew."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:16]

    @property
    def tables(self) -> tuple[str, str, str, str]:
        """Fact, dimension by day, quarantine, dimension."""
        return self.fact.table, self.dimension.by_day, self.target.quarantine, self.dimension.table

    def place(self, table: str) -> str:
        """Where a table lies: `s3://bucket/prefix/table/`."""
        return f"{self.target.location.rstrip('/')}/{table}/"


def parse(text: bytes, name: str) -> Declaration:
    """Reads the file `name`. Raises TarnError, in one line, where it cannot be."""
    try:
        declared = msgspec.convert(tomllib.loads(text.decode()), Declaration)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise TarnError(f"the declaration {name} is not usable: {error}") from None
    if wrong := find_wrong(declared):
        raise TarnError(f"the declaration {name} is not usable: {wrong}")
    return declared


def find_wrong(it: Declaration) -> str | None:
    """What is wrong with the first entry that cannot be, or None."""
    for name in (it.target.database, *it.tables, *it.members, *it.fact.columns, *it.dimension.columns):
        if not _NAME.fullmatch(name):
            return f"{name!r} is no name: lower-case letters, digits and _, and no digit first"
    if len(set(it.tables)) < len(it.tables):
        return f"the tables {', '.join(it.tables)} are not four"
    if not re.fullmatch(r"s3://[^/]+/.+", it.target.location):
        return f"target.location {it.target.location!r} is no folder in S3: give s3://bucket/prefix/"
    return _wrong_members(it) or _wrong_checks(it) or _wrong_fact(it.fact) or _wrong_dimension(it)


def _wrong_members(it: Declaration) -> str | None:
    for name, kind in it.members.items():
        if name in {*GIVEN, *_RESERVED}:
            return f"member {name!r} is there already, under the same name"
        if kind.removesuffix("?") not in KINDS:
            return f"member {name!r} is {kind!r}: give one of {', '.join(KINDS)}, with ? where it may be missing"
    return None


def _wrong_checks(it: Declaration) -> str | None:
    reasons = [SCHEMA, NO_KEY, DUPLICATE]
    for check in it.checks:
        if not _NAME.fullmatch(check.reason) or check.reason in reasons:
            return f"reason {check.reason!r} is no name, or is there already"
        reasons.append(check.reason)
    return None


def _wrong_fact(fact: Fact) -> str | None:
    if fact.columns.get(TIME) != TIME:
        return f"fact.columns has no {TIME} = {TIME!r}: a run of an hour tells the rows of others by it"
    if fact.key not in fact.columns:
        return f"fact.key {fact.key!r} is none of its columns"
    if taken := sorted(_RESERVED & fact.columns.keys()):
        return f"column {taken[0]!r} of the fact table is there already"
    return None


def _wrong_dimension(it: Declaration) -> str | None:
    about = it.dimension
    if about.key not in it.fact.columns:
        return f"dimension.key {about.key!r} is no column of the fact table"
    for name, rule in about.columns.items():
        if name in {about.key, *_RESERVED} or name.endswith("_at"):
            return f"column {name!r} of the dimension cannot have this name"
        match = _LATEST.fullmatch(rule)
        if match is None and rule not in ("first", "last"):
            return f"column {name!r} of the dimension is {rule!r}: give first, last or latest MEMBER"
        if match and match[1] not in it.members:
            return f"column {name!r} of the dimension is {rule!r}, and {match[1]!r} is no member"
    return None
