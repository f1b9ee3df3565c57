"""No text of somebody else's commands the terminal that it is printed on."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake import errors
from lake.printable import printable
from tests.escapes import OBEYED

HARMLESS = ["plain", "żółw 🐢", 'quo"tes and \\ backslashes', "日本語", "عربي"]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_printable_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize("text", OBEYED)
def test_what_a_terminal_obeys_is_escaped(text: str) -> None:
    assert printable(f"a{text}b").isprintable()
    assert "\\" in printable(text)


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_but_printable_characters_comes_out(text: str) -> None:
    assert not {unicodedata.category(char) for char in printable(text)} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_an_error_that_quotes_it_is_still_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise errors.TarnError("the store answered \x1b[2J\nforged")

    with pytest.raises(SystemExit):
        errors.run(fail)
    assert capsys.readouterr().err == "tarn: the store answered \\x1b[2J\\nforged\n"
