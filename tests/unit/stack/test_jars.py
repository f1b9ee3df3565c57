"""The locks of jars: complete, well-formed, and trusted over any download."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from lake.errors import TarnError
from stack import jars
from stack.jars import Jar


@pytest.mark.parametrize("name", jars.SETS)
def test_every_line_of_a_lock_pins_one_file(name: str) -> None:
    lock = jars.read_lock(name)
    assert lock
    assert all(re.fullmatch("[0-9a-f]{64}", jar.sha256) for jar in lock)
    assert len({jar.file for jar in lock}) == len(lock)


@pytest.mark.parametrize(
    ("name", "artifact"),
    [("kafka", "kafka_2.13"), ("s3proxy", "s3proxy"), ("etl", "hadoop-aws"), ("etl", "spark-hadoop-cloud_2.13")],
)
def test_a_lock_holds_what_its_pom_asks_for(name: str, artifact: str) -> None:
    version = next(jar.version for jar in jars.read_lock(name) if jar.artifact == artifact)
    pom = (jars.LOCKS / f"{name}-pom.xml").read_text()
    assert f"<artifactId>{artifact}</artifactId>\n      <version>{version}</version>" in pom


def pinned(name: str) -> str:
    text = (jars.LOCKS.parent.parent / "requirements" / "etl.txt").read_text()
    found = re.search(rf"^{name}==(\S+)", text, re.MULTILINE)
    assert found
    return found[1]


def test_spark_gets_no_jar_that_it_ships_itself_but_newer_ones_in_place_of_those_with_known_faults() -> None:
    brought = {jar.group: jar.version for jar in jars.read_lock("etl")}
    assert not brought.keys() & {"org.slf4j", "commons-logging", "commons-codec", "org.apache.httpcomponents"}
    assert tuple(map(int, brought["io.netty"].split(".")[:3])) > (4, 2, 7)  # CVE-2025-67735
    assert tuple(map(int, brought["at.yawk.lz4"].split("."))) > (1, 10, 0)  # CVE-2025-12183, CVE-2025-66566


def test_all_of_netty_is_of_one_version() -> None:
    assert len({jar.version for jar in jars.read_lock("etl") if jar.group == "io.netty"}) == 1


def test_the_cloud_committer_is_of_sparks_minor_version() -> None:
    version = next(jar.version for jar in jars.read_lock("etl") if jar.artifact.startswith("spark-hadoop-cloud"))
    assert version.rpartition(".")[0] == pinned("pyspark").rpartition(".")[0]


class FakeRepository:
    """Stands in for jgo: puts `content` where Maven would, and counts."""

    def __init__(self, cache: Path, content: bytes) -> None:
        self.cache, self.content, self.asked = cache, content, 0

    def __call__(self, jar: Jar) -> None:
        self.asked += 1
        path = self.cache.joinpath(*jar.group.split("."), jar.artifact, jar.version, jar.file)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.content)


@pytest.fixture
def jar() -> Jar:
    return Jar("org.example", "thing", "1.0", hashlib.sha256(b"right").hexdigest())


def obtain(cache: Path, content: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[jars._Obtain, FakeRepository]:
    repository = FakeRepository(cache, content)
    obtaining = jars._Obtain(cache)
    monkeypatch.setattr(obtaining, "_with_jgo", repository)
    monkeypatch.setattr(obtaining, "_with_maven", lambda _: None)
    return obtaining, repository


def test_a_jar_with_the_pinned_digest_is_taken_and_not_fetched_twice(
    tmp_path: Path, jar: Jar, monkeypatch: pytest.MonkeyPatch
) -> None:
    obtaining, repository = obtain(tmp_path, b"right", monkeypatch)
    assert obtaining(jar).read_bytes() == b"right"
    assert obtaining(jar).read_bytes() == b"right"
    assert repository.asked == 1


def test_a_jar_with_another_digest_is_refused_and_removed(
    tmp_path: Path, jar: Jar, monkeypatch: pytest.MonkeyPatch
) -> None:
    obtaining, _ = obtain(tmp_path, b"wrong", monkeypatch)
    with pytest.raises(TarnError, match=r"org.example:thing:1.0.*checksum"):
        obtaining(jar)
    assert not list(tmp_path.rglob("*.jar"))
