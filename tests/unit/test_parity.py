"""The parity tables of docs/aws-map.md claim nothing without a test, leave out nothing served, and are current."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aws.model import model
from services.catalog.operations import GLUE, OPERATIONS
from services.metrics import cloudwatch
from services.metrics.logs import operations as logs
from services.metrics.logs.groups import Groups
from services.metrics.logs.queries import Queries
from services.metrics.store import Store
from tests.conftest import ROOT
from tests.parity import APIS, Parity


def source(test: str) -> tuple[str, str]:
    """The source of a test's function, and of its module. Fails where there is none."""
    path, _, name = test.partition("::")
    text = (ROOT / path).read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return ast.get_source_segment(text, node) or "", text
    raise AssertionError(f"there is no test {test}")


@pytest.mark.parametrize(("api", "parity"), APIS.items())
def test_every_claim_has_a_test_that_names_the_operation(api: str, parity: Parity) -> None:
    known = set(model(api).operation_names)
    for name, test in parity.shown_by().items():
        assert name in known, f"{api} has no {name}"
        _, module = source(test)
        as_boto3 = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
        spoken: tuple[str, ...] = (f'"{GLUE}{name}"', f'"{name}"', f"{as_boto3}(", name.replace("ForTable", "For{of}"))
        spoken += (name.replace("ForPartition", "For{of}"),)
        assert any(one in module for one in spoken), f"{test} does not ask for {name}"


@pytest.mark.parametrize(("api", "parity"), APIS.items())
def test_what_is_said_of_an_operation_is_of_one_that_is_served(api: str, parity: Parity) -> None:
    assert parity.part.keys() <= parity.shown_by().keys(), api


def test_every_served_operation_of_glue_is_claimed_and_no_other() -> None:
    served = {target.removeprefix(GLUE) for target in OPERATIONS if target.startswith(GLUE)}
    assert served == APIS["glue"].shown_by().keys()


def test_every_served_operation_of_cloudwatch_and_its_logs_is_claimed_and_no_other(tmp_path: Path) -> None:
    store, groups = Store(tmp_path / "metrics.db"), Groups(tmp_path, "us-east-1")
    queries = Queries(store, groups, time.time)
    assert cloudwatch.operations(store, "us-east-1", time.time).keys() == APIS["monitoring"].shown_by().keys()
    assert logs.operations(store, groups, queries, time.time).keys() == APIS["logs"].shown_by().keys()


def test_the_page_is_current() -> None:
    done = subprocess.run([sys.executable, ROOT / "docs" / "make_parity.py", "--check"], check=False)
    assert done.returncode == 0
