"""The text of a Java properties file, as `java.util.Properties.load` reads it back."""

from __future__ import annotations

from collections.abc import Mapping


def render(properties: Mapping[str, str]) -> str:
    """One `name=value` a line, ASCII only. Names are ours and need no escape."""
    return "".join(f"{name}={escaped(value)}\n" for name, value in properties.items())


def escaped(value: str) -> str:
    r"""Backslashes and a leading space are escaped; what is not printable ASCII becomes UTF-16 units, \uXXXX each."""
    text = value.replace("\\", "\\\\")
    if text.startswith(" "):
        text = "\\" + text
    utf16 = text.encode("utf-16-be")
    units = [int.from_bytes(utf16[i : i + 2], "big") for i in range(0, len(utf16), 2)]
    return "".join(chr(unit) if 32 <= unit < 127 else f"\\u{unit:04x}" for unit in units)
