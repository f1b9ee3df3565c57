"""The configuration of Kafka, Redis and S3Proxy, and which of the machine's programs is chosen."""

from __future__ import annotations

import subprocess
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake import secrets
from lake.errors import TarnError
from lake.event import MAX_BYTES
from stack import kafka, object_store, properties, redis
from stack.places import Places


def program(at: Path, says: str = "") -> Path:
    at.parent.mkdir(parents=True, exist_ok=True)
    at.write_text(f"#!/bin/sh\necho '{says}'\n")
    at.chmod(0o755)
    return at


def test_kafka_listens_on_the_loopback_address_alone() -> None:
    settings = kafka.server_properties(Path("/data"), 19002, 19003)
    assert settings["listeners"] == "PLAINTEXT://127.0.0.1:19002,CONTROLLER://127.0.0.1:19003"
    assert settings["auto.create.topics.enable"] == "false"


def test_kafka_takes_the_largest_event_in_its_largest_form() -> None:
    in_base64 = MAX_BYTES * 4 // 3
    assert in_base64 + 4096 < kafka.MESSAGE_MAX_BYTES


@given(st.uuids() | st.just(uuid.UUID(bytes=b"\xff" * 16)))
def test_a_cluster_id_is_22_characters_and_never_an_option(drawn: uuid.UUID) -> None:
    text = kafka.cluster_id(drawn)
    assert len(text) == 22
    assert not text.startswith("-")


@pytest.mark.parametrize(
    ("value", "text"),
    [("plain", "plain"), (" a\\b", "\\ a\\\\b"), ("é", "\\u00e9"), ("🦆", "\\ud83e\\udd86"), ("a\nb", "a\\u000ab")],
)
def test_java_reads_back_the_value(value: str, text: str) -> None:
    assert properties.escaped(value) == text


def test_redis_forgets_no_id() -> None:
    text = redis.configuration(redis.Server("valkey", Path("/bin/x"), Path("/a b/valkey")), 19001, "512mb", "p", "a")
    lines = text.splitlines()
    expected = {
        "bind 127.0.0.1",
        "appendonly yes",
        "maxmemory-policy noeviction",
        "maxmemory 512mb",
        'dir "/a b/valkey"',
    }
    assert expected <= set(lines)


@pytest.mark.parametrize(
    ("version", "name"), [("v=7.0.15 sha=0", "redis"), ("v=6.2.1 sha=0", "valkey"), ("?", "valkey")]
)
def test_the_systems_redis_is_used_from_version_7_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, name: str
) -> None:
    program(tmp_path / "bin" / "redis-server", f"Redis server {version}")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    assert redis.find(Places(tmp_path)).name == name


def test_redis_data_stays_with_the_program_that_wrote_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = Places(tmp_path)
    (at.data / "valkey").mkdir(parents=True)
    program(tmp_path / "bin" / "redis-server", "Redis server v=7.4.0")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    assert redis.find(at).name == "valkey"


def test_redis_data_without_its_program_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = Places(tmp_path)
    (at.data / "redis").mkdir(parents=True)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TarnError, match="TARN_REDIS_SERVER"):
        redis.find(at)


def test_minio_is_used_where_found_and_data_stays_with_s3proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = Places(tmp_path)
    minio = program(tmp_path / "bin" / "minio")
    monkeypatch.setenv("TARN_MINIO", str(minio))
    assert object_store.find_minio(at) == minio
    (at.data / "s3proxy").mkdir(parents=True)
    assert object_store.find_minio(at) is None


def test_a_minio_that_is_not_there_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARN_MINIO", str(tmp_path / "nothing"))
    with pytest.raises(TarnError, match="TARN_MINIO.*no such program"):
        object_store.find_minio(Places(tmp_path))


def test_a_secret_that_minio_would_refuse_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARN_S3_SECRET_KEY", "short")
    with pytest.raises(TarnError, match="TARN_S3_SECRET_KEY 8 or more"):
        object_store.environment()


def test_s3proxy_starts_without_what_its_last_life_left_half_done(tmp_path: Path) -> None:
    uuid_ = "bf3618e7-656e-44f1-bae5-666c189450f8"
    other = uuid_.replace("b", "c")
    kept = ["raw/a b.json.gz", f"raw/x/part-{uuid_}.parquet", f"raw/stream-1-2026-11-26-10-00-00-{uuid_}"]
    kept += [f"processed/.mpus-{uuid_}-events/p=%20/b.parquet-stub", f"processed/.s3proxy-mpu-stub-{uuid_}"]
    drafts = [f"raw/quarantine/a.json.gz-{uuid_}", f"processed/events/p=%20/b.parquet-{uuid_}"]
    drafts += [f"processed/events/__magic_job/{name}-{uuid_}" for name in ("b.parquet.pending", "task_1.pendingset")]
    drafts += [f"processed/.mpus-{uuid_}-events/p=%20/b.parquet-1-{other}", f"raw/.s3proxy-mpu-stub-{uuid_}-{other}"]
    half = [f"processed/.mpus-{other}-events/p=%20/b.parquet-{part}" for part in ("1", "stub")]
    for name in kept + drafts + half:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    command = ["/bin/sh", str(object_store.START), str(tmp_path), "echo", "started", "with spaces"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("started with spaces\n", "")
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()) == sorted(kept)


def test_s3proxys_configuration_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = Places(tmp_path)
    at.make()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("TARN_HOME", str(tmp_path))
    secrets.make(tmp_path)
    object_store.write_configuration(at)
    path = at.run / "s3proxy.properties"
    assert path.stat().st_mode & 0o077 == 0
    assert f"s3proxy.credential={(tmp_path / 'secrets' / 's3').read_text()}" in path.read_text()
