"""Objects as DuckDB reads them: by its threads at once, and what a query is told where one cannot be read."""

from __future__ import annotations

import gzip
import io
import threading
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet
import pytest

from lake.errors import Transient
from services.query.engine.cache import Cache
from services.query.engine.failed import failed
from services.query.engine.files import Lake, Object, Reads, location
from services.query.engine.partitions import File
from services.query.failure import QueryFailed

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def opened(folder: Path, **objects: bytes) -> tuple[duckdb.DuckDBPyConnection, Reads, list[str]]:
    """A connection, and the paths of these objects in it."""

    def get(_bucket: str, key: str, at: int, length: int) -> bytes:
        held = objects[key]
        return held[at : at + length]

    lake, reads = Lake(get, Cache(folder / "cache", 1_000_000)), Reads("q")
    connection = duckdb.connect(config={"threads": 4})
    connection.register_filesystem(lake)
    lake.begin(reads)
    files = [File("raw", key, len(held), "etag", NOW, ()) for key, held in objects.items()]
    return connection, reads, reads.add(files)


def test_threads_that_seek_in_one_object_read_their_own_place() -> None:
    held = bytes(range(256)) * 4096
    one, wrong, turn = Object(lambda at, n: held[at : at + n], len(held)), [], threading.Barrier(4)

    def read(number: int) -> None:
        for n in range(200):
            at = (number * 7919 + n * 104_729) % (len(held) - 300_000)
            one.seek(at)
            turn.wait()  # all have sought before one reads
            if one.read(300_000 if n % 2 else 10) != held[at : at + (300_000 if n % 2 else 10)]:
                wrong.append((number, n))

    threads = [threading.Thread(target=read, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_without_a_seek_it_goes_on_where_another_thread_ended() -> None:
    one, found = Object(lambda at, n: b"abcdefgh"[at : at + n], 8), []
    one.seek(0)
    other = threading.Thread(target=lambda: found.append(one.read(3)))
    other.start()
    other.join()
    assert (found, one.read(3), one.tell()) == ([b"abc"], b"def", 6)


def test_parquet_and_gzip_are_read_whole(tmp_path: Path) -> None:
    table, file = pa.table({"n": list(range(200_000)), "t": ["x" * 9] * 200_000}), io.BytesIO()
    pyarrow.parquet.write_table(table, file, row_group_size=10_000)
    lines = gzip.compress(b'{"n": 1}\n' * 100_000)
    connection, _, paths = opened(tmp_path, **{"a.parquet": file.getvalue(), "b.json.gz": lines})
    for _ in range(5):
        assert connection.execute("SELECT sum(n), count(DISTINCT t) FROM read_parquet(?)", [paths[0]]).fetchone() == (
            19_999_900_000,
            1,
        )
    read = "SELECT sum(n) FROM read_json(?, format='newline_delimited', columns={'n': 'INTEGER'})"
    assert connection.execute(read, [paths[1]]).fetchone() == (100_000,)
    assert location(paths[0]) == "s3://raw/a.parquet"


@pytest.mark.parametrize("error", [KeyError("raw/a"), Transient("the store is away")])
def test_why_an_object_cannot_be_read_is_told_in_one_line(error: Exception, tmp_path: Path) -> None:
    connection, reads, paths = opened(tmp_path, a=b"{}\n")

    def broken(*_place: object) -> bytes:
        raise error

    lake = Lake(broken, Cache(tmp_path / "none", 0))
    connection = duckdb.connect()
    connection.register_filesystem(lake)
    lake.begin(reads)
    with pytest.raises(duckdb.Error) as told:
        connection.execute("SELECT * FROM read_json_objects(?)", [paths]).fetchall()
    why = failed(told.value, reads)
    if isinstance(error, KeyError):
        assert isinstance(why, QueryFailed)
        assert why.message == "HIVE_CANNOT_OPEN_SPLIT: s3://raw/a was deleted while the query ran"
    else:
        assert why is error


def test_what_duckdb_says_names_the_object_as_s3_does(tmp_path: Path) -> None:
    connection, reads, paths = opened(tmp_path, a=b'{"n": 1}\nno json\n')
    with pytest.raises(duckdb.Error) as told:
        connection.execute("SELECT * FROM read_json_objects(?, format='newline_delimited')", [paths]).fetchall()
    why = failed(told.value, reads)
    assert isinstance(why, QueryFailed)
    assert "s3://raw/a" in why.message
    assert "tarn://" not in why.message
