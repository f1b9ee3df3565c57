"""URLs, in Python. A ValueError that begins with `!` is Trino's own error."""

from __future__ import annotations

import re
from urllib.parse import quote_plus, unquote, unquote_plus, urlsplit

BAD = "!INVALID_FUNCTION_ARGUMENT: "


_BAD_URI = re.compile(
    r"[\s<>\"{}|\\^`]|%(?![0-9a-fA-F]{2})|^(?![A-Za-z][A-Za-z0-9+.-]*:)[^/?#]*:|#.*#|^[^?#]*//[^/?#]*/[^?#]*[\[\]]"
    r"|^(?!.*//)[^?#]*[\[\]]"
)  # what java.net.URI does not take


def url_part(text: str, part: str) -> str | None:
    """`url_extract_host` and its like; null for what is no URL."""
    if _BAD_URI.search(text):
        return None
    try:
        found = urlsplit(text)
    except ValueError:
        return None
    values = {
        "host": _server(found.netloc)[0],
        "protocol": text.partition(":")[0] if found.scheme else "",
        "path": found.path if not found.scheme or found.netloc or found.path.startswith("/") else "",
        "query": found.query,
        "fragment": found.fragment,
    }
    return unquote(values[part])


def url_port(text: str) -> int | None:
    """`url_extract_port`."""
    try:
        port = _server(urlsplit(text).netloc)[1]
    except ValueError:
        return None
    return int(port) if port else None


_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = re.compile(
    rf"(?:[^@]*@)?(\[[0-9A-Fa-f:.]+\]|(?:\d{{1,3}}\.){{3}}\d{{1,3}}"
    rf"|(?:{_LABEL}\.)*[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.?)(?::(\d*))?"
)


def _server(netloc: str) -> tuple[str, str | None]:
    """Host and port, by java.net.URI: none at all where the host is no name of RFC 2396 (`a_b`)."""
    found = _HOST.fullmatch(netloc)
    return (found[1], found[2]) if found else ("", None)


def url_parameter(text: str, name: str) -> str | None:
    """`url_extract_parameter`: the first of that name."""
    if url_part(text, "query") is None or "?" not in text.partition("#")[0]:
        return None
    for one in urlsplit(text).query.split("&"):
        key, _, value = one.partition("=")
        if key == name:
            return unquote_plus(value)
    return None


def url_encode(text: str) -> str:
    """`url_encode`: as forms do."""
    return quote_plus(text, safe="-_.*").replace("~", "%7E")


def url_decode(text: str) -> str:
    """`url_decode`."""
    if re.search(r"%(?![0-9a-fA-F]{2})", text):
        raise ValueError(f"{BAD}URLDecoder: Illegal hex characters in escape (%) pattern")
    return unquote_plus(text)
