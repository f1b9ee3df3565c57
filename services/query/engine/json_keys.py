"""The keys of JSON objects as columns mean them: of any case, at every level. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.query.engine.types import Type, quoted
from services.query.failure import not_served


def merged(one: Any, other: Any) -> Any:
    """The structure of objects of two kinds: the keys of both, at every level.

    >>> merged({"a": {"b": "VARCHAR"}}, {"a": {"c": "NULL"}, "d": ["NULL"]})
    {'a': {'b': 'VARCHAR', 'c': 'NULL'}, 'd': ['NULL']}
    """
    if isinstance(one, dict) and isinstance(other, dict):
        return one | {key: merged(one[key], value) if key in one else value for key, value in other.items()}
    if isinstance(one, list) and isinstance(other, list):
        return [merged(one[0], other[0])] if one and other else one or other
    return one if isinstance(one, dict | list) or not isinstance(other, dict | list) else other


def keys_of(name: str, there: Mapping[str, Any]) -> list[str]:
    """The keys of the objects that a column means: in any case, as Hive's SerDes have it."""
    return sorted((key for key in there if key.lower() == name.lower()), key=lambda key: (key != name, key))


def as_read(type_: Type, there: Any) -> str:
    """The type to read a value as: a struct's fields by the keys that the objects have for them."""
    if type_.kind == "struct" and isinstance(there, dict):
        members = []
        for name, of in type_.fields:
            keys = keys_of(name, there)
            if len(keys) > 1:
                raise not_served(f"the keys {keys[0]!r} and {keys[1]!r} of the same object differ in case alone")
            members.append(f"{quoted(keys[0] if keys else name)} {as_read(of, there[keys[0]] if keys else None)}")
        return f"STRUCT({', '.join(members)})"
    if type_.kind == "array" and isinstance(there, list) and there:
        return f"{as_read(type_.fields[0][1], there[0])}[]"
    return type_.duckdb
