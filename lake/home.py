"""Which folder may be TARN_HOME: one that tarn made, or an empty one that it makes its own. Standard library alone.

A file `.tarn-home` marks a folder as tarn's. Everything that tarn installs, stores or deletes lies below such a folder.
The launcher's own `.tarn` of a version that wrote no marker is known by what it holds.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lake.errors import TarnError

MARKER = ".tarn-home"

_SAYS = "tarn keeps everything below this folder, and `tarn down --wipe` deletes data/, log/ and run/ in it.\n"
_DEFAULT = (Path(__file__).parent.parent / ".tarn").resolve()


def refuse_path(path: Path) -> None:
    """Raises TarnError for a path that some layer below cannot hold, whatever the quoting.

    Python's and Java's lists of paths are separated by colons and know no escape (PYTHONPATH, -classpath). Java fails
    to decode a class path with a character beyond U+FFFF (17 and 21). Programs take paths as UTF-8, lines as one line.
    """
    try:
        text = os.fsencode(path).decode()
    except UnicodeDecodeError:
        raise TarnError(f"the path {str(path)!r} is not UTF-8: choose another folder") from None
    bad = sorted({one for one in text if one == ":" or one > "\uffff" or not one.isprintable()})
    if bad:
        raise TarnError(f"the path {text!r} holds {' '.join(map(repr, bad))}: choose a folder without")


def claim(home: Path, default: Path = _DEFAULT) -> None:
    """Makes `home` tarn's own, mode 0700. Raises TarnError for a folder that is not, and then changes nothing."""
    refuse(home, default)
    with _told(home):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if home.stat().st_mode & 0o077:
            home.chmod(0o700)  # it holds events and keys
        if not (home / MARKER).exists():
            (home / MARKER).write_text(_SAYS, encoding="utf-8")


def refuse(home: Path, default: Path = _DEFAULT) -> None:
    """Raises TarnError for a folder of another user, or one with something in it that tarn did not put there."""
    refuse_path(home)
    with _told(home):
        if not home.exists():
            return
        if home.stat().st_uid != os.geteuid():
            raise TarnError(f"{home} belongs to another user: set TARN_HOME to a folder of yours")
        if not is_tarns(home, default) and any(home.iterdir()):
            raise TarnError(
                f"{home} is not empty and tarn did not make it: set TARN_HOME to an empty folder, "
                f"or, where an older tarn made it, put an empty file {MARKER} into it"
            )


def is_tarns(home: Path, default: Path = _DEFAULT) -> bool:
    """Whether tarn made this folder."""
    return (home / MARKER).is_file() or (home.resolve() == default and _made_before_markers(home))


@contextmanager
def _told(home: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = f"cannot use {error.filename or home} as a folder: {error.strerror}"
        raise TarnError(f"{where}; set TARN_HOME to a folder of yours") from None


def _made_before_markers(home: Path) -> bool:
    return (home / "venv" / ".installed").exists() or any(home.glob("run/supervisor*"))
