"""The file that declares a job: the one that is shipped is usable, and what cannot be is refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from lake.errors import TarnError
from services.etl.star import declaration
from services.etl.star.declaration import Declaration, parse

SHIPPED = Path(declaration.__file__).with_name("star.toml").read_text(encoding="utf-8")


def changed(old: str, new: str) -> Declaration:
    assert old in SHIPPED
    return parse(SHIPPED.replace(old, new, 1).encode(), "mine.toml")


def test_the_shipped_one_declares_what_it_should() -> None:
    it = parse(SHIPPED.encode(), "star.toml")
    assert list(it.fact.columns) == ["click_id", "event_time", "user_id", "session_id", "action", "page_url", "attrs"]
    assert [it.dimension.key, *it.dimension.columns] == ["user_id", "first_seen", "last_seen", "user_agent", "ip"]
    assert it.dimension.latest == {"user_agent": "user_agent", "ip": "ip"}
    assert it.place("fact_clicks") == "s3://processed/star/fact_clicks/"


def test_an_edited_one_is_another_and_a_comment_changes_nothing() -> None:
    it = parse(SHIPPED.encode(), "star.toml")
    assert changed("# The star schema", "# My schema").digest == it.digest
    assert changed("'purchase')", "'purchase', 'buy')").digest != it.digest


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("[source]", "[source", "mine.toml is not usable"),
        ("grace_s = 600", "grace_s = -1", "Expected `float` >= 0.0"),
        ("grace_s = 600", "grace = 600", "unknown field `grace`"),
        ('table = "fact_clicks"', 'table = "Fact"', "'Fact' is no name"),
        ('table = "fact_clicks"', 'table = "dim_users"', "are not four"),
        ('"s3://processed/star/"', '"s3://processed"', "is no folder in S3"),
        ('user_id = "string?"', 'user_id = "text"', "member 'user_id' is 'text'"),
        ('user_id = "string?"', 'event_uuid = "string"', "member 'event_uuid' is there already"),
        ('reason = "bad_time"', 'reason = "schema"', "reason 'schema' is no name, or is there already"),
        ('event_time = "event_time"', 'at = "event_time"', "fact.columns has no event_time"),
        ('key = "click_id"', 'key = "id"', "fact.key 'id'"),
        ('attrs = "attributes"', 'generation = "attributes"', "column 'generation' of the fact table"),
        ('key = "user_id"', 'key = "country"', "dimension.key 'country'"),
        ('ip = "latest ip"', 'ip = "any ip"', "column 'ip' of the dimension is 'any ip'"),
        ('ip = "latest ip"', 'ip = "latest host"', "'host' is no member"),
        ('ip = "latest ip"', 'ip_at = "latest ip"', "cannot have this name"),
    ],
)
def test_what_cannot_be_is_refused_by_name(old: str, new: str, why: str) -> None:
    with pytest.raises(TarnError) as refused:
        changed(old, new)
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)
