"""What a long wait says: what is done, how far it is, and for how long.

On a terminal it is one line that changes. Elsewhere it is a line whenever a new step begins, told by the first two
words, and one every ten seconds while it lasts. Two steps may go on at once.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.markup import escape

from cli.screen import err
from lake.printable import printable

EVERY_S = 10.0
_SHORT_S = 2.0  # a step that takes no longer needs no clock


class Steps:
    """Decides when a line is said, off a terminal. `say` and `tick` return it, or None; `now` is in seconds."""

    def __init__(self) -> None:
        self._sentence = ""
        self._step = ""
        self._began: dict[str, float] = {}
        self._said = 0.0

    def say(self, sentence: str, now: float) -> str | None:
        """The caller has this to say; a line where another step has begun."""
        self._sentence = sentence
        self._step = " ".join(re.findall(r"[a-z]+", sentence)[:2])
        if self._step in self._began:
            return None
        self._began[self._step] = self._said = now
        return sentence

    def tick(self, now: float) -> str | None:
        """Time goes by; a line where the last is ten seconds old."""
        if not self._sentence or now - self._said < EVERY_S:
            return None
        self._said = now
        return self.sentence(now)

    def sentence(self, now: float) -> str:
        """What is done, and for how long where that is longer than a moment."""
        lasts = now - self._began.get(self._step, now)
        return self._sentence if lasts < _SHORT_S else f"{self._sentence} ({lasts:.0f} s)"


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Says what is going on within the block, on standard error."""
    steps, over, turn = Steps(), threading.Event(), threading.Lock()
    with err.status("") if err.is_terminal else _nothing() as spinner:

        def show(line: str | None) -> None:
            if spinner is not None:
                spinner.update(escape(printable(steps.sentence(time.monotonic()))))
            elif line is not None:
                err.print(printable(line), markup=False)

        def say(sentence: str) -> None:
            with turn:
                show(steps.say(sentence, time.monotonic()))

        def ticks() -> None:
            while not over.wait(1.0):
                with turn:
                    show(steps.tick(time.monotonic()))

        clock = threading.Thread(target=ticks, name="progress", daemon=True)
        clock.start()
        try:
            yield say
        finally:
            over.set()
            clock.join()


@contextmanager
def _nothing() -> Iterator[None]:
    yield None
