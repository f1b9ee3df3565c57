"""`python -m cli.set_up HOME WANTED`: makes tarn's own Python environment. The launcher calls it when it must.

It runs on whichever Python was found, so it needs the standard library alone.

1. Check what a stack needs of the machine, and that HOME is tarn's or may become it.
2. Make HOME/venv, and install pip's own next, uv, into it.
3. Have uv install every package of the command line and the services, pinned by hash.
4. Note WANTED, the digest of what was installed.

An interrupted set-up goes on where it stopped. Every step says how long it takes: a line that changes on a terminal,
elsewhere one every ten seconds.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lake import errors
from lake.errors import TarnError
from lake.home import claim, refuse

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("producer", "dedup", "sink", "gateway", "catalog", "query", "crawler", "metrics", "console", "cli", "stack")
DISK_MB = 3500  # the first set-up: packages, Spark's archive and source, jars
AGAIN_MB = 500
MEMORY_MB = 1200  # the stack without Spark
EVERY_S = 10.0

_MEMORY = Path("/proc/meminfo")


def main() -> None:
    """Sets up, or raises TarnError."""
    home, wanted = Path(sys.argv[1]), sys.argv[2]
    refuse(home)
    _check_machine(home)
    claim(home)
    if _installed(home) == wanted:  # only the home was still to be claimed
        return
    log = home / "log" / "setup.log"
    log.parent.mkdir(mode=0o700, exist_ok=True)
    python = home / "venv" / "bin" / "python"
    with _alone(home), log.open("a", encoding="utf-8") as file:
        steps = _Steps(log, file.fileno(), home / "cache" / "uv")
        if not _has_pip(python):
            _remove(home / "venv")
            steps.run("making a Python environment", "python3-venv is needed: install it", _venv(home / "venv"))
        index = "a Python package index must be reachable"
        steps.run("installing uv", index, _pip(python))
        steps.run("installing Python packages", index, _uv(python))
        _note(home).write_text(f"{wanted}\n", encoding="ascii")


def trouble(free_mb: int, available_mb: int | None, first: bool) -> str | None:
    """What the machine lacks, in a sentence; None where a stack has room, or the memory is unknown."""
    need = DISK_MB if first else AGAIN_MB
    if free_mb < need:
        return f"only {free_mb} MB of disk are free and the set-up needs {need} MB: free some, or set TARN_HOME"
    if available_mb is not None and available_mb < MEMORY_MB:
        return f"only {available_mb} MB of memory are free and the stack needs {MEMORY_MB} MB"
    return None


def available_mb(meminfo: str) -> int | None:
    """MemAvailable of /proc/meminfo."""
    for line in meminfo.splitlines():
        name, _, value = line.partition(":")
        if name == "MemAvailable":
            return int(value.split()[0]) // 1024
    return None


def _check_machine(home: Path) -> None:
    if sys.platform != "linux":
        sys.stderr.write("tarn: it is proved on Linux alone; going on\n")
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(there).free // 2**20
    memory = available_mb(_MEMORY.read_text(encoding="ascii")) if _MEMORY.exists() else None
    if lacks := trouble(free, memory, first=not _installed(home)):
        raise TarnError(lacks)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Waits for another set-up of this home."""
    with (home / ".setting-up").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sys.stderr.write("tarn: another set-up of this folder is at work: waiting for it\n")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


class _Steps:
    """Runs the steps, one child process each, whose output goes to the log; says what is done and for how long."""

    def __init__(self, log: Path, output: int, cache: Path) -> None:
        self._log = log
        self._output = output
        self._cache = cache
        self._began = time.monotonic()
        self._terminal = sys.stderr.isatty()

    def run(self, what: str, needs: str, command: list[str]) -> None:
        """Raises TarnError where the step fails."""
        environment = os.environ | {"UV_CACHE_DIR": str(self._cache)}
        process = subprocess.Popen(command, stdout=self._output, stderr=self._output, env=environment)
        try:
            self._watch(what, process)
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise
        if process.returncode != 0:
            raise TarnError(f"{what} failed: {needs}; the details are in {self._log}")

    def _watch(self, what: str, process: subprocess.Popen[bytes]) -> None:
        said = -EVERY_S
        began = time.monotonic()
        while True:
            if time.monotonic() - said >= (0.5 if self._terminal else EVERY_S):
                said = time.monotonic()
                fetched = f", {_megabytes(self._cache)} MB fetched" if self._cache.exists() else ""
                self._say(f"set-up: {what} ({said - began:.0f} s{fetched})")
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.2)
                break
        if self._terminal:
            sys.stderr.write("\r\x1b[K")

    def _say(self, sentence: str) -> None:
        sys.stderr.write(f"\r\x1b[K{sentence}" if self._terminal else f"{sentence}\n")
        sys.stderr.flush()


def _megabytes(folder: Path) -> int:
    """The size of all files in a folder, of which some come and go meanwhile."""
    total = 0
    for at, _, names in os.walk(folder):  # a folder that has gone is passed over
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(at, name)).st_size
    return total // 1_000_000


def _note(home: Path) -> Path:
    return home / "venv" / ".installed"


def _installed(home: Path) -> str:
    return _note(home).read_text(encoding="ascii").strip() if _note(home).exists() else ""


def _has_pip(python: Path) -> bool:
    with suppress(OSError):
        return subprocess.run([python, "-c", "import pip"], capture_output=True, check=False).returncode == 0
    return False


def _remove(venv: Path) -> None:
    if venv.is_symlink():
        venv.unlink()
    elif venv.exists():
        shutil.rmtree(venv)


def _venv(folder: Path) -> list[str]:
    return [sys.executable, "-m", "venv", str(folder)]


def _pip(python: Path) -> list[str]:
    build = str(ROOT / "requirements" / "build.txt")
    quiet = ("--disable-pip-version-check", "--no-input")
    return [str(python), "-m", "pip", "install", *quiet, "--require-hashes", "-r", build]


def _uv(python: Path) -> list[str]:
    files = [word for part in PARTS for word in ("-r", str(ROOT / "requirements" / f"{part}.txt"))]
    uv = str(python.parent / "uv")
    return [uv, "pip", "install", "--no-deps", "--require-hashes", "--python", str(python), *files]


def _interruptible() -> None:
    try:
        main()
    except KeyboardInterrupt:
        sys.stderr.write("\ntarn: interrupted; nothing runs, and the next command goes on with the set-up\n")
        raise SystemExit(130) from None


if __name__ == "__main__":
    errors.run(_interruptible)
