"""How figures, times and bytes are written on a page. Whatever came from elsewhere is text, and shows its controls.

Jinja escapes what a browser would take for markup; `shown` escapes what would steer or mislead a reader besides:
control characters and the marks that turn the direction of text (`lake/printable.py`).
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

from lake.printable import printable

_UNITS = ("bytes", "KB", "MB", "GB", "TB")


def number(value: float | None) -> str:
    """A count with its thousands; a dash where it is not known.

    >>> number(1234567), number(0.25), number(None)
    ('1,234,567', '0.2', '–')
    """
    if value is None:
        return "–"
    return f"{value:,.1f}" if isinstance(value, float) and value < 100 and value % 1 else f"{value:,.0f}"


def size(value: float | None) -> str:
    """Bytes in the largest unit that leaves a whole number.

    >>> size(999), size(1_500_000), size(None)
    ('999 bytes', '1.5 MB', '–')
    """
    if value is None:
        return "–"
    step = 0
    while value >= 1000 and step < len(_UNITS) - 1:
        value, step = value / 1000, step + 1
    return f"{value:,.0f} {_UNITS[step]}" if not step else f"{value:,.1f} {_UNITS[step]}"


def span(seconds: float | None) -> str:
    """A length of time in one unit or two.

    >>> span(0.4), span(59), span(3700), span(200_000), span(None)
    ('<1 s', '59 s', '1 h 1 min', '2 d 7 h', '–')
    """
    if seconds is None:
        return "–"
    if seconds < 1:
        return "<1 s"
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    if whole < 86_400:
        return f"{whole // 3600} h {whole % 3600 // 60} min"
    return f"{whole // 86_400} d {whole % 86_400 // 3600} h"


def when(moment: datetime | float | None) -> str:
    """A time in UTC, to the second; unix seconds or a datetime.

    >>> when(0.0), when(None)
    ('1970-01-01 00:00:00', '–')
    """
    if moment is None:
        return "–"
    at = moment if isinstance(moment, datetime) else datetime.fromtimestamp(moment, UTC)
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def shown(text: object, most: int = 2_000) -> str:
    r"""Text of anybody's, on one line and not endless.

    >>> shown("<b>\x1b[2J", 9), shown("x" * 30, 3)
    ('<b>\\x1b[2J', 'xxx… (30 characters)')
    """
    whole = text if isinstance(text, str) else str(text)
    cut = printable(whole[:most])
    return cut if len(whole) <= most else f"{cut}… ({len(whole):,} characters)"


def lines_of(text: str, most: int = 4_000) -> str:
    r"""Text of anybody's whose lines stay lines.

    >>> lines_of("a\n\x1bb")
    'a\n\\x1bb'
    """
    lines = "\n".join(printable(line) for line in text[:most].split("\n"))
    return lines if len(text) <= most else f"{lines}… ({len(text):,} characters)"


def text_of(data: bytes, most: int = 16_384) -> str:
    """Bytes as a person reads them: JSON indented where they are JSON, else as they are; lines stay lines."""
    whole = data[:most].decode("utf-8", "backslashreplace")
    if len(data) <= most:
        with suppress(ValueError, RecursionError):
            whole = json.dumps(json.loads(data), indent=2, ensure_ascii=False)
    lines = "\n".join(printable(line) for line in whole.split("\n"))
    return lines if len(data) <= most else f"{lines}\n… {len(data) - most:,} more bytes"


def hex_of(data: bytes, most: int = 1_024) -> str:
    """The first bytes as a hex dump: offset, sixteen bytes, and what of them is ASCII.

    >>> hex_of(b"A<")
    '00000000  41 3c                                            A<'
    """
    rows = []
    for at in range(0, min(len(data), most), 16):
        part = data[at : min(at + 16, most)]
        plain = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in part)
        rows.append(f"{at:08x}  {part.hex(' '):<47}  {plain}")
    if len(data) > most:
        rows.append(f"… {len(data) - most:,} more bytes")
    return "\n".join(rows)


FILTERS = {
    "number": number, "size": size, "span": span, "when": when, "shown": shown, "lines": lines_of, "text": text_of,
    "hex": hex_of,
}  # fmt: skip
