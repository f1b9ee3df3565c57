"""What Iceberg's files ask of the object store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Protocol

from lake.edges.objects import ObjectInfo


class Store(Protocol):
    """The object store's methods by their names there."""

    def get(self, bucket: str, key: str) -> bytes: ...
    def put_file(self, bucket: str, key: str, file: BinaryIO, content_type: str = ...) -> int: ...
    def delete(self, bucket: str, keys: Iterable[str]) -> None: ...
    def list(self, bucket: str, prefix: str = ..., after: str = ...) -> Iterator[ObjectInfo]: ...
