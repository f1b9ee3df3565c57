"""The object store: every S3 call of the project, on the `minio` client.

Puts overwrite and are atomic in S3; whole objects only, so a reader never sees half of one. Failures of the network or
5xx answers are retried by tenacity, bounded, then raised as `Transient`; a refused key or a missing bucket is a
`TarnError` that says what to do.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio.deleteobjects import DeleteError, DeleteObject
from minio.error import MinioException, S3Error, ServerError
from pydantic import Field, SecretStr
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_delay, wait_random_exponential

from lake.config import Settings, port
from lake.errors import TarnError, Transient

Answer = TypeVar("Answer")

_PAGE = 1000  # S3's own
_KEPT = "x-amz-meta-"
_REFUSED = {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"}


class StoreSettings(Settings):
    """Where the object store answers and with which key."""

    s3_endpoint: str = Field(default_factory=lambda: f"http://127.0.0.1:{port('object-store')}")
    s3_access_key: str = "tarn"
    s3_secret_key: SecretStr = SecretStr("tarn-secret")
    s3_region: str = "us-east-1"
    s3_retry_s: float = 20.0  # how long one call is tried again before it counts as failed
    s3_timeout_s: float = 10.0  # how long one try may take to connect or to answer


class ObjectInfo(NamedTuple):
    """One row of a listing. `size` in bytes, `etag` without quotes."""

    key: str
    size: int
    etag: str
    last_modified: datetime


class ObjectStore:
    """One bucket store. Safe to share between threads."""

    def __init__(self, settings: StoreSettings, connections: int = 16) -> None:
        self.settings = settings
        self._tried_again: dict[int, str] = {}  # by thread: why
        parts = urlsplit(settings.s3_endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise TarnError(f"setting TARN_S3_ENDPOINT={settings.s3_endpoint!r} is not usable: give http://host:port")
        self._client = Minio(
            parts.netloc,
            access_key=settings.s3_access_key,
            secret_key=settings.s3_secret_key.get_secret_value(),
            region=settings.s3_region,
            secure=parts.scheme == "https",
            http_client=urllib3.PoolManager(
                timeout=urllib3.Timeout(total=settings.s3_timeout_s), maxsize=connections, retries=False
            ),
        )

    def verify(self, *buckets: str) -> None:
        """Raises TarnError where the store does not answer, refuses the key or lacks a bucket."""
        for bucket in buckets:
            if not self._try(bucket, partial(self._client.bucket_exists, bucket)):
                raise TarnError(
                    f"bucket {bucket!r} is not in {self.settings.s3_endpoint}: run `python -m lake.bootstrap`"
                )

    def ensure_bucket(self, bucket: str) -> None:
        """Makes the bucket where it is not there yet; never touches what it holds."""
        if not self._try(bucket, lambda: self._client.bucket_exists(bucket)):
            self._try(bucket, lambda: self._client.make_bucket(bucket))

    def put(
        self,
        bucket: str,
        key: str,
        data: bytes,
        content_type: str = "application/octet-stream",
        about: Mapping[str, str] | None = None,
    ) -> None:
        """Writes one whole object; `about` is kept with it (S3's user-defined metadata). Raises Transient when the
        store stays away."""
        kept: dict[str, str | list[str] | tuple[str]] = {**(about or {})}
        self._try(
            bucket,
            lambda: self._client.put_object(bucket, key, io.BytesIO(data), len(data), content_type, kept),
        )

    def about(self, bucket: str, key: str) -> dict[str, str]:
        """What `put` was told to keep with an object. Raises KeyError where there is no such object."""
        return self._try(bucket, lambda: self._about(bucket, key))

    def get(self, bucket: str, key: str) -> bytes:
        """Reads one whole object. Raises KeyError where there is none."""
        return self._try(bucket, lambda: self._read(bucket, key, 0, 0))

    def get_range(self, bucket: str, key: str, offset: int, length: int) -> bytes:
        """Reads `length` bytes from `offset`. Raises KeyError where there is no such object."""
        return self._try(bucket, lambda: self._read(bucket, key, offset, length))

    def list(self, bucket: str, prefix: str = "") -> Iterator[ObjectInfo]:
        """Every object under `prefix` in key order (UTF-8 bytes).

        More than a page is listed folder by folder: for each page of a flat listing, a store that keeps its objects as
        files walks its whole tree again.
        """
        page = self._try(bucket, partial(self._listed, bucket, prefix, True, _PAGE))
        if len(page) < _PAGE:
            yield from (_info(entry) for entry in page)
        else:
            yield from self._walk(bucket, prefix)

    def _walk(self, bucket: str, prefix: str) -> Iterator[ObjectInfo]:
        entries = self._try(bucket, partial(self._listed, bucket, prefix, False, None))
        for entry in sorted(entries, key=lambda entry: entry.object_name.encode()):
            if entry.is_dir and entry.object_name != prefix:  # an empty object of the folder's own name is no folder
                yield from self._walk(bucket, entry.object_name)
            else:
                yield _info(entry)

    def _listed(self, bucket: str, prefix: str, recursive: bool, most: int | None) -> Sequence[Any]:
        return [*islice(self._client.list_objects(bucket, prefix, recursive=recursive), most)]

    def delete(self, bucket: str, keys: Iterable[str]) -> None:
        """Deletes objects; one that is not there is no error."""
        doomed = [DeleteObject(key) for key in keys]
        for start in range(0, len(doomed), 1000):
            part = doomed[start : start + 1000]
            failed = self._try(bucket, partial(self._remove, bucket, part))
            if failed:
                raise Transient(
                    f"{len(failed)} of {len(part)} objects of {bucket!r} were not deleted: {failed[0].message}"
                )

    def _remove(self, bucket: str, part: Sequence[DeleteObject]) -> Sequence[DeleteError]:
        return [*self._client.remove_objects(bucket, part)]

    def _about(self, bucket: str, key: str) -> dict[str, str]:
        try:
            headers = self._client.stat_object(bucket, key).metadata or {}
        except S3Error as error:
            if error.code == "NoSuchKey":
                raise KeyError(f"{bucket}/{key}") from None
            raise
        lowered = ((str(name).lower(), str(value)) for name, value in headers.items())
        return {name.removeprefix(_KEPT): value for name, value in lowered if name.startswith(_KEPT)}

    def _read(self, bucket: str, key: str, offset: int, length: int) -> bytes:
        try:
            response = self._client.get_object(bucket, key, offset=offset, length=length)
        except S3Error as error:
            if error.code == "NoSuchKey":
                raise KeyError(f"{bucket}/{key}") from None
            raise
        try:
            data: bytes = response.read()
            return data
        finally:
            response.close()
            response.release_conn()

    @property
    def trouble(self) -> str | None:
        """Why a call is being tried again in this moment; None is well."""
        return next(iter([*self._tried_again.values()]), None)

    def _try(self, bucket: str, call: Callable[[], Answer]) -> Answer:
        def remember(state: RetryCallState) -> None:
            error = state.outcome.exception() if state.outcome else None
            self._tried_again[threading.get_ident()] = str(self._explained(bucket, error))

        try:
            return Retrying(
                retry=retry_if_exception(_is_transient),
                wait=wait_random_exponential(multiplier=0.1, max=3),
                stop=stop_after_delay(self.settings.s3_retry_s),
                before_sleep=remember,
                reraise=True,
            )(call)
        except (urllib3.exceptions.HTTPError, MinioException, OSError) as error:
            raise self._explained(bucket, error) from error
        finally:
            self._tried_again.pop(threading.get_ident(), None)

    def _explained(self, bucket: str, error: BaseException | None) -> Exception:
        where = self.settings.s3_endpoint
        if not isinstance(error, S3Error):
            return Transient(f"object store {where} does not answer: {error}")
        if error.code in _REFUSED:
            return TarnError(
                f"object store {where} refuses access key {self.settings.s3_access_key!r}: {error.message}"
            )
        if error.code == "NoSuchBucket":
            return TarnError(f"bucket {bucket!r} is not in {where}: run `python -m lake.bootstrap`")
        return Transient(f"object store {where} answered {error.code}: {error.message}")


def _info(entry: Any) -> ObjectInfo:
    return ObjectInfo(entry.object_name, entry.size, (entry.etag or "").strip('"'), entry.last_modified)


def _is_transient(error: BaseException) -> bool:
    if isinstance(error, S3Error):
        return error.code in {
            "InternalError",
            "ServiceUnavailable",
            "SlowDown",
            "RequestTimeout",
            "XMinioServerNotInitialized",
        }
    return isinstance(error, (urllib3.exceptions.HTTPError, ServerError, OSError))
