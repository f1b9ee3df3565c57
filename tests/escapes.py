"""What a terminal obeys when it is printed, or shows as something else than it is. Imports nothing of ours."""

from __future__ import annotations

OBEYED = [
    "\x1b[2J\x1b[H",  # clears the screen
    "\x1b]52;c;cHduZWQ=\x07",  # OSC 52 writes the clipboard
    "\x1b]0;title\x1b\\",
    "\x1bc",  # resets the terminal
    "\x9b31m",  # CSI as one C1 control
    "\x9d52;c;cHduZWQ=\x9c",
    "\x90q\x9c",  # DCS
    "\x85",
    "\u202etxt.exe",  # a bidi override
    "\u2066\u2069",
    "\u200f",
    "\u2028forged line",
    "\u2029",
    "over\b\b\b\bwritten",
    "over\rwritten",
    "\x7f",
    "\x00",
    "\x0e",  # shifts to another character set
    "\U000e0041",  # a tag, which is invisible
]
EVERYTHING = "".join(OBEYED)
FORBIDDEN = sorted(set(EVERYTHING) - set("\r") - {char for char in EVERYTHING if char.isprintable()})
