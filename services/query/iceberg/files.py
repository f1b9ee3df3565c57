"""pyiceberg's files over the object store: written whole when they are closed, so that no reader sees half of one."""

from __future__ import annotations

import io
import tempfile
from typing import Any

from pyiceberg.io import FileIO, InputFile, InputStream, OutputFile, OutputStream

from services.query.iceberg.store import Store

_IN_MEMORY = 16 * 1024 * 1024


def place(location: str) -> tuple[str, str]:
    """Bucket and key of a location."""
    bucket, _, key = location.partition("://")[2].partition("/")
    return bucket, key


class StoredFiles(FileIO):
    """Every file is an object."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store

    def new_input(self, location: str) -> _Input:
        """An object to be read."""
        return _Input(location, self.store)

    def new_output(self, location: str) -> _Output:
        """An object to be written."""
        return _Output(location, self.store)

    def delete(self, location: str | InputFile | OutputFile) -> None:
        """Deletes an object; one that is not there is no error."""
        bucket, key = place(location if isinstance(location, str) else location.location)
        self.store.delete(bucket, [key])


class _Input(InputFile):
    def __init__(self, location: str, store: Store) -> None:
        super().__init__(location)
        self._store = store

    def _data(self) -> bytes:
        try:
            return self._store.get(*place(self.location))
        except KeyError:
            raise FileNotFoundError(self.location) from None

    def __len__(self) -> int:
        return len(self._data())

    def exists(self) -> bool:
        """Whether there is such an object."""
        try:
            self._data()
        except FileNotFoundError:
            return False
        return True

    def open(self, seekable: bool = True) -> InputStream:  # noqa: ARG002
        """Metadata and manifests are small: they are read whole."""
        return io.BytesIO(self._data())


class _Output(OutputFile):
    def __init__(self, location: str, store: Store) -> None:
        super().__init__(location)
        self._store = store
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def exists(self) -> bool:
        """Names are made of UUIDs: none is there before."""
        return False

    def to_input_file(self) -> InputFile:
        """The same object, to be read."""
        return _Input(self.location, self._store)

    def create(self, overwrite: bool = False) -> OutputStream:  # noqa: ARG002
        """An open file."""
        return _Stream(self)

    def finish(self, file: Any) -> None:
        """The file is whole."""
        self._size = self._store.put_file(*place(self.location), file)


class _Stream(tempfile.SpooledTemporaryFile[bytes]):
    """A file in memory or on disk that becomes an object when it is closed."""

    def __init__(self, output: _Output) -> None:
        super().__init__(_IN_MEMORY)
        self._output: _Output | None = output

    def close(self) -> None:
        """Puts the object, once."""
        output, self._output = self._output, None
        if output is not None:
            output.finish(self)
        super().close()

    def __exit__(self, exc: Any, value: Any, tb: Any) -> None:
        if exc is not None:
            self._output = None  # what was being written failed: there is no object
        self.close()
