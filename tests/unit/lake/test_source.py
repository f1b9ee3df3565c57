"""The coordinates of a record, as text."""

from __future__ import annotations

import pytest

from lake.source import Source


@pytest.mark.parametrize("topic_id", ["BYO/IPKOQeaocSGV0IDL9g", "9/2fSfV9TTKoBQ+YIzbiCw", "events.unique", "AAAA=="])
def test_what_is_written_is_read_again(topic_id: str) -> None:
    source = Source(topic_id, 2, 17)
    assert Source.of(str(source)) == Source.of(str(source).encode()) == source


@pytest.mark.parametrize(
    "strange",
    [None, "", "somebody else", "x:1", "x:²:1", "x:1:" + "9" * 5_000, "\x1b[2J:1:1", "a:b:1:2", "x:1:2\n", "x:-1:2"],
)
def test_anything_else_is_none(strange: str | None) -> None:
    assert Source.of(strange) is None
    assert Source.of(strange and strange.encode()) is None
