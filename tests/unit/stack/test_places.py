"""Where things are kept, and which folders cannot be used."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from lake.errors import TarnError
from stack.places import Places, places


@pytest.mark.parametrize("character", list("\"'%;#:,\n"))
def test_a_home_that_no_configuration_file_can_hold_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, character: str
) -> None:
    monkeypatch.setenv("TARN_HOME", f"{tmp_path}/a{character}b")
    with pytest.raises(TarnError, match="choose a folder without"):
        places()


def test_folders_are_private_to_the_user(tmp_path: Path) -> None:
    at = Places(tmp_path / "new")
    at.make()
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (at.home, at.data, at.run, at.log)} == {0o700}


def test_a_home_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TarnError, match=r"cannot make .*; set TARN_HOME"):
        Places(tmp_path / "file" / "home").make()


def test_a_deep_home_has_its_socket_elsewhere(tmp_path: Path) -> None:
    shallow, deep = Places(Path("/t")), Places(tmp_path / ("d" * 120))
    assert shallow.socket == Path("/t/run/supervisor.sock")
    assert len(str(deep.socket)) < 100
    assert deep.socket != Places(tmp_path / ("e" * 120)).socket
