"""URLs, in Python. A ValueError that begins with `!` is Trino's own error."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote_plus, unquote, unquote_plus, urlsplit

BAD = "!INVALID_FUNCTION_ARGUMENT: "


def url_part(text: str, part: str) -> str | None:
    """`url_extract_host` and its like; null for what is no URL."""
    if re.search(r"[\s<>\"{}|\\^`]", text):
        return None
    try:
        found = urlsplit(text)
    except ValueError:
        return None
    netloc = found.netloc.rpartition("@")[2]
    values = {
        "host": netloc.partition("]")[0] + "]" if netloc.startswith("[") else netloc.partition(":")[0],
        "protocol": text.partition(":")[0] if found.scheme else "",
        "path": found.path if not found.scheme or found.netloc or found.path.startswith("/") else "",
        "query": found.query,
        "fragment": found.fragment,
    }
    return unquote(values[part])


def url_port(text: str) -> int | None:
    """`url_extract_port`."""
    try:
        netloc = urlsplit(text).netloc
    except ValueError:
        return None
    port = re.search(r":(\d+)$", netloc)
    return int(port[1]) if port else None


def url_parameter(text: str, name: str) -> str | None:
    """`url_extract_parameter`: the first of that name."""
    query = url_part(text, "query")
    for key, value in parse_qsl(query or "", keep_blank_values=True):
        if key == name:
            return value
    return None


def url_encode(text: str) -> str:
    """`url_encode`: as forms do."""
    return quote_plus(text, safe="-_.*").replace("~", "%7E")


def url_decode(text: str) -> str:
    """`url_decode`."""
    if re.search(r"%(?![0-9a-fA-F]{2})", text):
        raise ValueError(f"{BAD}URLDecoder: Illegal hex characters in escape (%) pattern")
    return unquote_plus(text)
