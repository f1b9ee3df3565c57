"""What a page weighs on the wire: text is compressed for a browser that asks for it, and for no other."""

from __future__ import annotations

import gzip

import pytest

from services.console.access import Keys
from services.console.app import make_app
from services.console.edges import Edges
from services.console.render import HERE
from tests.unit.console.asking import ask

PORT = 19006
LOADED = ("console.css", "htmx.min.js", "console.js", "sql.js", "tarn.svg")


@pytest.mark.parametrize(("accepts", "packed"), [("gzip, deflate, br", True), ("identity", False)])
def test_text_is_packed_for_who_asks_for_it(accepts: str, packed: bool) -> None:
    app = make_app(Edges(), frozenset({"localhost"}), Keys(None), PORT)
    answer = ask(app, "/replay", headers={"accept-encoding": accepts})
    assert (answer.header("content-encoding") == "gzip") is packed
    assert answer.header("vary") == "Accept-Encoding"
    assert answer.header("content-security-policy")


def test_what_a_page_loads_leaves_half_of_its_hundred_kilobytes_to_the_page() -> None:
    assert sum(len(gzip.compress((HERE / "static" / name).read_bytes(), 5)) for name in LOADED) < 50_000
