"""Members of an event: their text as it was sent, and what is wrong with one of another type."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.etl.star.members import reader


@pytest.mark.parametrize(
    ("kind", "body", "found"),
    [
        ("string", '{"a":"x\\n\\u00e9"}', (None, "x\né")),
        ("string", '{"a":""}', (None, "")),
        ("string", '{"b":1}', ("a is missing, not string", None)),
        ("string", '{"a":null}', ("a is null, not string", None)),
        ("string", '{"a":5}', ("a is number, not string", None)),
        ("string?", '{"a":null}', (None, None)),
        ("string?", '{"b":1}', (None, None)),
        ("string?", '{"a":["x"]}', ("a is array, not string", None)),
        ("number", '{"a":1.50}', (None, "1.50")),
        ("number", '{"a":-12345678901234567890.10}', (None, "-12345678901234567890.10")),
        ("number", '{"a":"1"}', ("a is string, not number", None)),
        ("boolean", '{"a":true}', (None, "true")),
        ("boolean", '{"a":0}', ("a is number, not boolean", None)),
        ("object", '{"a":{"p": 1.50, "q":[1,{}]}}', (None, '{"p": 1.50, "q":[1,{}]}')),
        ("object", '{"a":[]}', ("a is array, not object", None)),
        ("array?", '{"a":[1, 2]}', (None, "[1, 2]")),
        ("string", '{"a":"first","a":"last"}', (None, "last")),
        ("string", '{"\\u0061":"x"}', (None, "x")),
    ],
)
def test_a_member_is_its_text_or_wrong(kind: str, body: str, found: tuple[str | None, str | None]) -> None:
    assert reader((("a", kind),))(body) == found


@pytest.mark.parametrize("body", [None, "", "[]", '{"a":"x"', '{"a":}'])
def test_a_body_that_is_no_object_is_wrong(body: str | None) -> None:
    wrong, value = reader((("a", "string?"),))(body)
    assert wrong
    assert value is None


@given(st.text(), st.dictionaries(st.text(), st.integers() | st.text() | st.none()))
def test_strings_and_objects_come_back_whole(text: str, about: dict[str, object]) -> None:
    text = text.encode("utf-8", "ignore").decode()
    sent = json.dumps(about)
    body = f'{{"x":[{{"s":"no"}}],"s":{json.dumps(text)},"o":{sent}}}'
    assert reader((("o", "object"), ("s", "string")))(body) == (None, sent, text)
