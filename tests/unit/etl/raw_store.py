"""A bucket in memory, as far as the ETL reads and writes one."""

from __future__ import annotations

from collections.abc import Iterable


class RawStore:
    """Objects by key, in whatever bucket."""

    def __init__(self, objects: dict[str, bytes]) -> None:
        self.objects = objects

    def get(self, _bucket: str, key: str) -> bytes:
        """A whole object. Raises KeyError."""
        return self.objects[key]

    def get_range(self, _bucket: str, key: str, offset: int, length: int) -> bytes:
        """Some of an object. Raises KeyError."""
        return self.objects[key][offset : offset + length]

    def put(self, _bucket: str, key: str, data: bytes, _content_type: str) -> None:
        """Writes a whole object."""
        self.objects[key] = data

    def delete(self, _bucket: str, keys: Iterable[str]) -> None:
        """Deletes objects."""
        for key in keys:
            self.objects.pop(key, None)
