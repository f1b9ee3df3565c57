"""What tarn asks of an object store: plain S3, nothing more. The same suite runs on MinIO and on S3Proxy."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from lake.edges.objects import ObjectStore, StoreSettings
from lake.errors import TarnError, Transient
from tests.polling import eventually

AWKWARD = ["plain", "with space", "plus+sign", "percent%3Aencoded", "żółw🐢", "a=b/c=d", "%2E%2E/x"]


@pytest.fixture
def bucket(store: ObjectStore) -> Iterator[str]:
    name = f"contract-{uuid.uuid4().hex[:12]}"
    store.ensure_bucket(name)
    store.ensure_bucket(name)  # idempotent
    yield name
    store.delete(name, [entry.key for entry in store.list(name)])
    store._client.remove_bucket(name)


def test_what_is_put_is_what_is_read(store: ObjectStore, bucket: str) -> None:
    data = bytes(range(256)) * 1000
    store.put(bucket, "a/b", data)
    assert store.get(bucket, "a/b") == data
    assert store.get_range(bucket, "a/b", 255, 3) == data[255:258]


def test_a_second_put_replaces_the_first(store: ObjectStore, bucket: str) -> None:
    store.put(bucket, "key", b"one")
    store.put(bucket, "key", b"two")
    assert store.get(bucket, "key") == b"two"
    assert [entry.size for entry in store.list(bucket)] == [3]


def test_what_is_told_of_an_object_is_kept_with_it(store: ObjectStore, bucket: str) -> None:
    about = {"tarn-flush": '{"end": 7, "topic": "a.b"}'}
    store.put(bucket, "key", b"one", about=about)
    assert store.about(bucket, "key") == about
    store.put(bucket, "key", b"one")
    assert store.about(bucket, "key") == {}
    with pytest.raises(KeyError):
        store.about(bucket, "other")


def test_an_empty_object_is_an_object(store: ObjectStore, bucket: str) -> None:
    store.put(bucket, "empty", b"")
    assert store.get(bucket, "empty") == b""


@pytest.mark.parametrize("key", AWKWARD)
def test_awkward_keys_come_back_as_they_are(store: ObjectStore, bucket: str, key: str) -> None:
    store.put(bucket, key, key.encode())
    assert [entry.key for entry in store.list(bucket)] == [key]
    assert store.get(bucket, key) == key.encode()


@pytest.mark.parametrize("folder", ["a", "a=b%3Ac/ü d+e/generation=1"])
def test_a_copy_is_the_same_object_elsewhere(store: ObjectStore, bucket: str, folder: str) -> None:
    store.put(bucket, f"{folder}/old", b"x" * 100_000)
    store.copy(bucket, f"{folder}/old", f"{folder}/new")
    store.delete(bucket, [f"{folder}/old"])
    assert store.get(bucket, f"{folder}/new") == b"x" * 100_000
    with pytest.raises(KeyError):
        store.copy(bucket, f"{folder}/old", f"{folder}/newer")


@pytest.mark.parametrize("folders", [1, 7])
def test_a_listing_of_more_than_a_page_is_complete_and_sorted(store: ObjectStore, bucket: str, folders: int) -> None:
    keys = sorted(f"folder/{n % folders}{sub}{n:04d}" for n in range(550) for sub in ("/", "-"))
    keys.insert(0, "folder/")  # as some tools mark a folder, and S3A where it is about to write
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: store.put(bucket, key, b"" if key == "folder/" else b"x"), [*keys, "other"]))
    assert [entry.key for entry in store.list(bucket, "folder/")] == keys
    assert [entry.key for entry in store.list(bucket)] == [*keys, "other"]
    for place in (0, 1, 549, 550, 1_000, 1_100):
        assert [entry.key for entry in store.list(bucket, "folder/", after=keys[place])] == keys[place + 1 :]
    store.delete(bucket, keys)
    assert [entry.key for entry in store.list(bucket)] == ["other"]


def test_an_etag_tells_content_apart(store: ObjectStore, bucket: str) -> None:
    told = [store.put(bucket, key, data) for key, data in (("a", b"same"), ("b", b"same"), ("c", b"else"))]
    a, b, c = (entry.etag for entry in store.list(bucket))
    assert a == b != c
    assert told == [a, b, c], "and who writes it learns it"


def test_deleting_what_is_not_there_is_no_error(store: ObjectStore, bucket: str) -> None:
    store.delete(bucket, ["nothing"])


def test_a_missing_object_is_a_key_error(store: ObjectStore, bucket: str) -> None:
    with pytest.raises(KeyError):
        store.get(bucket, "nothing")


def test_a_missing_bucket_is_told_in_one_line(store: ObjectStore) -> None:
    with pytest.raises(TarnError, match="bucket 'no-such-bucket' is not in"):
        store.verify("no-such-bucket")
    with pytest.raises(TarnError, match="no-such-bucket"):
        store.put("no-such-bucket", "key", b"x")


def test_a_wrong_key_is_told_in_one_line(store_settings: StoreSettings) -> None:
    stranger = ObjectStore(StoreSettings(**{**store_settings.model_dump(), "s3_secret_key": "wrong-secret"}))
    with pytest.raises(TarnError, match="refuses access key"):
        stranger.put("raw", "key", b"x")


def test_a_store_that_is_away_is_transient(store_settings: StoreSettings) -> None:
    away = ObjectStore(store_settings.model_copy(update={"s3_endpoint": "http://127.0.0.1:9", "s3_retry_s": 0.2}))
    with pytest.raises(Transient, match="does not answer"):
        away.put("raw", "key", b"x")


def test_what_is_tried_again_says_why_meanwhile(store_settings: StoreSettings) -> None:
    away = ObjectStore(store_settings.model_copy(update={"s3_endpoint": "http://127.0.0.1:9", "s3_retry_s": 1.0}))
    with ThreadPoolExecutor(1) as pool:
        put = pool.submit(away.put, "raw", "key", b"x")
        assert eventually(lambda: "does not answer" in (away.trouble or ""), 1, every=0.01)
        assert isinstance(put.exception(), Transient)
    assert away.trouble is None
