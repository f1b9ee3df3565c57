"""Pages from templates: text is escaped, an unknown name in a template fails, and an error is a page too."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2
import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse

from lake.console import PAGES
from lake.errors import TarnError, Transient
from lake.mask import masked
from lake.mode import spoken
from services.console.show import FILTERS

HERE = Path(__file__).parent
REFRESH = "true"  # what htmx sends in HX-Request, for a part of a page


def _templates() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= FILTERS | {"spoken": spoken}
    made.globals |= {"pages": PAGES, "nothing": b"", "address": address}
    return made


def address(path: str, **query: object) -> str:
    """A link within the console; what is None or empty is left out.

    >>> address("/events", id="a&b", topic=None)
    '/events?id=a%26b'
    """
    asked = [(name, value) for name, value in query.items() if value not in (None, "")]
    return path + (f"?{urlencode(asked, doseq=True)}" if asked else "")


_TEMPLATES = _templates()


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A template as an answer. Every one knows the page it belongs to and the token for its forms."""
    page = request.url.path.strip("/").partition("/")[0]
    csrf = getattr(request.state, "csrf", "")
    return HTMLResponse(_TEMPLATES.get_template(template).render(page=page, csrf=csrf, **context), status)


def part_only(request: Request) -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("hx-request") == REFRESH


def unavailable(request: Request, error: Exception) -> HTMLResponse:
    """The sentence in place of what could not be had; htmx takes it as the part's content."""
    sentence = masked(spoken(str(error)))
    if part_only(request):
        return render(request, "sentence.html", sentence=sentence)
    status = getattr(error, "http_status", 503 if isinstance(error, Transient) or not _of_the_asker(error) else 400)
    return render(request, "error.html", status, title="This is not to be had now", sentence=sentence)


def missing(request: Request, _error: Exception) -> HTMLResponse:
    """No such page."""
    return render(request, "error.html", 404, title="There is no such page", sentence="The links above lead on.")


def broken(request: Request, error: Exception) -> HTMLResponse:
    """A failure of ours: its traceback is in the log, and nowhere else."""
    structlog.get_logger().error("a page failed", path=request.url.path, exc_info=error)
    sentence = spoken("The console failed at this. ./tarn logs console shows why.")
    if part_only(request):
        return render(request, "sentence.html", sentence=sentence)
    return render(request, "error.html", 500, title="This failed", sentence=sentence)


class Asked(TarnError):
    """What was asked cannot be: the asker's to change."""

    http_status = 400


def _of_the_asker(error: Exception) -> bool:
    return isinstance(error, Asked)


def whole(query: Mapping[str, str], name: str, default: int, most: int = 2**63 - 1) -> int:
    """A number of an address. Raises Asked where it is none."""
    text = query.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) > most:
        raise Asked(f"{name} is a whole number from 0 to {most:,}, not {text[:40]!r}")
    return int(text)
