"""Who may come in, and what every answer says to the browser.

1. Host and Origin: `lake/runtime/door.py`, as at every port of ours.
2. The token, where one is asked for: shown once in the link, then a cookie that is derived from it.
3. Every POST: a form of this console, with the token against cross-site request forgery of its own session.
4. Every answer: a content security policy without inline script or style, no framing, no referrer, no cache.

The decisions are functions without a server; `Access` is the ASGI middleware that acts on them.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, parse_qsl, urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lake.runtime.door import refusal

FORM_BYTES = 262_144
_FIELDS = 2_000  # of a form
OPEN = ("/health", "/metrics", "/static/")  # hold nothing of anybody
_SESSION = re.compile(r"[A-Za-z0-9_-]{43}")
_POLICY = "; ".join((
    "default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
    "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
))  # fmt: skip
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser says `Origin: null` of a form
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Keys:
    """What is derived from the token, or from a key of this process: the cookie that lets in, the token of a form."""

    def __init__(self, token: str | None) -> None:
        self.token = token
        self._key = (token or secrets.token_hex(32)).encode()

    def entry(self) -> str:
        """The cookie of somebody who has shown the token."""
        return self._derived("entry")

    def form(self, session: str) -> str:
        """What every form of a session holds."""
        return self._derived(f"form {session}")

    def lets_in(self, cookies: Mapping[str, str], name: str) -> bool:
        """Whether who comes with these cookies has shown the token, or need not."""
        return self.token is None or hmac.compare_digest(cookies.get(name, "").encode(), self.entry().encode())

    def is_token(self, shown: str) -> bool:
        """Whether this is the token."""
        return self.token is not None and hmac.compare_digest(shown.encode(), self.token.encode())

    def is_form(self, session: str | None, shown: str) -> bool:
        """Whether a form with this in it is one that the session was given."""
        return session is not None and hmac.compare_digest(shown.encode(), self.form(session).encode())

    def _derived(self, purpose: str) -> str:
        return hmac.new(self._key, f"tarn console {purpose}".encode(), hashlib.sha256).hexdigest()


class Access:
    """The application, for those who may ask. A handler finds `csrf` and a POST's `form` in its state."""

    def __init__(self, app: ASGIApp, names: frozenset[str], keys: Keys, number: int) -> None:
        self._app, self._names, self._keys = app, names, keys
        self._entry, self._session = f"tarn-entry-{number}", f"tarn-session-{number}"  # cookies know no ports

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        cookies = read_cookies(request.headers.get("cookie", ""))
        session = cookies.get(self._session, "")
        known = session if _SESSION.fullmatch(session) else None
        session = known or secrets.token_urlsafe(32)
        fresh = None if known or request.url.path.startswith(OPEN) else f"{self._session}={session}"
        refused = await self._refused(request, cookies, known)
        scope.setdefault("state", {}).update(csrf=self._keys.form(session))
        await (refused or self._app)(scope, receive, _with_headers(send, scope["path"], fresh))

    async def _refused(self, request: Request, cookies: Mapping[str, str], session: str | None) -> Response | None:
        """The answer to a request that does not reach a page."""
        if why := refusal(request.headers, self._names):
            return PlainTextResponse(f"{why}\n", 403)
        if request.method not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("GET and POST alone are answered\n", 405, {"Allow": "GET, HEAD, POST"})
        if not request.url.path.startswith(OPEN):
            if "token" in request.query_params and self._keys.is_token(request.query_params["token"]):
                return self._entered(request)
            if not self._keys.lets_in(cookies, self._entry):
                return PlainTextResponse(
                    "The console asks for its token: open the link that `tarn open` prints.\n", 401
                )
        return await self._form(request, session) if request.method == "POST" else None

    def _entered(self, request: Request) -> Response:
        """Back to the same page, without the token in its address."""
        rest = [pair for pair in parse_qsl(request.url.query) if pair[0] != "token"]
        path = "/" + request.url.path.lstrip("/")  # `//host` would be another host
        answer = RedirectResponse(path + (f"?{urlencode(rest)}" if rest else ""), 303)
        answer.headers.append("Set-Cookie", f"{self._entry}={self._keys.entry()}; Path=/; HttpOnly; SameSite=Strict")
        return answer

    async def _form(self, request: Request, session: str | None) -> Response | None:
        body = bytearray()
        try:
            async for part in request.stream():
                body += part
                if len(body) > FORM_BYTES:
                    return PlainTextResponse(f"a form has at most {FORM_BYTES:,} bytes\n", 413)
        except ClientDisconnect:
            return Response(status_code=400)
        try:
            form = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=_FIELDS)
        except ValueError:
            return PlainTextResponse("this is no form\n", 400)
        if not self._keys.is_form(session, form.get("csrf", [""])[0]):
            return PlainTextResponse("This form is not of your session: load the page again, then send it.\n", 403)
        request.scope.setdefault("state", {})["form"] = form
        return None


def read_cookies(header: str) -> dict[str, str]:
    """The cookies of a request; none where the header is none.

    >>> read_cookies("a=1; b=2"), read_cookies('"')
    ({'a': '1', 'b': '2'}, {})
    """
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def _with_headers(send: Send, path: str, cookie: str | None) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers["Cache-Control"] = "max-age=3600" if path.startswith("/static/") else "no-store"
            if cookie:
                headers.append("Set-Cookie", f"{cookie}; Path=/; HttpOnly; SameSite=Strict")
        await send(message)

    return sent
