"""What `drain` waits for beside its run of the ETL."""

from __future__ import annotations

import time

import pytest

from cli import ledger
from lake.edges.catalog import CatalogAway


def test_files_that_stay_for_long_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where they go soon, the catalog is asked for them: there is none here."""
    monkeypatch.setenv("TARN_CATALOG_URL", "http://127.0.0.1:1")
    ledger._swept(time.monotonic() + 60, pytest.fail)
    monkeypatch.setenv("TARN_ETL_GRACE_S", "5")
    with pytest.raises(CatalogAway):
        ledger._swept(time.monotonic() + 60, pytest.fail)
