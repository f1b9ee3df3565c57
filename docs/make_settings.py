"""Writes docs/settings.md: every setting, from the classes that read it; `make docs` runs it.

1. The classes: every subclass of `Settings` in lake/, services/ and stack/, found by reading the sources.
2. Their fields: default as the class gives it, meaning from the comment beside the field.
3. What no class reads: the launcher's and the stack's own variables below, and the rest of `.env`.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import platform
import re
import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "settings.md"

INTRODUCTION = """# Settings

Environment variables, all of them prefixed `TARN_`; a variable of your shell wins over the same line of `.env`, and
that wins over the default. A value that cannot be is one line and exit status 1. At its start each service logs its
settings, secrets masked.

*Made from the classes by `make docs`; change the comment beside the field, not this page.*

## Everything

| Variable | Default | What it is |
|---|---|---|
| `TARN_HOME` | `.tarn` | where everything is kept: packages, jars, data, logs |
| `TARN_PORT_BASE` | `19000` | the first port; every other is this plus its place in the table of the README |
| `TARN_LOG_LEVEL` | `info` | `debug`, `info`, `warning` or `error` |
| `TARN_PYTHON` | looked for | the Python 3.11 or newer to make the environment with |
| `TARN_INSTANCE` | the host's name | a member's name, kept over restarts; each its own where a service runs twice |
"""

# The sections of the page. A field that several classes share is told once, at the first.
SECTIONS = {
    "stack.settings": "The machine",
    "services.producer.settings": "Producer",
    "services.producer.publish": "Producer",
    "services.dedup.settings": "Dedup",
    "services.sink.run": "Sink",
    "services.etl.settings": "ETL",
    "services.catalog.settings": "Catalog",
    "lake.catalog": "Catalog",
    "lake.broker": "Kafka",
    "lake.topics": "Kafka",
    "lake.seen": "Redis, the id table",
    "lake.objects": "Object store",
    "lake.metrics": "Metrics and health",
    "lake.watchdog": "Metrics and health",
}


def main() -> None:
    """Writes the page; with `--check`, exits 1 where it is not current."""
    page = render()
    if "--check" in sys.argv:
        sys.exit("docs/settings.md is not current: run `make docs`" if PAGE.read_text(encoding="utf-8") != page else 0)
    PAGE.write_text(page, encoding="utf-8")


def render() -> str:
    """The page."""
    profile = dict(_profile())
    told: set[str] = set()
    sections: dict[str, list[str]] = {}
    for module, name in _classes():
        rows = list(_rows(module, name, told, profile))
        if rows:
            kind = getattr(importlib.import_module(module), name)
            path = f"{module.replace('.', '/')}.py"
            sections.setdefault(SECTIONS[module], []).append(
                _table(f"{inspect.getdoc(kind)} [`{path}`](../{path})", rows)
            )
    rest = [(name, f"`{value}`", "") for name, value in profile.items() if name not in told | set(_named(INTRODUCTION))]
    sections["Containers alone"] = [
        _table("What docker-compose.yml takes from `.env`: images and published ports.", rest)
    ]
    return INTRODUCTION + "".join(f"\n## {title}\n{''.join(tables)}" for title, tables in sections.items())


def _classes() -> list[tuple[str, str]]:
    """(module, class) of every settings class, in the order of the page."""
    found = []
    for path in sorted(path for top in ("lake", "services", "stack") for path in (ROOT / top).rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            bases = [ast.unparse(base) for base in node.bases] if isinstance(node, ast.ClassDef) else []
            if (
                isinstance(node, ast.ClassDef)
                and any(base.endswith("Settings") for base in bases)
                and node.name != "Settings"
            ):
                found.append((module, node.name))
    return sorted(found, key=lambda row: list(SECTIONS).index(row[0]))


def _rows(module: str, name: str, told: set[str], profile: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    kind = getattr(importlib.import_module(module), name)
    comments = _comments(inspect.getsource(kind))
    for field in kind.__annotations__:
        variable = f"TARN_{field.upper()}"
        if variable in told:
            continue
        told.add(variable)
        default = _default(kind.model_fields[field])
        if variable in profile and profile[variable] != default.strip("`").removesuffix(".0"):
            default += f"; `{profile[variable]}` in `.env`"
        yield variable, default, comments.get(field, "")


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    return (
        "the host's name" if text == platform.node() else f"`{text.replace(f'{ROOT}/', '')}`" if text else "looked for"
    )


def _comments(source: str) -> dict[str, str]:
    """What is said beside each field of a class' source, else in the comment above it."""
    lines = source.splitlines()
    found = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            first = node.lineno - 1
            above = list(takewhile(lambda line: line.strip().startswith("# "), reversed(lines[:first])))
            end = (node.end_lineno or first) + (lines[node.end_lineno or 0 :][:1] == ["    )"])
            said = [*above[::-1], *(line[line.index("  # ") :] for line in lines[first:end] if "  # " in line)]
            found[node.target.id] = " ".join(part.strip().removeprefix("# ") for part in said).replace("|", "\\|")
    return found


def _profile() -> Iterator[tuple[str, str]]:
    for line in (ROOT / ".env").read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.startswith("#"):
            yield name, value


def _named(text: str) -> list[str]:
    return re.findall(r"TARN_[A-Z0-9_]+", text)


def _table(introduction: str, rows: list[tuple[str, str, str]]) -> str:
    head = f"\n{introduction}\n\n| Variable | Default | What it is |\n|---|---|---|\n"
    return head + "".join(f"| `{variable}` | {default} | {meaning} |\n" for variable, default, meaning in rows)


if __name__ == "__main__":
    for ours in [name for name in os.environ if name.startswith("TARN_")]:
        del os.environ[ours]
    sys.path.insert(0, str(ROOT))
    main()
