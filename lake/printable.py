"""Text that came from elsewhere, safe to print: an event, a key, a header, an object's name, a server's answer.

A terminal obeys control characters: ESC begins a command that clears the screen or writes the clipboard (ECMA-48,
OSC 52), C1 controls do the same in one character, a bidi override shows text in another order (Unicode UAX 9), and a
line separator forges a line. So everything that is not printable is escaped as Python writes it in a string.
"""

from __future__ import annotations

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def printable(text: str) -> str:
    r"""`text` on one line, without a character that a terminal obeys.

    >>> printable("café \x1b[2J\u202e\n")
    'café \\x1b[2J\\u202e\\n'
    """
    return text if text.isprintable() else "".join(char if char.isprintable() else _escape(char) for char in text)


def _escape(char: str) -> str:
    if short := _SHORT.get(char):
        return short
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
