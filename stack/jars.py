"""Jars, pinned: `jars/<set>-pom.xml` says what is wanted, `jars/<set>.lock` says exactly which files that is.

A lock line is `sha256 group:artifact:version`, and `:packaging` where that is no jar. `fetch` downloads what is missing
with jgo, a Maven client in Python, so neither Maven nor Java is needed; where that cannot reach the repository and
Maven is installed, Maven tries with the user's own settings (mirrors, proxies). Either way a file counts only once its
SHA-256 is the one of the lock.
`main` (`make jars`) resolves the pom files anew with Maven and writes the locks.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lake.errors import TarnError

if TYPE_CHECKING:
    from jgo.maven import MavenContext

LOCKS = Path(__file__).resolve().parent / "jars"
SETS = ("kafka", "s3proxy", "etl")

Progress = Callable[[str], None]

_AT_ONCE = 12  # small files, so the repository's answer time decides, not its bandwidth


@dataclass(frozen=True)
class Jar:
    """One file of a Maven repository and the digest it must have."""

    group: str
    artifact: str
    version: str
    sha256: str
    packaging: str = "jar"

    @property
    def file(self) -> str:
        """Its name, as in the repository."""
        return f"{self.artifact}-{self.version}.{self.packaging}"

    @property
    def coordinates(self) -> str:
        """`group:artifact:version`, and the packaging where that is no jar."""
        of_what = "" if self.packaging == "jar" else f":{self.packaging}"
        return f"{self.group}:{self.artifact}:{self.version}{of_what}"


def read_lock(name: str) -> list[Jar]:
    """The jars of one set."""
    jars = []
    for line in (LOCKS / f"{name}.lock").read_text(encoding="ascii").splitlines():
        if line and not line.startswith("#"):
            sha256, coordinates = line.split()
            group, artifact, version, *packaging = coordinates.split(":")
            jars.append(Jar(group, artifact, version, sha256, *packaging))
    return jars


def missing(name: str, folder: Path) -> list[Jar]:
    """The jars of a set that are not in its folder; a file gets there only after its digest was right."""
    return [jar for jar in read_lock(name) if not (folder / jar.file).exists()]


def fetch(names: Iterable[str], jars: Path, progress: Progress) -> None:
    """Completes the folders `jars/<set>` and removes from them what the lock no longer names. Raises TarnError."""
    wanted = [(jar, jars / name) for name in names for jar in missing(name, jars / name)]
    if wanted:
        partial = jars / ".partial"
        partial.mkdir(parents=True, exist_ok=True)
        threads = ThreadPoolExecutor(_AT_ONCE)
        try:
            obtain = _Obtain(partial)
            for count, (jar, folder, path) in enumerate(threads.map(lambda one: (*one, obtain(one[0])), wanted), 1):
                folder.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, partial / jar.file)
                os.replace(partial / jar.file, folder / jar.file)
                progress(f"jars: {count} of {len(wanted)}")
        finally:
            threads.shutdown(wait=False, cancel_futures=True)  # after Ctrl-C nobody waits for the rest
        shutil.rmtree(partial)
    for name in names:
        keep = {jar.file for jar in read_lock(name)}
        for path in (jars / name).glob("*.jar"):
            if path.name not in keep:
                path.unlink()


class _Obtain:
    """Downloads one jar into a Maven-shaped cache and checks it, with jgo and then with Maven."""

    def __init__(self, cache: Path) -> None:
        from jgo.maven import MavenContext

        self._cache = cache
        self._context: MavenContext = MavenContext(repo_cache=cache, local_repos=[], timeout=60)

    def __call__(self, jar: Jar) -> Path:
        path = self._cache.joinpath(*jar.group.split("."), jar.artifact, jar.version, jar.file)
        trouble = "its checksum is not the pinned one"
        for client in (self._with_jgo, self._with_jgo, self._with_maven):
            if path.exists() and sha256(path) == jar.sha256:
                return path
            path.unlink(missing_ok=True)
            trouble = client(jar) or trouble
        if path.exists() and sha256(path) == jar.sha256:
            return path
        path.unlink(missing_ok=True)
        raise TarnError(f"cannot download {jar.coordinates} ({trouble}): can Maven's repository be reached?")

    def _with_jgo(self, jar: Jar) -> str | None:
        """None, or why it failed."""
        import requests

        try:
            self._context.project(jar.group, jar.artifact).at_version(jar.version).artifact("", jar.packaging).resolve()
        except (requests.RequestException, RuntimeError, OSError) as error:
            return f"{type(error).__name__}"
        return None

    def _with_maven(self, jar: Jar) -> str | None:
        """None, or why it failed."""
        if not shutil.which("mvn"):
            return None
        command = ["mvn", "-B", "-q", f"-Dmaven.repo.local={self._cache}", "dependency:get", "-Dtransitive=false"]
        done = subprocess.run([*command, f"-Dartifact={jar.coordinates}"], capture_output=True, text=True, check=False)
        return None if done.returncode == 0 else "Maven could not get it either"


def sha256(path: Path) -> str:
    """The digest of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def lock(name: str) -> list[Jar]:
    """Resolves one pom file with Maven and returns its runtime jars, sorted by coordinates."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["mvn", "-B", "-q", "-f", str(LOCKS / f"{name}-pom.xml"), "dependency:copy-dependencies"]
            + ["-DincludeScope=runtime", "-Dmdep.useRepositoryLayout=true", f"-DoutputDirectory={folder}"],
            check=True,
        )
        found = []
        for path in Path(folder).rglob("*.jar"):
            *group, artifact, version, _ = path.relative_to(folder).parts
            found.append(Jar(".".join(group), artifact, version, sha256(path)))
    return sorted(found, key=lambda jar: jar.coordinates)


def main() -> None:
    """Writes the lock of every set, or of those named as arguments."""
    for name in sys.argv[1:] or SETS:
        lines = [f"# Written by `make jars` from {name}-pom.xml."]
        lines += [f"{jar.sha256} {jar.coordinates}" for jar in lock(name)]
        (LOCKS / f"{name}.lock").write_text("\n".join(lines) + "\n", encoding="ascii")
