"""Where the embedded stack keeps things, all under TARN_HOME: what is installed, what runs, its logs and its data."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lake import config
from lake.errors import TarnError

REPOSITORY = Path(__file__).resolve().parent.parent

# Each of these would end a value early in supervisord.conf, in a Java class path or in Kafka's log.dirs.
_UNUSABLE = "\"'%;#:,\n"
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
    def supervisor_config(self) -> Path:
        """What supervisord reads."""
        return self.home / "supervisord.conf"

    @property
    def socket(self) -> Path:
        """Where supervisord is spoken to: below `run`, or in the temporary folder where that path is too long."""
        beside = self.run / "supervisor.sock"
        if len(os.fsencode(beside)) <= _SOCKET_PATH_LIMIT:
            return beside
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"tarn-{os.getuid()}-{digest}" / "supervisor.sock"

    def make(self) -> None:
        """Makes the folders, private to the user. Raises TarnError where that cannot be done."""
        try:
            for folder in (self.home, self.cache, self.data, self.log, self.run, self.jars, self.socket.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            trouble = f"cannot make {error.filename}: {error.strerror}"
            raise TarnError(f"{trouble}; set TARN_HOME to a folder of yours") from None
        if self.socket.parent.stat().st_uid != os.getuid():
            raise TarnError(f"{self.socket.parent} belongs to someone else; set TARN_HOME to a shorter path")


def places() -> Places:
    """The places of the stack that TARN_HOME names. Raises TarnError for a path no configuration file can hold."""
    home = config.home()
    for path in (home, REPOSITORY):
        unusable = sorted(set(str(path)) & set(_UNUSABLE))
        if unusable:
            raise TarnError(f"the path {str(path)!r} holds {' '.join(map(repr, unusable))}: choose a folder without")
    return Places(home)
