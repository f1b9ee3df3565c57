"""Partition folders: as Hive and Spark name them, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.layout import encode
from services.etl.partition import Partition, escape, parse_folder, unescape

# Whatever lake/event.py lets into the name of an event.
VALUE = st.text(
    st.characters(codec="utf-8", min_codepoint=32, exclude_characters="\x7f\ufffe\uffff"), min_size=1, max_size=40
)


@pytest.mark.parametrize(
    ("value", "folder"),
    [
        ("click", "click"),
        ("order:completed", "order%3Acompleted"),
        ("a/b", "a%2Fb"),
        ("50%", "50%25"),
        ("a b", "a b"),
        ("é", "é"),
        ("..", ".."),
        ('"{x}"', "%22%7Bx}%22"),
    ],
)
def test_values_are_escaped_as_hive_does(value: str, folder: str) -> None:
    assert escape(value) == folder
    assert unescape(folder) == value


@given(st.tuples(VALUE, VALUE))
def test_a_folder_reads_back_as_its_partition(names: tuple[str, str]) -> None:
    partition = Partition((*names, "2026", "11", "21"))
    assert parse_folder(partition.folder) == partition
    assert partition.folder.count("/") == 4


@given(st.from_regex(r"[A-Za-z0-9_:-]+", fullmatch=True))
def test_plain_names_have_the_same_folder_in_both_buckets(value: str) -> None:
    assert escape(value) == encode(value)


@pytest.mark.parametrize("folder", ["", "event_type=a", "a=1/b=2/c=3/d=4/e=5"])
def test_another_folder_is_refused(folder: str) -> None:
    with pytest.raises(ValueError, match="no partition folder"):
        parse_folder(folder)
