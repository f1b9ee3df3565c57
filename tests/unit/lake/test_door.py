"""Who is answered on an HTTP port of ours: programs of this machine, and no page of another site."""

from __future__ import annotations

import pytest

from lake.config import load
from lake.runtime.door import DoorSettings, Waiting, refusal

NAMES = frozenset({"localhost", "catalog"})

LET_IN = [
    {},  # HTTP/1.0
    {"host": "127.0.0.1:19004"},
    {"host": "127.0.0.9"},
    {"host": "localhost:19004"},
    {"host": "LOCALHOST"},
    {"host": "[::1]:19004"},
    {"host": "catalog:8080"},
    {"host": "127.0.0.1:19004", "origin": "http://127.0.0.1:19004"},
    {"host": "127.0.0.1:1", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"},  # a link that was followed
    {"host": "127.0.0.1:1", "sec-fetch-site": "none"},
]
REFUSED = [
    {"host": "evil.example"},
    {"host": "evil.example:19004", "origin": "http://evil.example:19004"},  # DNS rebinding
    {"host": "127.0.0.1.evil.example"},
    {"host": "127.0.0.1@evil.example"},
    {"host": "evil@127.0.0.1"},
    {"host": "2130706433"},
    {"host": "0.0.0.0"},
    {"host": "192.168.0.7"},
    {"host": "[fe80::1]"},
    {"host": "[::::]"},
    {"host": ""},
    {"host": "cataloger"},
    {"host": "127.0.0.1:19004", "origin": "null"},
    {"host": "127.0.0.1:19004", "origin": "http://evil.example"},
    {"host": "127.0.0.1:19004", "origin": "http://127.0.0.1:3000"},
    {"host": "127.0.0.1:19004", "origin": "http://127.0.0.1:19004.evil.example"},
    {"host": "127.0.0.1:1", "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
]


@pytest.mark.parametrize("headers", LET_IN)
def test_a_program_of_this_machine_is_answered(headers: dict[str, str]) -> None:
    assert refusal(headers, NAMES) is None


@pytest.mark.parametrize("headers", REFUSED)
def test_a_page_of_another_site_is_not(headers: dict[str, str]) -> None:
    said = refusal(headers, NAMES)
    assert said
    assert "\n" not in said


def test_more_names_are_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARN_HTTP_HOSTS", "Catalog, lake.internal")
    assert {"catalog", "lake.internal", "localhost"} <= load(DoorSettings).names()


def test_a_container_is_called_by_its_own_address_and_by_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lake.runtime.door.socket.gethostbyname_ex", lambda _: ("dedup", [], ["172.18.0.5"]))
    asked = {"host": "172.18.0.5:8080"}
    monkeypatch.delenv("TARN_IN_CONTAINER", raising=False)
    assert refusal(asked, load(DoorSettings).names())
    monkeypatch.setenv("TARN_IN_CONTAINER", "1")
    assert refusal(asked, load(DoorSettings).names()) is None
    assert refusal({"host": "172.18.0.6:8080"}, load(DoorSettings).names())


def test_where_too_many_wait_the_oldest_goes() -> None:
    gone: list[str] = []
    waiting = Waiting(gone.append, most=2)
    for guest in ("slow", "slower", "good"):
        waiting.add(guest)
    waiting.discard("slower")
    waiting.add("next")
    assert gone == ["slow"]
