"""The parts of awsglue that decide: arguments, bookmarks, kinds, messages, options, tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from awsglue import options, tables
from awsglue.bookmarks import BAND_S, Found, remember, unread
from awsglue.failure import category, message
from awsglue.job import BookmarkVersionMismatch, Job
from awsglue.kinds import NULL, fitted, kind_of, merge
from awsglue.utils import GlueArgumentError, getResolvedOptions
from lake.edges.catalog import CatalogRefused

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "wanted", "found"),
    [
        (["--a", "1"], ["a"], {"a": "1"}),
        (["--a=1=2", "--b", "x y"], ["a", "b"], {"a": "1=2", "b": "x y"}),
        (["--my-arg", "1"], ["my-arg"], {"my_arg": "1"}),
        (["--flag", "--a", "1"], ["a"], {"a": "1"}),
        (["--JOB_NAME", "j", "--TempDir", "s3://t/"], ["JOB_NAME"], {"JOB_NAME": "j", "TempDir": "s3://t/"}),
        (["--job-bookmark-option", "job-bookmark-enable"], [], {"job_bookmark_option": "job-bookmark-enable"}),
    ],
)
def test_arguments_are_resolved(line: list[str], wanted: list[str], found: dict[str, str]) -> None:
    resolved = getResolvedOptions(["script.py", *line], wanted)
    assert {name: resolved[name] for name in found} == found
    assert resolved["JOB_ID"] is None, "what Glue always gives is there"


@pytest.mark.parametrize(("line", "why"), [(["--b", "1"], "required: --a"), (["--a"], "--a: expected one argument")])
def test_arguments_that_are_missing_are_named(line: list[str], why: str) -> None:
    with pytest.raises(GlueArgumentError, match=why):
        getResolvedOptions(["script.py", *line], ["a"])


def found(name: str, seconds: float, etag: str = "e") -> Found:
    return Found(f"s3://b/{name}", 1, etag, NOW + timedelta(seconds=seconds))


def test_an_object_is_read_once_and_late_ones_are_still_found() -> None:
    first = [found("a", 0), found("b", 10)]
    assert unread(first, None) == first
    kept = remember(first, None)
    late, new, again = found("c", -BAND_S / 2), found("d", 20), found("a", 30, "other")
    assert unread([*first, late, new, again], kept) == [late, new, again]
    kept = remember([late, new, again], kept)
    assert unread([*first, late, new, again], kept) == []


def test_what_is_remembered_does_not_grow_with_what_there_ever_was() -> None:
    kept: dict[str, Any] | None = None
    for hour in range(100):
        kept = remember([found(f"{hour}", hour * 3600)], kept)
    assert kept is not None
    assert len(kept["band"]) == 1
    assert unread([found("50", 50 * 3600)], kept) == []
    assert remember([], None) is None


class Catalog:
    """A catalog that has one bookmark, of a version."""

    def __init__(self) -> None:
        self.version, self.value, self.moved = 3, {"raw": remember([found("a", 0)], None)}, 0

    def __call__(self, operation: str, **members: Any) -> dict[str, Any]:
        if operation == "GetScriptBookmark":
            return {"Version": self.version, "Value": self.value}
        if members["Version"] != self.version:
            raise CatalogRefused("ConcurrentModificationException", "moved")
        self.version, self.value, self.moved = self.version + 1, members["Value"], self.moved + 1
        return {"Version": self.version}


@pytest.mark.parametrize(
    ("option", "read", "moved"),
    [
        ("job-bookmark-enable", ["b"], 1),
        ("job-bookmark-pause", ["b"], 0),
        ("job-bookmark-disable", ["a", "b"], 0),
        (None, ["a", "b"], 0),
    ],
)
def test_a_job_reads_by_its_bookmark_and_moves_it_at_its_commit(
    option: str | None, read: list[str], moved: int
) -> None:
    catalog = Catalog()
    job = Job(None, ask=catalog)
    job.init("j", {"JOB_RUN_ID": "jr", "job_bookmark_option": option})
    got = job.unread("raw", [found("a", 0), found("b", 1)], BAND_S)
    assert [one.path[-1] for one in got] == read
    assert len(job.unread("", [found("a", 0)], BAND_S)) == 1, "a source without a context has no bookmark"
    job.commit()
    job.commit()
    assert catalog.moved == moved


def test_a_bookmark_that_was_reset_meanwhile_is_not_moved() -> None:
    catalog = Catalog()
    job = Job(None, ask=catalog)
    job.init("j", {"JOB_RUN_ID": "jr", "job_bookmark_option": "job-bookmark-enable"})
    job.unread("raw", [found("b", 1)], BAND_S)
    catalog.version += 1
    with pytest.raises(BookmarkVersionMismatch):
        job.commit()


@pytest.mark.parametrize(
    ("values", "kind", "held"),
    [
        ([1, None, 2], "int", [1, None, 2]),
        ([1, 2**40], "long", [1, 2**40]),
        ([1, 1.5], ("choice", {"double": "double", "int": "int"}), [(None, 1), (1.5, None)]),
        (
            [1, "x", 2**40],
            ("choice", {"long": "long", "string": "string"}),
            [(1, None), (None, "x"), (2**40, None)],
        ),
        ([[1], [], ["x"]], ("array", ("choice", {"int": "int", "string": "string"})), [[(1, None)], [], [(None, "x")]]),
        ([{"a": 1}, {"b": "x"}, {}], ("struct", {"a": "int", "b": "string"}), [(1, None), (None, "x"), (None, None)]),
        ([True, None], "boolean", [True, None]),
        ([None], NULL, [None]),
        ([2**70], ("decimal", (22, 0)), [Decimal(2**70)]),
        ([Decimal("1.50"), Decimal("300")], ("decimal", (3, 2)), [Decimal("1.50"), Decimal("300")]),
        ([NOW, "x"], ("choice", {"string": "string", "timestamp": "timestamp"}), [(None, NOW), ("x", None)]),
    ],
)
def test_values_have_a_kind_together_and_lose_nothing(values: list[Any], kind: Any, held: list[Any]) -> None:
    together: Any = NULL
    for value in values:
        together = merge(together, kind_of(value))
    assert together == kind
    assert [fitted(value, together) for value in values] == held


@pytest.mark.parametrize("value", [10**40, object(), Decimal("1e-39")])
def test_a_value_that_fits_no_column_is_none(value: Any) -> None:
    with pytest.raises(ValueError, match="column"):
        kind_of(value)


class AnalysisException(Exception):
    pass


class Py4JJavaError(Exception):
    pass


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (AnalysisException("[X] no table;\n'plan"), "Error Category: QUERY_ERROR; AnalysisException: [X] no table;"),
        (NotImplementedError("no"), "Error Category: UNSUPPORTED_OPERATION_ERROR; NotImplementedError: no"),
        (SystemExit(2), "Error Category: SYSTEM_EXIT_ERROR; SystemExit: 2"),
        (KeyError(), "Error Category: UNCLASSIFIED_ERROR; KeyError"),
        (OSError("No space left on device"), "Error Category: DISK_NO_SPACE_ERROR; OSError: No space left on device"),
        (
            Py4JJavaError("An error occurred while calling o1.x.\n: java.io.IOException: bad\n\tat a.b(C.java:1)\n"),
            "Error Category: UNCLASSIFIED_SPARK_ERROR; An error occurred while calling o1.x. java.io.IOException: bad",
        ),
    ],
)
def test_a_failure_is_told_as_glue_does(error: BaseException, said: str) -> None:
    assert message(error, "script.py", spark=True) == said
    assert message(error, "script.py", spark=False) == said.split("; ", 1)[1]


def test_a_class_below_a_known_one_is_of_its_category() -> None:
    assert category(type("ParseException", (AnalysisException,), {})("x")) == "QUERY_ERROR"


@pytest.mark.parametrize(
    "call",
    [
        lambda: options.format_of("xml"),
        lambda: options.check_s3("mysql"),
        lambda: options.check({"boundedFiles": 5}, {"paths"}, "connection option"),
        lambda: options.spark_csv_read({"withHeader": True, "skipFirst": True}),
        lambda: options.spark_write("json", {"writeHeader": True}),
        lambda: options.check_compression("gzip", ["s3://b/a.json"]),
    ],
)
def test_an_option_that_is_not_served_is_refused_by_name(call: Any) -> None:
    with pytest.raises(NotImplementedError, match="not served"):
        call()


def test_options_of_speed_alone_change_nothing() -> None:
    options.check({"groupFiles": "inPartition", "groupSize": "1048576"}, set(), "connection option")
    options.check_compression("gzip", ["s3://b/a.json.gz"])
    assert options.format_of("glueparquet") == "parquet"
    assert options.paths_of({"paths": '["s3://a/", "s3://b/"]'}) == ["s3://a/", "s3://b/"]


CSV = {
    "Name": "t",
    "Parameters": {"skip.header.line.count": "1", "classification": "csv"},
    "StorageDescriptor": {
        "Location": "s3://b/t/",
        "Columns": [{"Name": "a", "Type": "bigint"}],
        "SerdeInfo": {
            "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
            "Parameters": {"field.delim": "|"},
        },
    },
}


def test_a_table_says_how_it_is_read() -> None:
    assert tables.format_of(CSV) == "csv"
    assert tables.csv_options(CSV) == {"separator": "|", "quoteChar": "-1", "skipFirst": True}
    assert (tables.columns(CSV), tables.keys(CSV), tables.location(CSV)) == ({"a": "bigint"}, {}, "s3://b/t/")
    storage = {**CSV["StorageDescriptor"], "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.AvroSerDe"}}  # type: ignore[dict-item]
    with pytest.raises(NotImplementedError, match="AvroSerDe"):
        tables.format_of({"Name": "t", "StorageDescriptor": storage})
