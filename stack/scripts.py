"""What the supervisor runs: one small shell script a program, with its settings and its command.

The supervisor knows only where the script lies. A changed setting needs no new supervisor: the script is written anew
and the program started again. What a script says is what runs.
"""

from __future__ import annotations

import hashlib
import re
import shlex
import sys

from stack.places import Places, write_private
from stack.programs import Program, settings, supervisor_config


def text(program: Program) -> str:
    """What the supervisor runs, a shell script: it sets the environment and becomes the program.

    The shell's quotes hold every character; the supervisor's own cannot hold a ` #` or ` ;`. The digests of the files
    stand for what is in them: so two scripts tell whether a program is to be started anew.
    """
    digests = "".join(f"# {file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n" for file in program.files)
    exports = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in sorted(program.environment.items()))
    return f"#!/bin/sh\n{digests}{exports}exec {shlex.join(program.command)}\n"


def write(program: Program, at: Places) -> None:
    """Writes the script of a program that is about to start."""
    write_private(at.run / f"{program.name}.sh", text(program))


def changed(program: Program, at: Places) -> list[str]:
    """What differs from the script that was started last, by name; nothing where it never was."""
    try:
        before = (at.run / f"{program.name}.sh").read_text(encoding="utf-8")
    except OSError:
        return []
    return difference(before, text(program))


def difference(before: str, after: str) -> list[str]:
    """The settings and files that two scripts tell otherwise; `its command` where it is only that."""
    lines = set(before.splitlines()) ^ set(after.splitlines())
    told = re.findall(r"^(?:export |# )([\w.-]+)", "\n".join(lines), re.MULTILINE)
    return sorted(set(told)) or (["its command"] if lines else [])


def write_configuration(table: list[Program], at: Places) -> None:
    """Writes what the supervisor reads, and the script of what it starts by itself."""
    write_private(at.supervisor_config, supervisor_config(table))
    command = (sys.executable, "-P", "-m", "stack.liveness")
    write(Program("liveness", command, 0, "http", 0, environment=settings(at, "liveness")), at)
