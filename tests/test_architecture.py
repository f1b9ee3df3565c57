"""The rules of the house: who may import whom, one SDK in one module, and sizes that read well."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SERVICES = sorted(path.name for path in (ROOT / "services").iterdir() if (path / "__main__.py").exists())
MODULES = sorted(
    path for top in ("aws", "awsglue", "cli", "lake", "services", "stack") for path in (ROOT / top).rglob("*.py")
)
UNWELCOME = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}

ONE_MODULE_EACH = {
    "confluent_kafka": "lake/edges/kafka/broker.py",
    "kafka": "lake/edges/kafka/topics.py",
    "minio": "lake/edges/objects.py",
    "redis": "lake/edges/ids/seen.py",
}


def imports(path: Path) -> Iterator[str]:
    """Every module that `path` imports, dotted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


# What each part of lake may import of lake; edges know nobody but the words, and accounts stand on everything.
WORDS = {"lake"}
OF_LAKE = {
    "lake": WORDS,
    "lake.edges": WORDS | {"lake.edges"},
    "lake.edges.ids": WORDS | {"lake.edges.ids"},
    "lake.edges.kafka": WORDS | {"lake.edges.kafka"},
    "lake.runtime": WORDS | {"lake.edges", "lake.edges.ids", "lake.edges.kafka", "lake.runtime"},
    "lake.accounts": WORDS | {"lake.edges", "lake.edges.ids", "lake.edges.kafka", "lake.accounts"},
}


@pytest.mark.parametrize("package", OF_LAKE)
def test_each_part_of_lake_knows_what_lies_below_it(package: str) -> None:
    for path in (ROOT / package.replace(".", "/")).glob("*.py"):
        for module in imports(path):
            top = module.partition(".")[0]
            assert top not in ("cli", "services", "stack"), f"{name(path)}: {module}"
            if top == "lake":
                within = module if (ROOT / module.replace(".", "/")).is_dir() else module.rpartition(".")[0]
                assert within in OF_LAKE[package], f"{name(path)}: {module}"


def test_the_wire_knows_nothing_of_the_lake() -> None:
    for path in (ROOT / "aws").rglob("*.py"):
        assert not {module.split(".")[0] for module in imports(path)} & {"cli", "lake", "services", "stack"}, name(path)


def test_what_users_scripts_import_knows_of_the_lake_alone() -> None:
    for path in (ROOT / "awsglue").rglob("*.py"):
        assert not {module.split(".")[0] for module in imports(path)} & {"aws", "cli", "services", "stack"}, name(path)


def test_services_never_import_each_other_the_stack_or_the_command_line() -> None:
    for service in SERVICES:
        for path in (ROOT / "services" / service).rglob("*.py"):
            for module in imports(path):
                assert module.split(".")[0] not in ("cli", "stack"), name(path)
                assert not module.startswith("services.") or module.split(".")[1] == service, f"{name(path)}: {module}"


def test_the_stack_knows_of_lake_only_settings_and_errors() -> None:
    # objects: the key that the store is started with
    allowed = {
        "lake",
        "lake.config",
        "lake.variables",
        "lake.errors",
        "lake.home",
        "lake.runtime.log_files",
        "lake.mask",
        "lake.edges.objects",
        "lake.query_engine",
        "lake.room",
        "lake.secrets",
    }
    asks_kafka = {"lake.edges.kafka", "lake.edges.kafka.broker", "lake.layout", "lake.runtime", "lake.runtime.log"}
    for path in (ROOT / "stack").rglob("*.py"):
        known = allowed | asks_kafka if path.name == "liveness.py" else allowed
        assert {module for module in imports(path) if module.split(".")[0] == "lake"} <= known, name(path)


@pytest.mark.parametrize(("sdk", "home"), ONE_MODULE_EACH.items())
def test_one_sdk_is_imported_by_one_module(sdk: str, home: str) -> None:
    found = {name(path) for path in MODULES if any(module.split(".")[0] == sdk for module in imports(path))}
    assert found == {home}


def test_no_service_reads_a_real_accounts_variables() -> None:
    readers = {
        name(path) for path in MODULES if 'environ["AWS_' in path.read_text() or 'environ.get("AWS_' in path.read_text()
    }
    assert not readers


def test_names_say_what_a_module_is() -> None:
    found = {name(path) for path in MODULES if path.stem in UNWELCOME}
    assert found <= {"awsglue/utils.py"}  # AWS's own name: scripts import getResolvedOptions from it


def test_modules_and_functions_are_of_a_size_that_reads_well() -> None:
    long = [f"{name(path)}: {n} lines" for path in MODULES if (n := len(path.read_text().splitlines())) > 280]
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and (n := (node.end_lineno or 0) - node.lineno) > 45:
                long.append(f"{name(path)}: {node.name} has {n} lines")
    assert not long


def test_every_module_says_what_it_does_first() -> None:
    assert not [name(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text()))]


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_its_page_and_one_screen_of_wiring(service: str) -> None:
    folder = ROOT / "services" / service
    assert (folder / "README.md").exists()
    assert len((folder / "__main__.py").read_text().splitlines()) <= 80
