"""Every setting there is, and whether what was given can be: found before anything starts.

The classes are found by reading the sources, so nothing has to be registered: names cost some milliseconds and are
looked at by every command, values are looked at by `up` and `doctor`.
"""

from __future__ import annotations

import ast
import importlib
import os
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from lake import config
from lake.errors import TarnError

# Read before there is Python, by the launcher.
LAUNCHER = frozenset({"TARN_HOME", "TARN_PYTHON"})

# Set by tarn for its own processes, by the tests and by the benchmark: nobody's settings.
INTERNAL = frozenset(
    """TARN_STACK TARN_SOCKET TARN_IN_CONTAINER TARN_FAILPOINT TARN_ETL_JVM_OPTIONS
    TARN_CLI TARN_E2E_TARGET TARN_ETL_RUNS TARN_FAULT_SEEDS TARN_SOAK_MINUTES TARN_SOAK_SEED TARN_SOAK_RATE
    TARN_TEST_TRINO TARN_PEER_TOPIC TARN_PEER_GROUP TARN_PEER_OUTPUT TARN_PEER_BUFFER_BYTES""".split()  # noqa: SIM905 - a list to read
)


class Class(NamedTuple):
    """A settings class: where it is, what it is called, and the variables that it reads by itself."""

    module: str
    name: str
    variables: tuple[str, ...]


def classes() -> tuple[Class, ...]:
    """Every settings class, by module."""
    return _classes(config.ROOT)


@lru_cache
def _classes(root: Path) -> tuple[Class, ...]:
    found = []
    for top in ("cli", "lake", "services", "stack"):
        for path in sorted((root / top).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if "Settings)" in text:
                module = ".".join(path.relative_to(root).with_suffix("").parts)
                found += [Class(module, node.name, tuple(_variables(node))) for node in _settings(text)]
    return tuple(found)


def known() -> set[str]:
    """The names that a shell or `.env` may hold."""
    compose = set()
    for path in config.ROOT.glob("*compose*.yml"):
        compose |= set(re.findall(r"\$\{(TARN_\w+)", path.read_text(encoding="utf-8")))
    return compose | LAUNCHER | {name for one in classes() for name in one.variables}


def check_names() -> None:
    """Raises TarnError for a name that nothing reads, with the nearest that something does."""
    given = {name: "" for name in os.environ if name.upper().startswith("TARN_")}
    ours = [name for name in config.env_file() if not name.startswith("COMPOSE_")]  # those are Compose's own
    given |= {name: " in .env" for name in ours if name not in given}
    names = known()
    for name, where in given.items():
        if name not in names | INTERNAL:
            raise TarnError(f"{name}{where} is no setting{nearest(name, names)} (docs/settings.md lists them all)")


def nearest(name: str, names: Iterable[str]) -> str:
    """`: did you mean …?`, where some name is near."""
    of = {one.upper(): one for one in sorted(names)}
    found = get_close_matches(name.upper(), of, 1)
    return f": did you mean {of[found[0]]}?" if found else ""


def check_values() -> None:
    """Loads every class and looks at what its values name. Raises TarnError for the first that cannot be."""
    for one in classes():
        config.load(getattr(importlib.import_module(one.module), one.name)).check()


def _settings(text: str) -> Iterator[ast.ClassDef]:
    for node in ast.parse(text).body:
        bases = [ast.unparse(base) for base in node.bases] if isinstance(node, ast.ClassDef) else []
        if isinstance(node, ast.ClassDef) and any(
            base != "BaseSettings" and base.endswith("Settings") for base in bases
        ):
            yield node


def _variables(node: ast.ClassDef) -> Iterator[str]:
    for field in node.body:
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            yield f"TARN_{field.target.id.upper()}"
