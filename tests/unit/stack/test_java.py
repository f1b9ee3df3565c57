"""Which Java is taken, and what Spark's own Java home does to its arguments."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lake.errors import TarnError
from stack import java


def java_home(at: Path, version: str) -> Path:
    """A folder that looks like an installed Java; its `java` prints its arguments, one a line."""
    (at / "bin").mkdir(parents=True)
    (at / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
    binary = at / "bin" / "java"
    binary.write_text('#!/bin/sh\nfor argument in "$@"; do printf "%s\\n" "$argument"; done\n')
    binary.chmod(0o755)
    return at


@pytest.mark.parametrize(("release", "major"), [("17.0.15", 17), ("21", 21), ("1.8.0_292", 1)])
def test_the_release_file_states_the_major_version(tmp_path: Path, release: str, major: int) -> None:
    assert java.major_version(java_home(tmp_path / "jdk", release)) == major


def test_a_folder_without_a_release_file_is_no_java_home(tmp_path: Path) -> None:
    assert java.major_version(tmp_path) is None


def test_java_home_is_taken_when_its_version_is_supported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = java_home(tmp_path / "jdk", "21.0.8")
    monkeypatch.setenv("JAVA_HOME", str(home))
    assert java.find() == java.Java(home, 21, wheel=False)


def test_java_on_path_is_followed_through_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = java_home(tmp_path / "jdk", "17.0.1")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").symlink_to(home / "bin" / "java")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert java.find().home == home.resolve()


def test_an_unusable_choice_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARN_JAVA_HOME", str(java_home(tmp_path / "jdk", "11.0.2")))
    with pytest.raises(TarnError, match="TARN_JAVA_HOME.*must hold Java 17 or 21"):
        java.find()


@pytest.mark.parametrize(("version", "archived"), [(17, False), (21, True)])
def test_classes_are_archived_where_java_can_do_so(tmp_path: Path, version: int, archived: bool) -> None:
    options = java.quick_start(java.Java(tmp_path, version, wheel=False), str(tmp_path / "kafka.jsa"))
    assert (f"-XX:SharedArchiveFile={tmp_path}/kafka.jsa" in options) == archived


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        (["-cp", "a:b", "--add-modules=jdk.incubator.vector", "Main"], ["-cp", "a:b", "Main"]),
        (["--add-modules=jdk.incubator.vector"], []),
        ([], []),
        (["--add-modules=java.se", "", "two words", '"quoted"', "$HOME", "*"],) * 2,
    ],
)
def test_the_shim_drops_one_argument_and_no_other(tmp_path: Path, given: list[str], passed: list[str]) -> None:
    real = java.Java(java_home(tmp_path / "it's a jdk", "21"), 21, wheel=True)
    shim = java.write_shim(real, tmp_path / "spark-java") / "bin" / "java"
    done = subprocess.run([shim, *given], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == passed
