"""Where things are kept, and which folders cannot be used."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from lake.errors import TarnError
from stack.places import Places, places, write_private


@pytest.mark.parametrize("character", [":", "🦆", "\n", "\x1b", "\udcff"])
def test_a_home_that_some_part_cannot_hold_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, character: str
) -> None:
    monkeypatch.setenv("TARN_HOME", f"{tmp_path}/a{character}b")
    with pytest.raises(TarnError, match=r"choose a(nother)? folder"):
        places()


@pytest.mark.parametrize(
    "name", ["my lake #1 ü", "it's", '"q"', "50% off; no", "a,b=c", "$HOME\\n", "é 中", "{1...2}!?*"]
)
def test_every_other_home_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("TARN_HOME", str(tmp_path / name))
    places().make()
    assert (tmp_path / name / ".tarn-home").exists()


def test_folders_are_private_to_the_user(tmp_path: Path) -> None:
    at = Places(tmp_path / "new")
    at.make()
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (at.home, at.data, at.run, at.log)} == {0o700}


def test_a_home_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TarnError, match=r"cannot .*; set TARN_HOME"):
        Places(tmp_path / "file" / "home").make()


def test_a_deep_home_has_its_socket_elsewhere(tmp_path: Path) -> None:
    shallow, deep = Places(Path("/t")), Places(tmp_path / ("d" * 120))
    assert shallow.socket == Path("/t/run/supervisor.sock")
    assert len(str(deep.socket)) < 100
    assert deep.socket != Places(tmp_path / ("e" * 120)).socket


def test_what_was_readable_for_others_is_not_when_it_is_written_again(tmp_path: Path) -> None:
    at = Places(tmp_path / "old")
    at.make()
    at.home.chmod(0o755)
    (at.run / "s3proxy.properties").write_text("secret")
    (at.run / "s3proxy.properties").chmod(0o644)
    at.make()
    write_private(at.run / "s3proxy.properties", "new")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (at.home, at.run / "s3proxy.properties")]
    assert modes == [0o700, 0o600]


def test_nothing_temporary_is_left_when_nothing_runs(tmp_path: Path) -> None:
    at = Places(tmp_path / ("d" * 120))
    at.make()
    (at.scratch / "tarn-spark-x").mkdir()
    at.forget()
    assert not at.scratch.exists()
    assert not at.socket.parent.exists()
