"""What the commands print with: results on standard output, the rest on standard error.

Whatever is printed, no control character of an event, a key or a server's answer reaches the terminal: `printable`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from cli.tables import Table
from lake.printable import printable

_WIDE = 10_000  # columns, where nobody looks: into a pipe or a file a row is a line


class Screen(Console):
    """Escapes what a terminal would obey in every piece of text; its own colours are no text."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """What rich prints a renderable by."""
        for segment in super().render(renderable, options):
            plain = segment.control or segment.text.isprintable() or segment.text == "\n"
            yield segment if plain else Segment("\n".join(map(printable, segment.text.split("\n"))), segment.style)


out = Screen(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _WIDE)
err = Screen(stderr=True, highlight=False, soft_wrap=True)


def table(*columns: str, leave_out: Sequence[str] = ()) -> Table:
    """A table whose columns are numbers where the name ends in `#`; of `leave_out` the first goes first."""
    return Table(columns, leave_out)
