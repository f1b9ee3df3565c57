"""Hints name the command that a person types in this mode."""

from __future__ import annotations

import pytest

from lake.mode import spoken


@pytest.mark.parametrize(
    ("text", "in_a_container"),
    [
        ("start it with ./tarn up", "start it with docker compose up --wait"),
        ("./tarn down ends it", "docker compose down ends it"),
        ("see ./tarn logs sink", "see docker compose logs sink"),
        ("./tarn restart sink", "docker compose restart sink"),
        ('eval "$(./tarn env)"', 'eval "$(docker compose run --rm tarn env)"'),
        ("./tarn --help lists them", "docker compose run --rm tarn --help lists them"),
        ("no command at all", "no command at all"),
    ],
)
def test_a_hint(text: str, in_a_container: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TARN_IN_CONTAINER", raising=False)
    assert spoken(text) == text
    monkeypatch.setenv("TARN_IN_CONTAINER", "1")
    assert spoken(text) == in_a_container
