"""What the commands print with: results on standard output, progress on standard error."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table

_WIDE = 160  # columns, where nobody looks: into a pipe or a file no cell is cut short

out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _WIDE)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def table(*columns: str, title: str | None = None) -> Table:
    """A table whose columns are right-aligned where the name ends in `#`."""
    made = Table(title=title, title_justify="left", box=None, header_style="bold", pad_edge=False)
    for column in columns:
        made.add_column(column.rstrip("#"), justify="right" if column.endswith("#") else "left")
    return made


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Says what is going on: a moving line on a terminal; elsewhere a line whenever its first two words change."""
    if err.is_terminal:
        with err.status("") as spinner:
            yield spinner.update
        return
    last = ""

    def say(sentence: str) -> None:
        nonlocal last
        step = " ".join(re.findall(r"[a-z]+", sentence)[:2])
        if step != last:
            err.print(sentence)
        last = step

    yield say
