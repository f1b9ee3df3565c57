"""Which of a client's headers a neighbour gets."""

from __future__ import annotations

import pytest

from services.gateway.forward import onward


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        ({"x-amz-meta-a": "1", "range": "bytes=0-1"}, {"x-amz-meta-a": "1", "range": "bytes=0-1"}),
        ({"authorization": "AWS4", "connection": "close", "sec-fetch-site": "none"}, {}),
        # Trino's: S3Proxy refuses the header, and an object that was never archived has no RestoreStatus.
        ({"x-amz-optional-object-attributes": "RestoreStatus"}, {}),
    ],
)
def test_what_is_of_the_connection_or_has_no_answer_stays_here(given: dict[str, str], passed: dict[str, str]) -> None:
    assert onward(given, None, chunked=False) == passed
