"""Who comes in: Host and Origin, the token, forms of one's own session; and what every answer tells the browser."""

from __future__ import annotations

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from services.console.access import FORM_BYTES, Access, Keys
from tests.unit.console.asking import Answer, ask

SESSION = "s" * 43
COOKIE = {"cookie": f"tarn-session-19006={SESSION}"}


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(f"{scope['state'].get('form')}")(scope, receive, send)


def access(token: str | None = None) -> tuple[Access, Keys]:
    keys = Keys(token)
    return Access(page, frozenset({"localhost"}), keys, 19006), keys


def post(app: Access, body: str, **headers: str) -> Answer:
    return ask(app, "/quarantine/redrive", "POST", COOKIE | headers, body.encode())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "localhost:19006"}, 200),
        ({"host": "rebound.example"}, 403),
        ({"host": "127.0.0.1.nip.io"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
    ],
)
def test_a_page_of_another_site_gets_nothing(headers: dict[str, str], status: int) -> None:
    assert ask(access()[0], "/flow", headers=headers).status == status


def test_without_a_token_where_one_is_asked_for_nobody_comes_in() -> None:
    app, _ = access("secret")
    for path, headers in (("/flow", {}), ("/flow?token=wrong", {}), ("/flow", {"cookie": "tarn-entry-19006=secret"})):
        assert ask(app, path, headers=headers).status == 401
    assert ask(app, "/health").status == 200


def test_the_token_is_taken_out_of_the_address_and_becomes_a_cookie() -> None:
    app, keys = access("secret")
    answer = ask(app, "/events?token=secret&id=a%26b")
    assert (answer.status, answer.header("location")) == (303, "/events?id=a%26b")
    cookie = answer.header("set-cookie")
    assert "secret" not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert ask(app, "/flow", headers={"cookie": f"tarn-entry-19006={keys.entry()}"}).status == 200


def test_an_address_that_looks_like_a_host_leads_nowhere_else() -> None:
    assert ask(access("secret")[0], "//evil.example/?token=secret").header("location") == "/evil.example/"


def test_a_form_counts_only_with_the_token_of_its_own_session() -> None:
    app, keys = access()
    assert post(app, f"csrf={keys.form(SESSION)}&pick=a&pick=b").body.endswith("'pick': ['a', 'b']}")
    assert post(app, "pick=a").status == 403
    assert post(app, f"csrf={keys.form('another')}").status == 403
    assert post(app, f"csrf={Keys(None).form(SESSION)}").status == 403
    assert post(app, f"csrf={keys.form(SESSION)}", cookie="").status == 403


@pytest.mark.parametrize(
    ("body", "status"), [("csrf=ü", 400), ("a" * (FORM_BYTES + 1), 413), ("&".join(["a=1"] * 3000), 400)]
)
def test_a_form_is_bounded(body: str, status: int) -> None:
    assert post(access()[0], body).status == status


def test_other_methods_are_refused() -> None:
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE"):
        assert ask(access()[0], "/flow", method).status == 405


def test_every_answer_forbids_inline_script_and_framing() -> None:
    for answer in (ask(access()[0], "/flow"), ask(access("t")[0], "/flow"), ask(access()[0], "/flow", "PUT")):
        policy = answer.header("content-security-policy")
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.header("x-content-type-options") == "nosniff"
        assert answer.header("referrer-policy") == "same-origin"
        assert answer.header("cache-control") == "no-store"


def test_a_session_is_given_once() -> None:
    app, _ = access()
    assert "tarn-session-19006=" in ask(app, "/flow").header("set-cookie")
    assert not ask(app, "/flow", headers=COOKIE).header("set-cookie")
