"""Folders `key=value` as Hive writes and reads them (FileUtils.escapePathName). Pure."""

from __future__ import annotations

from urllib.parse import quote

NULL = "__HIVE_DEFAULT_PARTITION__"

_ESCAPED = frozenset([*map(chr, range(32)), *"\"#%'*/:=?\\{[]^", "\x7f"])


def escaped(value: str) -> str:
    """A partition value as a part of a path."""
    if not value:
        return NULL
    return "".join(quote(c, safe="") if c in _ESCAPED else c for c in value)
