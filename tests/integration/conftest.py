"""One service with its real neighbours."""

from __future__ import annotations

import pytest

from tests.integration.lake_by_hand import LakeByHand


@pytest.fixture
def lake_by_hand(endpoints: dict[str, str]) -> LakeByHand:
    """An event type of this test's own."""
    return LakeByHand(endpoints)
