"""Which days a run makes: by the names of their live files, and no others."""

from __future__ import annotations

import pytest

from lake.catalog_answers import LakeFile
from lake.errors import TarnError
from services.etl.star import days
from services.etl.star.days import Asked

VIEWED, PRESSED = "event_type=click/event_subtype=page%3Aviewed", "event_type=click/event_subtype=button"


def file(name: str, folder: str = VIEWED, day: str = "27", size: int = 10, rows: int = 5) -> LakeFile:
    return LakeFile(f"events/{name}", f"{folder}/year=2026/month=11/day={day}", size, rows)


def found(*files: LakeFile, digest: str = "d", also: tuple[str, ...] = ()) -> list[days.Day]:
    return days.days_of(files, {one.folder for one in files}, digest, also)


def test_a_day_is_all_files_of_its_partitions() -> None:
    one, two = found(file("a", day="28"), file("b"), file("c", PRESSED), file("d"))
    assert (one.day, one.rows, one.size, len(one.files)) == ("2026-11-27", 15, 30, 3)
    assert two.day == "2026-11-28"


def test_files_of_other_partitions_are_left_out() -> None:
    assert days.days_of([file("a", "event_type=account/event_subtype=login")], {"other"}, "d") == []


@pytest.mark.parametrize(
    "after",
    [
        [file("a"), file("late")],
        [file("compacted")],
        [],
    ],
)
def test_a_day_is_made_again_where_its_files_are_others(after: list[LakeFile]) -> None:
    before = {day.day: day.mark for day in found(file("a"), file("z", day="28"))}
    again = days.changed(found(*after, file("z", day="28"), also=tuple(before)), before)
    assert [day.day for day in again] == ["2026-11-27"]


def test_a_day_of_the_same_files_is_not_whatever_their_order() -> None:
    before = {day.day: day.mark for day in found(file("a"), file("b"))}
    assert days.changed(found(file("b"), file("a")), before) == []
    assert days.changed(found(file("b"), file("a"), digest="edited"), before) != []


def test_days_go_together_until_they_are_large() -> None:
    sizes = [30, 30, 50, 200, 10]
    made = found(*(file(str(place), day=f"{place + 1:02}", size=size) for place, size in enumerate(sizes)))
    assert [[day.size for day in batch] for batch in days.batches(made, 100)] == [[30, 30], [50], [200], [10]]
    assert list(days.batches([], 100)) == []


@pytest.mark.parametrize(
    ("day", "hour", "what"),
    [
        (None, None, Asked()),
        ("", "", Asked()),
        ("2026-11-27", None, Asked("2026-11-27")),
        (None, "2026-11-27T05", Asked("2026-11-27", 5)),
        (None, "2026-11-27T05:00", Asked("2026-11-27", 5)),
    ],
)
def test_what_is_asked_for(day: str | None, hour: str | None, what: Asked) -> None:
    assert days.asked(day, hour) == what


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        ("2026-11-31", None),
        ("27.11.2026", None),
        ("2026-11-27T05", None),
        (None, "2026-11-27"),
        (None, "2026-11-27T24"),
    ],
)
def test_what_is_no_day_or_hour_is_refused(day: str | None, hour: str | None) -> None:
    with pytest.raises(TarnError, match="give --"):
        days.asked(day, hour)
    with pytest.raises(TarnError, match="not both"):
        days.asked("2026-11-27", "2026-11-27T05")


def test_the_filter_of_a_day_goes_with_the_declared_one() -> None:
    assert days.expression("a = 'x' OR b = 'y'", None) == "a = 'x' OR b = 'y'"
    whole = "(a = 'x' OR b = 'y') AND year = '2026' AND month = '01' AND day = '02'"
    assert days.expression("a = 'x' OR b = 'y'", "2026-01-02") == whole
