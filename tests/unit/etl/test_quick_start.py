"""The class archive: one for each Java, Spark and set of jars, made by one run, used by the next."""

from __future__ import annotations

from pathlib import Path

from services.etl.quick_start import ClassArchive, options


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
    assert f"ArchiveClassesAtExit={first.draft}" in options(first, make=True, small=True, heap="1g")
    first.draft.touch()
    first.keep()
    assert first.there
    assert f"SharedArchiveFile={first.path}" in options(first, make=False, small=True, heap="1g")


def test_a_jvm_that_left_no_archive_changes_nothing(tmp_path: Path) -> None:
    first = archive(tmp_path)
    first.keep()
    assert not first.there
    assert "Archive" not in options(first, make=False, small=True, heap="1g")


def test_no_archive_where_the_cache_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "cache").touch()
    assert not archive(tmp_path).claim()


def test_only_small_runs_do_without_the_optimizing_compiler(tmp_path: Path) -> None:
    assert "TieredStopAtLevel=1" in options(archive(tmp_path), make=False, small=True, heap="1g")
    assert "TieredStopAtLevel" not in options(archive(tmp_path), make=False, small=False, heap="1g")
