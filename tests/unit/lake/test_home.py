"""Which folder tarn takes as its home, and which it leaves alone, whichever of its doors one comes in by."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from lake.errors import TarnError
from lake.home import MARKER, claim, is_tarns

LAUNCHER = Path(__file__).resolve().parents[3] / "tarn"


def users(folder: Path) -> Path:
    """A folder of somebody's own work, with the names that tarn uses, too."""
    for name in ("data", "log", "run", "venv/bin"):
        (folder / name).mkdir(parents=True)
    (folder / "data" / "thesis.csv").write_text("years of work")
    return folder


def everything(folder: Path) -> set[tuple[str, int]]:
    return {(str(path.relative_to(folder)), path.stat().st_mode) for path in folder.rglob("*")}


def launched(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("TARN_")}
    return subprocess.run(
        [LAUNCHER, *arguments], env=env | {"TARN_HOME": str(home)}, capture_output=True, text=True, check=False
    )


def test_a_new_and_an_empty_folder_become_tarns(tmp_path: Path) -> None:
    for home in (tmp_path / "not" / "there", tmp_path / "empty"):
        (tmp_path / "empty").mkdir(mode=0o755, exist_ok=True)
        claim(home)
        claim(home)
        assert is_tarns(home)
        assert home.stat().st_mode & 0o777 == 0o700


def test_a_folder_with_somebodys_work_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    before = everything(users(tmp_path))
    with pytest.raises(TarnError, match="is not empty and tarn did not make it"):
        claim(tmp_path)
    assert everything(tmp_path) == before


@pytest.mark.parametrize("trace", ["venv/.installed", "run/supervisord.log"])
def test_the_launchers_own_folder_of_an_older_version_is_adopted_and_no_other(tmp_path: Path, trace: str) -> None:
    old = tmp_path / ".tarn"
    (old / trace).parent.mkdir(parents=True)
    (old / trace).touch()
    with pytest.raises(TarnError, match=MARKER):
        claim(old)
    claim(old, default=old)
    assert (old / MARKER).exists()


def test_another_users_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claim(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(TarnError, match="belongs to another user"):
        claim(tmp_path)


def test_a_file_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TarnError, match="set TARN_HOME"):
        claim(tmp_path / "file")


@pytest.mark.parametrize("arguments", [["env"], ["down", "--wipe", "--yes"], ["up"], ["test"]])
def test_no_command_touches_a_folder_of_somebodys_own(tmp_path: Path, arguments: list[str]) -> None:
    before = everything(users(tmp_path))
    done = launched(tmp_path, *arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith(f"tarn: {tmp_path} is not empty")
    assert everything(tmp_path) == before


@pytest.mark.parametrize("name", ["a:b", "a🦆", "a\nb"])
def test_a_path_that_cannot_work_is_refused_before_anything_is_made(tmp_path: Path, name: str) -> None:
    done = launched(tmp_path / name, "env")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "choose a folder without" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_checkout_whose_path_cannot_work_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a:b").mkdir()
    copy = tmp_path / "a:b" / "tarn"
    copy.write_bytes(LAUNCHER.read_bytes())
    done = subprocess.run(["/bin/sh", copy, "env"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "holds ':'" in done.stderr
