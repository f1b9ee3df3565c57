"""A console of a test's own, beside the stack under test, and somebody who asks it without a browser."""

from __future__ import annotations

import html
import http.client
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from tests.conftest import ROOT
from tests.integration.test_http_storm import free_port
from tests.polling import eventually


class Page(NamedTuple):
    """An answer."""

    status: int
    text: str
    headers: Mapping[str, str]

    def fields(self) -> list[tuple[str, str]]:
        """The hidden fields of its forms, and what stands ticked or to be ticked."""
        found = re.findall(r'<input type="(?:hidden|checkbox)" name="([^"]*)" value="([^"]*)"', self.text)
        return [(name, html.unescape(value)) for name, value in found]


class Visitor:
    """Keeps its cookies, as a browser does."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Page:
        """A page, or a part of one."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: list[tuple[str, str]]) -> Page:
        """A form."""
        return self._ask("POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Page:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        try:
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(method, path, body, headers | ({"Cookie": cookie} if cookie else {}))
            answer = connection.getresponse()
            for given in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = given.partition(";")[0].partition("=")
                self.cookies[name] = value
            return Page(answer.status, answer.read().decode(), dict(answer.headers))
        finally:
            connection.close()


@contextmanager
def running_console(tarn_env: Mapping[str, str], log: Path, **settings: str) -> Iterator[str]:
    """The address of a console to the stack under test, with settings of its own."""
    port = free_port()
    own = {"TARN_CONSOLE_LISTEN_PORT": str(port), "PYTHONPATH": str(ROOT)}
    env = {**tarn_env, **own, **settings}  # nothing that another test has left in this process
    with log.open("wb") as file:
        process = subprocess.Popen([sys.executable, "-P", "-m", "services.console"], env=env, stdout=file, stderr=file)
    try:
        assert eventually(lambda: b"console ready" in log.read_bytes(), 60), log.read_text()
        yield f"http://127.0.0.1:{port}"
        assert process.poll() is None, log.read_text()
    finally:
        process.kill()
        process.wait()
