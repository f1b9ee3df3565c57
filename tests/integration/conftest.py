"""One service with its real neighbours."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import ROOT
from tests.integration.gateway_clients import Client, Gateway, running_gateway, session
from tests.integration.lake_by_hand import LakeByHand


@pytest.fixture
def lake_by_hand(endpoints: dict[str, str]) -> LakeByHand:
    """An event type of this test's own."""
    return LakeByHand(endpoints)


@pytest.fixture
def switch(tarn_env: dict[str, str]) -> Iterator[Callable[[str, str], None]]:
    """Starts or stops one service of the stack under test; afterwards all that it stopped run again."""
    stopped = []

    def turn(how: str, name: str) -> None:
        code = f"import stack; stack.{how}({name!r})"
        subprocess.run([sys.executable, "-c", code], env=tarn_env | {"PYTHONPATH": str(ROOT)}, check=True)
        stopped.append(name)

    yield turn
    for name in set(stopped):
        turn("start", name)


@pytest.fixture(scope="session")
def client(endpoints: dict[str, str]) -> Client:
    """boto3 clients of the stack's gateway."""
    return session(endpoints, endpoints["AWS_ENDPOINT_URL"])


@pytest.fixture(scope="module")
def bucket(client: Client) -> str:
    """A bucket of this file's own."""
    name = f"gateway-{uuid.uuid4().hex[:8]}"
    client("s3").create_bucket(Bucket=name)
    return name


@pytest.fixture(scope="session")
def open_gateway(endpoints: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A second gateway beside the stack's, which takes any signature."""
    with running_gateway(endpoints, tmp_path_factory.mktemp("gateway"), TARN_AWS_AUTH="off") as one:
        yield one
