"""Event partitions: five values and the folder they make under `processed/events/`.

Folders are named as Hive names them, because Spark writes them and every reader of a lake (Athena, DuckDB, Spark)
knows how to undo it: the characters of `_ESCAPED` as `%XX`, all others as they are. For names of letters, digits, `-`,
`_` and `:` that is also what the raw bucket's percent-encoding makes of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lake.layout import RawKey

COLUMNS = ("event_type", "event_subtype", "year", "month", "day")

# org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils.charToEscape
_ESCAPED = re.compile("[\x01-\x1f\x7f" + re.escape("\"#%'*/:=?\\{[]^") + "]")


@dataclass(frozen=True, order=True)
class Partition:
    """One event partition: type, subtype, year, month, day, as text."""

    values: tuple[str, ...]

    @property
    def folder(self) -> str:
        """The folder under `events/`, without a slash at either end."""
        return "/".join(f"{column}={escape(value)}" for column, value in zip(COLUMNS, self.values, strict=True))


def partition_of(key: RawKey) -> Partition:
    """The partition that a raw object's lines belong to."""
    return Partition((key.event_type, key.event_subtype, f"{key.day:%Y}".zfill(4), f"{key.day:%m}", f"{key.day:%d}"))


def parse_folder(folder: str) -> Partition:
    """The partition whose folder this is. Raises ValueError where it is none."""
    parts = [part.partition("=") for part in folder.split("/")]
    if tuple(name for name, _, _ in parts) != COLUMNS:
        raise ValueError(f"{folder!r} is no partition folder")
    return Partition(tuple(unescape(value) for _, _, value in parts))


def escape(value: str) -> str:
    """One value as Hive and Spark write it into a path.

    >>> escape("order:completed")
    'order%3Acompleted'
    """
    return _ESCAPED.sub(lambda found: f"%{ord(found[0]):02X}", value)


def unescape(text: str) -> str:
    """The value that `escape` made `text` of."""
    return re.sub("%([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), text)
