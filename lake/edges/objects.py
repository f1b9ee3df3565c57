"""The object store: every S3 call of the project, on the `minio` client.

Puts overwrite and are atomic in S3; whole objects only, so a reader never sees half of one. What can pass (the network,
5xx answers, `SlowDown`) is retried by tenacity, bounded, then raised as `Transient`. A refusal that no retry can change
(a key, a bucket, any other 4xx) is a `TarnError` that says which.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, BinaryIO, NamedTuple, TypeVar
from urllib.parse import SplitResult, urlsplit

import urllib3
from minio import Minio
from minio.commonconfig import CopySource
from minio.deleteobjects import DeleteError, DeleteObject
from minio.error import InvalidResponseError, MinioException, S3Error, ServerError
from pydantic import Field, SecretStr
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_delay, wait_random_exponential

from lake import secrets, store_fault
from lake.config import HttpUrl, Settings, port
from lake.errors import NotYet, TarnError, Transient

Answer = TypeVar("Answer")

_PAGE = 1000  # S3's own
_PART = 16 * 1024 * 1024  # of a large object; held in memory
_LISTING = 6  # times as long as another call may take: a store of files reads a whole folder for each page
_KEPT = "x-amz-meta-"
_REFUSED = {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"}
# Answers below 500 that may be another one in a moment: AWS's list of errors, "Client should retry".
_PASSING = {"RequestTimeout", "SlowDown", "Throttling", "TooManyRequests", "OperationAborted", "IncompleteBody"}
_PASSING_STATUS = {408, 409, 429}


class StoreSettings(Settings):
    """Where the object store answers and with which key."""

    s3_endpoint: HttpUrl = Field(default_factory=lambda: f"http://127.0.0.1:{port('object-store')}")
    s3_access_key: str = "tarn"
    s3_secret_key: SecretStr = Field(default_factory=lambda: SecretStr(secrets.s3_key()))  # else the one `up` made
    s3_region: str = "us-east-1"
    # How long one call is tried again before it counts as failed.
    s3_retry_s: float = Field(default=20.0, ge=0, le=3600)
    s3_timeout_s: float = Field(default=10.0, gt=0, le=600)  # how long one try may take to connect or to answer


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
        self._client = self._connect(parts, connections, settings.s3_timeout_s)
        self._lister = self._connect(parts, min(connections, 8), settings.s3_timeout_s * _LISTING)

    def _connect(self, parts: SplitResult, connections: int, timeout_s: float) -> Minio:
        settings = self.settings
        return Minio(
            parts.netloc,
            access_key=settings.s3_access_key,
            secret_key=settings.s3_secret_key.get_secret_value(),
            region=settings.s3_region,
            secure=parts.scheme == "https",
            http_client=urllib3.PoolManager(
                timeout=urllib3.Timeout(connect=settings.s3_timeout_s, read=timeout_s),
                maxsize=connections,
                retries=False,
            ),
        )

    def verify(self, *buckets: str) -> None:
        """Raises Transient where the store does not answer, NotYet where it lacks a bucket, TarnError for the key."""
        for bucket in buckets:
            if not self._try(bucket, partial(self._client.bucket_exists, bucket)):
                raise NotYet(
                    f"bucket {bucket!r} is not in {self.settings.s3_endpoint}: run `python -m lake.runtime.bootstrap`"
                )

    def ensure_bucket(self, bucket: str) -> None:
        """Makes the bucket where it is not there yet; never touches what it holds."""
        if not self._try(bucket, lambda: self._client.bucket_exists(bucket)):
            self._try(bucket, lambda: self._client.make_bucket(bucket))

    def buckets(self) -> Sequence[str]:
        """The names of all buckets. Raises Transient."""
        return [bucket.name for bucket in self._try("", self._client.list_buckets)]

    def put(
        self, bucket: str, key: str, data: bytes, content_type: str = "application/octet-stream",
        about: Mapping[str, str] | None = None,
    ) -> str:  # fmt: skip
        """Writes one whole object and returns its ETag, as a listing shows it; `about` is kept with it (S3's
        user-defined metadata). Raises Transient when the store stays away."""
        kept: dict[str, str | list[str] | tuple[str]] = {**(about or {})}
        put = self._client.put_object
        written = self._try(bucket, lambda: put(bucket, key, io.BytesIO(data), len(data), content_type, kept))
        return (written.etag or "").strip('"')

    def put_file(self, bucket: str, key: str, file: BinaryIO, content_type: str = "application/octet-stream") -> int:
        """Writes an open file as one object, in parts where it is large; its size. Raises Transient."""
        size = file.seek(0, io.SEEK_END)
        put = self._client.put_object

        def once() -> None:
            file.seek(0)
            put(bucket, key, file, size, content_type, part_size=_PART)

        self._try(bucket, once)
        return size

    def about(self, bucket: str, key: str) -> dict[str, str]:
        """What `put` was told to keep with an object. Raises KeyError where there is no such object."""
        return self._try(bucket, lambda: self._about(bucket, key))

    def stat(self, bucket: str, key: str) -> tuple[int, str]:
        """Size in bytes and ETag of an object. Raises KeyError where there is none."""
        found = self._try(bucket, lambda: self._client.stat_object(bucket, key))
        return int(found.size or 0), (found.etag or "").strip('"')

    def get(self, bucket: str, key: str) -> bytes:
        """Reads one whole object. Raises KeyError where there is none."""
        return self._try(bucket, lambda: self._read(bucket, key, 0, 0))

    def get_range(self, bucket: str, key: str, offset: int, length: int) -> bytes:
        """Reads `length` bytes from `offset`. Raises KeyError where there is no such object."""
        return self._try(bucket, lambda: self._read(bucket, key, offset, length))

    def list(self, bucket: str, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        """Every object under `prefix` and behind the key `after`, in key order (UTF-8 bytes).

        More than a page is listed folder by folder: for each page of a flat listing, a store that keeps its objects as
        files walks its whole tree again. One folder's objects are held at a time.
        """
        page = [] if after else self._try(bucket, partial(self._listed, bucket, prefix, True, "", _PAGE))
        if after or len(page) == _PAGE:
            yield from self._walk(bucket, prefix, after)
        else:
            yield from (entry for entry in page if isinstance(entry, ObjectInfo))

    def folders(self, bucket: str, prefix: str = "") -> Sequence[str]:
        """The names of the folders directly under `prefix`, which ends with a slash."""
        entries = self._try(bucket, partial(self._listed, bucket, prefix, False, "", None))
        return [entry[len(prefix) :].rstrip("/") for entry in entries if isinstance(entry, str)]

    def _walk(self, bucket: str, prefix: str, after: str) -> Iterator[ObjectInfo]:
        here = after if after.rpartition("/")[0] + "/" == prefix else ""  # in its own folder the store may skip itself
        for entry in sorted(self._try(bucket, partial(self._listed, bucket, prefix, False, here, None)), key=_in_order):
            key = _in_order(entry)
            if isinstance(entry, ObjectInfo):
                if key > after.encode():
                    yield entry
            elif after.startswith(entry):
                yield from self._walk(bucket, entry, after)
            elif key > after.encode():
                yield from self._walk(bucket, entry, "")

    def _listed(self, bucket: str, prefix: str, flat: bool, after: str, most: int | None) -> Sequence[ObjectInfo | str]:
        """Objects, and folders by their names. An empty object of the folder's own name is no folder."""
        entries = self._lister.list_objects(bucket, prefix, recursive=flat, start_after=after or None)
        return [
            entry.object_name if entry.is_dir and entry.object_name != prefix else _info(entry)
            for entry in islice(entries, most)
        ]

    def copy(self, bucket: str, key: str, to: str) -> None:
        """Copies an object of up to 5 GiB within the store. Raises KeyError where there is none."""
        self._try(bucket, lambda: self._client.copy_object(bucket, to, CopySource(bucket, key)))

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
        headers = self._client.stat_object(bucket, key).metadata or {}
        lowered = ((str(name).lower(), str(value)) for name, value in headers.items())
        return {name.removeprefix(_KEPT): value for name, value in lowered if name.startswith(_KEPT)}

    def _read(self, bucket: str, key: str, offset: int, length: int) -> bytes:
        response = self._client.get_object(bucket, key, offset=offset, length=length)
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
            )(store_fault.HERE.at(call))
        except (urllib3.exceptions.HTTPError, MinioException, OSError) as error:
            if isinstance(error, S3Error) and error.code == "NoSuchKey":
                raise KeyError(f"{bucket}/{error.object_name}") from None
            raise self._explained(bucket, error) from error
        finally:
            self._tried_again.pop(threading.get_ident(), None)

    def _explained(self, bucket: str, error: BaseException | None) -> Exception:
        where = self.settings.s3_endpoint
        if isinstance(error, InvalidResponseError) and not _is_transient(error):
            return TarnError(f"what answers at {where} is no object store: {error}")
        if not isinstance(error, S3Error):
            return Transient(f"object store {where} does not answer: {error}")
        if error.code in _REFUSED:
            return TarnError(
                f"object store {where} refuses access key {self.settings.s3_access_key!r}: {error.message}"
            )
        if error.code == "NoSuchBucket":
            return TarnError(f"bucket {bucket!r} is not in {where}: run `python -m lake.runtime.bootstrap`")
        answer = f"object store {where} answered {error.code}: {error.message}"
        if _is_transient(error):
            return Transient(answer)
        about = f"{bucket}/{error.object_name}" if error.object_name else f"bucket {bucket!r}"
        return TarnError(f"{answer} ({about}); the same request would be refused again")


def _in_order(entry: ObjectInfo | str) -> bytes:
    return (entry if isinstance(entry, str) else entry.key).encode()


def _info(entry: Any) -> ObjectInfo:
    return ObjectInfo(entry.object_name, entry.size, (entry.etag or "").strip('"'), entry.last_modified)


def _is_transient(error: BaseException) -> bool:
    """Whether the same call may succeed in a moment."""
    if isinstance(error, S3Error):
        return error.code in _PASSING or _may_pass(error.response.status)
    if isinstance(error, InvalidResponseError):
        return _may_pass(error._code)  # no public name for it
    return isinstance(error, (urllib3.exceptions.HTTPError, ServerError, OSError))


def _may_pass(status: int) -> bool:
    return status >= 500 or status in _PASSING_STATUS
