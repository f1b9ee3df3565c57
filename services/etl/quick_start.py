"""Spark's JVM, started with less work.

Loading Spark's classes is most of what a small run costs. Java can keep them as it ends and map them at its next start
(JEP 310, JEP 350): the first run leaves such an archive behind, later ones start with half the work. And a batch of a
few megabytes is over before the optimizing compiler has paid for itself, so it is left off there.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from services.etl.settings import MB

_QUICK_COMPILER = ("-XX:TieredStopAtLevel=1",)
_FEW_NEW = "-Xmn96m"  # a third of the heap else, all of it touched before anything is collected: 240 MB more
# Four times Java's own thresholds: half the optimizing, and what is worth it is optimized all the same.
_PATIENT_COMPILER = (
    "-XX:Tier4InvocationThreshold=20000",
    "-XX:Tier4MinInvocationThreshold=2400",
    "-XX:Tier4CompileThreshold=60000",
    "-XX:Tier4BackEdgeThreshold=160000",
)

IN_FOLDER = "classes.jsa"  # the archive's name where the JVM works

_claimed: set[Path] = set()

SMALL = 48 * MB  # compressed raw bytes of a run that the quick compiler alone serves better


@dataclass(frozen=True)
class ClassArchive:
    """The archive for one Java, one Spark and one set of jars; any other of them makes another name."""

    path: Path

    @classmethod
    def find(cls, cache: Path, jars: Path) -> ClassArchive:
        """The archive's place in `cache`, whether it is there or not."""
        names = ",".join(sorted(jar.name for jar in jars.glob("*.jar")))
        parts = (_java_release(), str(spark_home()), str(jars.resolve()), names)
        return cls(cache / f"spark-{hashlib.sha256(repr(parts).encode()).hexdigest()[:16]}.jsa")

    @property
    def there(self) -> bool:
        """Whether a JVM can start from it."""
        return self.path.exists()

    def claim(self) -> bool:
        """Whether the caller is to make it: there is none, nobody here is at it, and its folder takes one."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            return False
        if self.there or self.path in _claimed or not os.access(self.path.parent, os.W_OK):
            return False
        _claimed.add(self.path)
        return True

    def lay_into(self, folder: Path) -> None:
        """Links the archive into the folder that the JVM works in, under the name that `options` gives it."""
        if self.there:
            (folder / IN_FOLDER).symlink_to(self.path.absolute())

    def keep(self, folder: Path) -> None:
        """Puts the archive that a JVM left in its folder in place, whole, and drops those of other versions."""
        made = folder / IN_FOLDER
        if made.exists():
            draft = self.path.with_suffix(f".{os.getpid()}.draft")
            shutil.copyfile(made, draft)  # the folder may be on another disk
            for other in self.path.parent.glob("spark-*.jsa"):
                other.unlink(missing_ok=True)
            draft.replace(self.path)


def options(archive: ClassArchive, make: bool, small: bool, heap: str) -> str:
    """The JVM's options for a `small` run or another, which is to `make` the archive or to use it where it is.

    Spark splits these at spaces and quotes, and Java the archive's path at colons: so every path is a name in the
    folder that the JVM works in. No trace is left outside of that, also where the JVM is killed.

    `heap` is all the JVM may have: it begins with that, since growing to it step by step is a third of a small run's
    time. Memory that is not touched is not taken. One that makes the archive needs much beside its heap: it grows.
    """
    chosen = ["-XX:+UseSerialGC", f"-Xms{'64m' if make else heap}", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"]
    chosen += ["-XX:-UsePerfData", "-Djava.io.tmpdir=."]
    chosen += (*_QUICK_COMPILER, _FEW_NEW) if small else _PATIENT_COMPILER
    if make:
        chosen.append(f"-XX:ArchiveClassesAtExit={IN_FOLDER}")
    elif archive.there:
        chosen.append(f"-XX:SharedArchiveFile={IN_FOLDER}")
    return " ".join(chosen)


def spark_home() -> Path:
    """Where PySpark keeps Spark, without links: an archive holds for one class path."""
    found = importlib.util.find_spec("pyspark")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).resolve().parent


def _java_release() -> str:
    binary = shutil.which("java", path=f"{os.environ.get('JAVA_HOME', '')}/bin{os.pathsep}{os.environ.get('PATH', '')}")
    if binary is None:
        return ""
    home = Path(binary).resolve().parent.parent
    release = home / "release"
    return f"{home} {release.read_text(encoding='utf-8') if release.exists() else ''}"
