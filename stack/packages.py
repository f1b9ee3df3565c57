"""Set-up, once: what the launcher did not install because only the running stack needs it.

Jars and PySpark (the bulk of it) are fetched at the same time, each verified against digests in this repository. Both
go on where an interrupted set-up stopped, and both are done in milliseconds when nothing changed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from lake.errors import TarnError
from stack import jars, object_store, trino
from stack.jars import Progress
from stack.places import REPOSITORY, Places, places

REQUIREMENTS = REPOSITORY / "requirements"
ETL_NEEDS_MB = 2500  # PySpark's archive, its unpacked source and the wheel built from it, at the same time


def setup(progress: Progress) -> None:
    """Completes the set-up of the embedded stack; says what it is doing through `progress`. Raises TarnError."""
    at = places()
    at.make()
    with ThreadPoolExecutor(1) as beside:
        packages = beside.submit(install, "etl", progress)
        jars.fetch(wanted_jars(at), at.jars, progress)
        packages.result()
    trino.setup(at, progress)


def ready() -> bool:
    """Whether `setup` has nothing left to do."""
    at = places()
    return (
        installed("etl", at)
        and trino.ready(at)
        and not any(jars.missing(name, at.jars / name) for name in wanted_jars(at))
    )


def wanted_jars(at: Places) -> list[str]:
    """The jar sets this machine needs: S3Proxy's only where no MinIO was found."""
    return ["kafka", "etl"] + ([] if object_store.find_minio(at) else ["s3proxy"])


def installed(part: str, at: Places) -> bool:
    """Whether the packages of `requirements/<part>.txt`, as it reads now, are in the virtual environment."""
    marker = at.venv / f".installed-{part}"
    return marker.exists() and marker.read_text(encoding="ascii") == _digest(part)


def install(part: str, progress: Progress = lambda _: None) -> None:
    """Installs `requirements/<part>.txt` into the virtual environment, hashes checked. Raises TarnError."""
    at = places()
    if not at.venv.exists() or installed(part, at):  # somebody else's Python: they see to its packages
        return
    free = shutil.disk_usage(at.home).free // 2**20
    if part == "etl" and free < ETL_NEEDS_MB:
        raise TarnError(f"only {free} MB are free in {at.home} and installing Spark needs {ETL_NEEDS_MB}: free some")
    progress(f"packages: installing those of requirements/{part}.txt")
    log = at.log / "setup.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    cache = at.cache / "uv"
    with log.open("a", encoding="utf-8") as output:
        process = subprocess.Popen(
            # PySpark is built by the pinned setuptools in the environment, not by whichever is newest.
            [str(at.venv / "bin" / "uv"), "pip", "install", "--no-deps", "--require-hashes", "--no-build-isolation"]
            + ["--python", sys.executable, "-r", str(REQUIREMENTS / f"{part}.txt")],
            env={**os.environ, "UV_CACHE_DIR": str(cache)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        while process.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)
            progress(f"packages: installing those of requirements/{part}.txt, {_megabytes(cache)} MB fetched")
    if process.returncode != 0:
        raise TarnError(f"cannot install {part}'s packages: is a Python package index reachable? Details: {log}")
    (at.venv / f".installed-{part}").write_text(_digest(part), encoding="ascii")
    shutil.rmtree(cache, ignore_errors=True)
    progress(f"packages: those of requirements/{part}.txt are installed")


def _megabytes(folder: Path) -> int:
    """What a folder holds while another process fills it: a folder or file that is gone meanwhile counts nothing."""
    total = 0
    for at, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(at, name)).st_size
    return total // 1_000_000


def _digest(part: str) -> str:
    return jars.sha256(Path(REQUIREMENTS / f"{part}.txt"))
