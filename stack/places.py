"""Where the embedded stack keeps things, all under TARN_HOME: what is installed, what runs, its logs and its data.

Every program of the stack works in TARN_HOME and is given paths below it as relative ones: no configuration file, list
of folders or option of a JVM then has to quote what that path holds.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lake import config
from lake.errors import TarnError
from lake.home import claim, refuse_path

REPOSITORY = Path(__file__).resolve().parent.parent

# Linux' sun_path holds 108 bytes, macOS' 104, and supervisord binds a temporary name that is longer than its own.
_SOCKET_PATH_LIMIT = 85


@dataclass(frozen=True)
class Places:
    """The folders and files of one embedded stack."""

    home: Path

    @property
    def venv(self) -> Path:
        """The virtual environment that `./tarn` makes."""
        return self.home / "venv"

    @property
    def jars(self) -> Path:
        """One folder of jars for each lock file: kafka, s3proxy, spark."""
        return self.home / "jars"

    @property
    def cache(self) -> Path:
        """What can be made again at any time."""
        return self.home / "cache"

    @property
    def data(self) -> Path:
        """What the parts store: `down --wipe` removes it."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """One log file for each program."""
        return self.home / "log"

    @property
    def run(self) -> Path:
        """Rendered configuration, made anew by every start."""
        return self.home / "run"

    @property
    def base(self) -> Path:
        """The port base of the stack that runs."""
        return self.run / "port-base"

    @property
    def scratch(self) -> Path:
        """The temporary folder of every program of the stack, emptied by `up` and `down`."""
        return self.run / "tmp"

    @property
    def supervisor_config(self) -> Path:
        """What supervisord reads."""
        return self.home / "supervisord.conf"

    @property
    def socket(self) -> Path:
        """Where supervisord is spoken to: below `run`, or in /tmp where that path is too long, whatever TMPDIR says."""
        beside = self.run / "supervisor.sock"
        if len(os.fsencode(beside)) <= _SOCKET_PATH_LIMIT:
            return beside
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return Path("/tmp") / f"tarn-{os.getuid()}-{digest}" / "supervisor.sock"

    def make(self) -> None:
        """Makes the folders, private to the user. Raises TarnError where that fails, or the home is not tarn's."""
        claim(self.home)
        try:
            for folder in (self.cache, self.data, self.log, self.run, self.scratch, self.jars, self.socket.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            trouble = f"cannot make {error.filename}: {error.strerror}"
            raise TarnError(f"{trouble}; set TARN_HOME to a folder of yours") from None
        if self.socket.parent.stat().st_uid != os.getuid():
            raise TarnError(f"{self.socket.parent} belongs to someone else; set TARN_HOME to a shorter path")

    def below(self, path: Path) -> str:
        """The path as a program of the stack is given it: relative to the home, in which it works."""
        return str(path.relative_to(self.home))

    def forget(self) -> None:
        """Removes what is of no use once nothing runs: the socket and the temporary folders."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.socket.unlink(missing_ok=True)
        if self.socket.parent != self.run:
            with suppress(OSError):  # not there, or somebody's
                self.socket.parent.rmdir()


def write_private(path: Path, text: str) -> Path:
    """Writes a new file that nobody else can read, in place of one that was there; returns its path."""
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    return path


def places() -> Places:
    """The places of the stack that TARN_HOME names. Raises TarnError for a path that some part cannot hold."""
    home = config.home()
    for path in (home, REPOSITORY):
        refuse_path(path)
    return Places(home)
