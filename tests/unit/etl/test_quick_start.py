"""The class archive: one for each Java, Spark and set of jars, made by one run, used by the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.etl.quick_start import IN_FOLDER, ClassArchive, options


def archive(folder: Path, *jars: str) -> ClassArchive:
    jars_folder = folder / "jars"
    jars_folder.mkdir(exist_ok=True)
    for jar in jars:
        (jars_folder / jar).touch()
    return ClassArchive.find(folder / "cache", jars_folder)


def test_another_jar_makes_another_archive(tmp_path: Path) -> None:
    assert archive(tmp_path, "a-1.jar") == archive(tmp_path, "a-1.jar")
    assert archive(tmp_path, "a-1.jar") != archive(tmp_path, "b-1.jar")


def test_one_run_makes_it_and_the_next_use_it(tmp_path: Path) -> None:
    first = archive(tmp_path)
    assert first.claim()
    assert not first.claim()
    assert "ArchiveClassesAtExit=classes.jsa" in options(first, make=True, small=True, heap="1g")
    (tmp_path / IN_FOLDER).touch()
    first.keep(tmp_path)
    assert first.there
    assert "SharedArchiveFile=classes.jsa" in options(first, make=False, small=True, heap="1g")
    (tmp_path / "next").mkdir()
    first.lay_into(tmp_path / "next")
    assert (tmp_path / "next" / IN_FOLDER).samefile(first.path)


def test_a_jvm_that_left_no_archive_changes_nothing(tmp_path: Path) -> None:
    first = archive(tmp_path)
    first.keep(tmp_path)
    assert not first.there
    assert "Archive" not in options(first, make=False, small=True, heap="1g")


def test_no_archive_where_the_cache_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "cache").touch()
    assert not archive(tmp_path).claim()


@pytest.mark.parametrize("folder", ["my lake", "a'b", 'a"b', "a#b %d", "a:b", "a$HOME\\c", "ü 🦆"])
@pytest.mark.parametrize("make", [True, False])
def test_no_option_holds_a_path_that_spark_or_java_would_split(tmp_path: Path, folder: str, make: bool) -> None:
    (tmp_path / folder).mkdir()
    its = archive(tmp_path / folder)
    its.path.parent.mkdir()
    its.path.touch()
    assert all("/" not in option for option in options(its, make=make, small=True, heap="1g").split())


def test_only_small_runs_do_without_the_optimizing_compiler(tmp_path: Path) -> None:
    assert "TieredStopAtLevel=1" in options(archive(tmp_path), make=False, small=True, heap="1g")
    assert "TieredStopAtLevel" not in options(archive(tmp_path), make=False, small=False, heap="1g")
