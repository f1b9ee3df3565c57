"""Filter patterns of CloudWatch Logs: which messages they match."""

from __future__ import annotations

import pytest

from services.metrics.logs.json_pattern import BadPattern
from services.metrics.logs.pattern import compile_pattern

JSON = '{"code": 404, "user": {"id": "u-1", "tags": ["x", "y"]}, "ok": true, "none": null, "size": 10.5}'
LINE = '127.0.0.1 - frank [10/Oct/2026:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'


@pytest.mark.parametrize(
    ("pattern", "message", "matches"),
    [
        ("", "anything", True),
        ("ERROR", "an ERROR here", True),
        ("ERROR", "an error here", False),
        ("ERROR Exception", "Exception after ERROR", True),
        ("ERROR Exception", "ERROR alone", False),
        ('"ERROR: disk"', "x ERROR: disk full", True),
        ('"ERROR: disk"', "ERROR disk:", False),
        ("?ERROR ?WARN", "a WARN", True),
        ("?ERROR ?WARN", "an INFO", False),
        ("ERROR -Exiting", "ERROR Exiting", False),
        ("ERROR -Exiting", "ERROR going on", True),
        (r"%4\d\d%", "code 404", True),
        (r"%4\d\d%", "code 504", False),
        ("{ $.code = 404 }", JSON, True),
        ("{ $.code != 404 }", JSON, False),
        ("{ $.code >= 400 && $.code < 500 }", JSON, True),
        ('{ $.user.id = "u-*" }', JSON, True),
        ('{ $.user.id = "v-*" }', JSON, False),
        ('{ $.user.tags[1] = "y" }', JSON, True),
        ("{ $.user.tags[2] = * }", JSON, False),
        ("{ $.ok IS TRUE }", JSON, True),
        ("{ $.none IS NULL }", JSON, True),
        ("{ $.gone IS NULL }", JSON, False),
        ("{ $.gone NOT EXISTS }", JSON, True),
        ("{ $.code NOT EXISTS }", JSON, False),
        ("{ $.gone != 1 }", JSON, False),
        ("{ $.size > 10 }", JSON, True),
        ("{ ($.code = 1 || $.size = 10.5) && $.ok IS TRUE }", JSON, True),
        ("{ $.user.id = %^u% }", JSON, True),
        ("{ $.code = 404 }", "no JSON", False),
        ("{ $.code = 404 }", "[1]", False),
        ("[ip, id, user, time, request, code, size]", LINE, True),
        ("[ip, id, user, time, request, code = 4*, size]", LINE, True),
        ("[ip, id, user, time, request, code = 5*, size]", LINE, False),
        ("[ip, user, code]", LINE, False),
        ("[..., code = 404, size > 1500]", LINE, True),
        ("[..., code = 404, size > 2000]", LINE, False),
        ("[ip = 127*, ...]", LINE, True),
        ('[ip, id, user = "frank" || user = "bob", ...]', LINE, True),
        ('[ip, id, user != "frank", ...]', LINE, False),
        ('[..., request = "GET *html*", code, size]', LINE, True),
    ],
)
def test_whether_a_message_matches(pattern: str, message: str, matches: bool) -> None:
    assert (compile_pattern(pattern)(message) is not None) is matches


def test_what_a_pattern_takes_from_a_message() -> None:
    assert compile_pattern("{ $.code = 404 && $.user.id = * }")(JSON) == {"$.code": 404, "$.user.id": "u-1"}
    assert (compile_pattern("[..., code, size]")(LINE) or {})["$size"] == "1534"


@pytest.mark.parametrize(
    "pattern",
    ["{ $.a = }", "{ $.a }", "{ a = 1 }", "{ $.a = 1", "{ $.a = 1 && }", "{ $.a > x }", "[a, b", "[a = ]",
     "[..., a, ...]", "%(%", "{ $.a IS 5 }", '"open', "x" * 1025],
)  # fmt: skip
def test_no_filter_pattern(pattern: str) -> None:
    with pytest.raises(BadPattern):
        compile_pattern(pattern)


def test_a_regular_expression_that_runs_away_is_stopped() -> None:
    with pytest.raises(BadPattern, match="takes too long"):
        compile_pattern(r"%^(a|aa)+\1?$%")("a" * 60 + "!")
