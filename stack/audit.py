"""`make audit`: known vulnerabilities of everything that tarn brings along, asked of tools that know them.

1. Python packages, by the pins of requirements/: pip-audit, which asks the package index itself; uv fetches it.
2. Jars, by the pins of jars/*.lock and by the files that PySpark ships: osv-scanner, trivy or grype.
3. Images, by the names of docker-compose.yml: trivy or grype.

Whatever no tool on PATH can look at is named, and counts as a finding: silence is no answer. Status 0 means that all of
it was looked at and nothing is known.
"""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lake.errors import run
from stack import jars
from stack.places import REPOSITORY

_IMAGE = re.compile(r"^TARN_\w+_IMAGE=(\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Question:
    """What to look at, and the command that does; without one, `needs` says which tools could."""

    what: str
    command: tuple[str, ...] = ()
    needs: str = ""


def images(env: str) -> list[str]:
    """The images that others make, in the text of `.env`; those of ours are made of what is looked at elsewhere."""
    return [name for name in _IMAGE.findall(env) if not name.partition("localhost/")[2] and "tarn" not in name]


def osv_list(names: Iterable[str]) -> str:
    """The pins of some locks, in the form that osv-scanner reads."""
    found = [jar for name in names for jar in jars.read_lock(name)]
    packages = [
        {"package": {"name": f"{jar.group}:{jar.artifact}", "version": jar.version, "ecosystem": "Maven"}}
        for jar in found
    ]
    return json.dumps({"results": [{"packages": packages}]})


def questions(tools: Mapping[str, str | None], folder: Path, pyspark: Path | None, env: str) -> list[Question]:
    """What is asked, of the tools that are there; `folder` has the pins in osv-scanner's form."""
    uv, osv, trivy, grype = (tools.get(name) for name in ("uv", "osv-scanner", "trivy", "grype"))
    requirements = str(REPOSITORY / "requirements" / "all.txt")
    python = "Python packages of requirements/all.txt"
    pip_audit = (
        "tool",
        "run",
        "pip-audit",
        "--strict",
        "--disable-pip",
        "--require-hashes",
        "--progress-spinner",
        "off",
    )
    asked = [Question(python, (uv, *pip_audit, "-r", requirements)) if uv else Question(python, needs="uv")]
    pins = f"jars of {', '.join(f'{name}.lock' for name in jars.SETS)}"
    listed = f"--lockfile=osv-scanner:{folder / 'pins.json'}"
    asked.append(Question(pins, (osv, "scan", listed)) if osv else Question(pins, needs="osv-scanner"))
    if pyspark is None:
        asked.append(Question("jars that PySpark ships", needs="PySpark (`./tarn up` installs it)"))
    else:
        asked.append(_scanned("jars that PySpark ships", trivy, "rootfs", grype, f"dir:{pyspark}", str(pyspark)))
    return asked + [_scanned(f"image {name}", trivy, "image", grype, name, name) for name in images(env)]


def _scanned(what: str, trivy: str | None, kind: str, grype: str | None, for_grype: str, for_trivy: str) -> Question:
    """A question for either of the two scanners."""
    if trivy:
        return Question(what, (trivy, kind, "--quiet", "--scanners", "vuln", "--exit-code", "1", for_trivy))
    if grype:
        return Question(what, (grype, "--quiet", "--fail-on", "low", for_grype))
    return Question(what, needs="trivy or grype")


def ask(asked: Iterable[Question], say: Callable[[str], None]) -> bool:
    """Asks all of it; whether everything was looked at and nothing found."""
    well = True
    for question in asked:
        if not question.command:
            say(f"{question.what}: not looked at; needs {question.needs} on PATH")
            well = False
        else:
            say(f"{question.what}:")
            well &= subprocess.run(question.command, check=False).returncode == 0
    return well


def main() -> None:
    """Asks, prints what each tool says, and exits 1 unless all is well."""
    beside = str(Path(sys.executable).parent)
    tools = {name: shutil.which(name) for name in ("osv-scanner", "trivy", "grype")}
    tools["uv"] = shutil.which("uv", path=beside) or shutil.which("uv")
    spark = importlib.util.find_spec("pyspark")
    pyspark = Path(spark.origin).resolve().parent / "jars" if spark and spark.origin else None
    with tempfile.TemporaryDirectory(prefix="tarn-audit-") as folder:
        (Path(folder) / "pins.json").write_text(osv_list(jars.SETS), encoding="utf-8")
        env = (REPOSITORY / ".env").read_text(encoding="utf-8")

        def say(line: str) -> None:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()

        well = ask(questions(tools, Path(folder), pyspark, env), say)
    raise SystemExit(0 if well else 1)


if __name__ == "__main__":
    run(main)
