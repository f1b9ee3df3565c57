"""A small disk under one part of the stack, so that it can be really full: ENOSPC from the kernel, no stand-in.

with on_small_disk(operator, "redis", home) as disk:   mounted while the part is stopped, with what it held copied to it
    disk.fill()                                        something else takes the last byte
    disk.free()                                        and is removed

After the block the part's data are back where they were. A tmpfs, since that needs no device; where none can be
mounted, or where it does not keep the attributes that the object store writes beside a file, the test is skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.faults.operator import Operator

FOLDERS = {
    "kafka": ("kafka",),
    "redis": ("redis", "valkey"),
    "object-store": ("minio", "s3proxy"),
}
ROOM_MB = 32  # beside what the part held


class Disk:
    """What is mounted at a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Until the kernel says ENOSPC."""
        with self._ballast.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(1_000_000)):
                pass
        assert os.statvfs(self.folder).f_bavail == 0

    def free(self) -> None:
        """There is room again."""
        self._ballast.unlink(missing_ok=True)


@contextmanager
def on_small_disk(operator: Operator, part: str, home: Path) -> Iterator[Disk]:
    """The part runs on the small disk within the block, and is stopped for a moment before and after it."""
    _check(home)
    folder = next(found for name in FOLDERS[part] if (found := home / "data" / name).exists())
    disk = Disk(folder)
    with operator.in_place_of(part):
        _onto_small_disk(folder)
    try:
        yield disk
    finally:
        disk.free()
        with operator.in_place_of(part):
            _off_again(folder)


def _check(home: Path) -> None:
    with tempfile.TemporaryDirectory(dir=home) as trial:
        mounted = _run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", trial)
        if mounted.returncode != 0:
            pytest.skip(f"no small disk can be mounted here: {mounted.stderr.splitlines()[0]}")
        try:
            os.setxattr(trial, "user.tarn", b"kept")
        except OSError as error:
            pytest.skip(f"a tmpfs does not keep user attributes here: {error.strerror}")
        finally:
            _done("umount", trial)


def _onto_small_disk(folder: Path) -> None:
    before = folder.with_name(f"{folder.name}-before")
    folder.rename(before)
    folder.mkdir(mode=0o700)
    _done("mount", "-t", "tmpfs", "-o", "mode=700", "tmpfs", str(folder))
    _done("cp", "-a", f"{before}/.", str(folder))
    at = os.statvfs(folder)
    used = (at.f_blocks - at.f_bfree) * at.f_frsize
    _done("mount", "-o", f"remount,size={used + ROOM_MB * 2**20}", str(folder))
    shutil.rmtree(before)


def _off_again(folder: Path) -> None:
    after = folder.with_name(f"{folder.name}-after")
    _done("cp", "-a", str(folder), str(after))
    _done("umount", str(folder))
    folder.rmdir()
    after.rename(folder)


def _done(*command: str) -> None:
    done = _run(*command)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)
