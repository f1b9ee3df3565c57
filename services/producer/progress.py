"""A bar on standard error while records travel; nothing where that is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

Show = Callable[[int, int], None]  # how far (in the bar's total), and how many records so far


@contextmanager
def bar(title: str, total: int, shown: bool = True) -> Iterator[Show]:
    """Yields what moves the bar; `total` 0 means that the end is not known."""
    if not (shown and sys.stderr.isatty()):
        yield lambda _done, _records: None
        return
    records = TextColumn("{task.fields[records]:,} records")
    columns = (TextColumn("{task.description}"), BarColumn(), records, TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as view:
        task = view.add_task(title, total=total or None, records=0)
        yield lambda done, records: view.update(task, completed=done, records=records)
