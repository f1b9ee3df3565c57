"""Settings: a bad one is one clear line, a secret is never printed, ports derive from one base."""

from __future__ import annotations

import pytest

from lake.config import PORT_OFFSETS, load, port
from lake.edges.ids.seen import SeenSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.errors import TarnError


def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARN_DEDUP_TTL_S", "week")
    with pytest.raises(TarnError, match="TARN_DEDUP_TTL_S='week' is not usable"):
        load(SeenSettings)


def test_a_bad_port_base_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARN_PORT_BASE", "80")
    with pytest.raises(TarnError, match="TARN_PORT_BASE='80'"):
        port("kafka")


def test_addresses_follow_the_port_base(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARN_PORT_BASE", "30000")
    monkeypatch.delenv("TARN_S3_ENDPOINT", raising=False)
    assert load(StoreSettings).s3_endpoint == "http://127.0.0.1:30000"
    assert len(set(PORT_OFFSETS.values())) == len(PORT_OFFSETS)


def test_a_secret_is_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARN_S3_SECRET_KEY", "hush-hush")
    assert "hush-hush" not in str(load(StoreSettings).masked())


def test_an_endpoint_without_scheme_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARN_S3_ENDPOINT", "localhost:9000")
    with pytest.raises(TarnError, match="give http://host:port"):
        ObjectStore(load(StoreSettings))
