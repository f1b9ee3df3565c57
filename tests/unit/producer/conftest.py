"""A publisher that takes records into a list, for tests of what decides what is sent."""

from __future__ import annotations

import pytest
from hypothesis import settings

from lake.errors import TarnError
from services.producer.publish import Publisher

settings.register_profile("busy machine", deadline=None)  # a pause of the machine is no finding
settings.load_profile("busy machine")


class Taken(Publisher):
    """Has no broker: records are settled once `settle` returned."""

    def __init__(self) -> None:
        self.records: list[tuple[bytes | None, bytes | None]] = []
        self.settled = 0
        self.refused = 0
        self.fails_at: int | None = None

    def put(self, key: bytes | None, value: bytes | None) -> None:
        if len(self.records) == self.fails_at:
            raise TarnError("Kafka did not acknowledge")
        self.records.append((key, value))

    def settle(self) -> None:
        self.settled = len(self.records)


@pytest.fixture
def publisher() -> Taken:
    return Taken()
