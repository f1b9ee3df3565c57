"""Types, patterns, folders and clusters."""

from __future__ import annotations

import re

import pytest

from lake import crawl_options
from services.crawler.clusters import KindRead, Read, clustered
from services.crawler.exclusions import expression, hidden
from services.crawler.finding import Finding
from services.crawler.folders import Chosen, gathered
from services.crawler.types import grown, merged, parsed, text


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("int", "bigint", "bigint"),
        ("bigint", "double", "double"),
        ("float", "int", "double"),
        ("date", "timestamp", "timestamp"),
        ("decimal(5,2)", "decimal(7,4)", "decimal(7,4)"),
        ("decimal(5,2)", "int", "decimal(12,2)"),
        ("boolean", "int", "string"),
        ("array<int>", "array<double>", "array<double>"),
        ("array<int>", "string", "string"),
        ("struct<a:int>", "struct<b:struct<c:string>>", "struct<a:int,b:struct<c:string>>"),
        ("map<string,int>", "map<string,bigint>", "map<string,bigint>"),
    ],
)
def test_types_widen(one: str, other: str, both: str) -> None:
    assert text(merged(parsed(one), parsed(other))) == both


def test_what_is_there_only_grows() -> None:
    assert text(grown(parsed("struct<a:int>"), parsed("struct<a:string,b:int>"))) == "struct<a:int,b:int>"


@pytest.mark.parametrize(
    ("pattern", "path", "excluded"),
    [
        ("*.csv", "a.csv", True),
        ("*.csv", "x/a.csv", False),
        ("**.csv", "x/y/a.csv", True),
        ("myfolder/**", "myfolder/a/b", True),
        ("*/*.{json,csv}", "x/a.json", True),
        ("a?c", "abc", True),
        ("[a-c]*", "bx", True),
        ("[!a-c]*", "bx", False),
        ("*.??", "a.gz", True),
        ("{north,south}/*.{csv,txt}", "south/a.txt", True),
        (r"\*", "*", True),
        (r"\*", "a", False),
    ],
)
def test_exclusions(pattern: str, path: str, excluded: bool) -> None:
    assert (re.fullmatch(expression(pattern), path) is not None) == excluded


def test_what_hive_does_not_see() -> None:
    seen = ["t/a.json", "t/_a=1/b.json"]
    unseen = ["t/_SUCCESS", "t/.crc", "t/_temporary/0/a.json", "t/", "t/x_$folder$"]
    assert [key for key in seen + unseen if not hidden(key, "t/")] == seen


def listing(count: int, etag: str = "e") -> list[Chosen]:
    return [Chosen(f"t/d={n % 3}/{n}.json", 10, etag) for n in range(count)]


def test_folders_know_what_changed_and_choose_the_same() -> None:
    first, again = gathered(listing(300), 5), gathered(reversed(listing(300)), 5)
    assert {path: one.digest for path, one in first.items()} == {path: one.digest for path, one in again.items()}
    kinds = [folders["t/d=0/"].kinds[".json"] for folders in (first, again)]
    assert (kinds[0].chosen, kinds[0].objects, kinds[0].size) == (kinds[1].chosen, 100, 1000)
    assert len(kinds[0].chosen) == 5
    assert gathered(listing(300, "other"), 5)["t/d=0/"].digest != first["t/d=0/"].digest


def test_what_nobody_read_counts_with_the_largest_cluster() -> None:
    finding = Finding(classification="json", columns=(("a", "int"),), records=10, average=5)
    odd = Finding(classification="json", columns=(("x", "string"),), records=1)
    read = tuple(Read(f"k{n}", 50, "e", finding) for n in range(4)) + (
        Read("odd", 7, "e", odd),
        Read("bad", 9, "e", None),
    )
    main, other = clustered([KindRead(100, 5_000, read)], False)
    assert (main.finding.objects, main.finding.size, other.key) == (98, 4_984, "odd")
    assert main.finding.records == round(40 + 40 * 4_784 / 200)


def test_options() -> None:
    given = '{"Version":1.0,"Grouping":{"TableGroupingPolicy":"CombineCompatibleSchemas","TableLevelConfiguration":2}}'
    assert crawl_options.parse(given) == crawl_options.CrawlOptions(combine=True, table_level=2)
    assert crawl_options.parse("") == crawl_options.CrawlOptions()


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"Version":2}', '{"Other":1}', '{"Grouping":{"TableLevelConfiguration":0}}']
)
def test_options_that_cannot_be(text: str) -> None:
    with pytest.raises(crawl_options.NotUnderstood):
        crawl_options.parse(text)
