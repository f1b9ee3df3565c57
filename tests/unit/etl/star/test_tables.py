"""A day moves from folder to folder, and the ones before are kept until readers had their time."""

from __future__ import annotations

from services.etl.star import tables
from services.etl.star.tables import Made, due, moved, read


def test_a_day_moves_and_names_the_folders_before() -> None:
    first = moved(None, "s3://b/g1/", "m1", 5, now=100)
    second = moved(first, "s3://b/g2/", "m2", 6, now=200)
    third = moved(second, "s3://b/g3/", "m3", 0, now=300)
    fourth = moved(third, "s3://b/g4/", "m4", 1, now=400)
    assert first == Made("s3://b/g1/", "m1", 5, [])
    assert fourth.replaced == [("s3://b/g1/", 200), ("s3://b/g2/", 300)], "a folder without rows has no files"


def test_what_the_catalog_keeps_says_all_of_it() -> None:
    made = moved(moved(None, "s3://b/g1/", "m1", 5, now=100), "s3://b/g2/", "m2", 6, now=200.5)
    assert read(made.location, made.parameters) == made
    assert read("s3://b/x/", {"classification": "parquet"}) == Made("s3://b/x/", "", 0, [])
    assert made.parameters[tables.ROWS] == "6"


def test_folders_are_due_after_the_grace_period_and_not_before() -> None:
    made = Made("s3://b/g3/", "m", 1, [("s3://b/g1/", 100), ("s3://b/g2/", 200)])
    assert due(made, 699, 600) == ([], made)
    assert due(made, 700, 600) == (["s3://b/g1/"], Made("s3://b/g3/", "m", 1, [("s3://b/g2/", 200)]))
    assert due(made, 800, 600)[1].replaced == []
