"""The batches of a page: bounded, every object of them examined, and what moves the bookmark in the last.

An object may have changed between its announcement and now. It is looked at once more as it is now; where it changes
again, the bookmark stays, and the next run reads the announcement anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from services.etl import plan
from services.etl.examine import Examined
from services.etl.news import Page
from services.etl.plan import Damaged, Limits, RawObject

Examine = Callable[[Sequence[RawObject]], Examined]
Again = Callable[[Iterable[RawObject]], tuple[RawObject, ...]]


@dataclass(frozen=True)
class Batch:
    """What one commit does: whole objects with their lines, objects to reject, and a move of the bookmark."""

    objects: tuple[RawObject, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    damaged: tuple[Damaged, ...] = ()
    move: dict[str, Any] | None = None
    odd: frozenset[str] = frozenset()  # keys of objects that are not one event a line
    small: Mapping[str, bytes] = field(default_factory=dict)  # the bytes of small ones

    @property
    def consumes(self) -> bool:
        """Whether it brings raw objects in, or rejects some."""
        return bool(self.objects or self.damaged)


def batches(page: Page, limits: Limits, examine: Examine, again: Again) -> Iterator[Batch]:
    """At least one batch, the last of which may consume nothing."""
    last, settled = Batch(damaged=page.misnamed), True
    for chosen in plan.take_batches(page.objects, limits):
        whole, looked, left = _look(chosen, examine, again)
        settled = settled and not left
        damaged = looked.damaged
        for part in plan.counted_batches(whole, looked.lines, limits.lines):
            if last.consumes:
                yield last
            last, damaged = Batch(part, looked.lines, damaged, odd=looked.odd, small=looked.small), ()
    yield replace(last, move=page.move if settled else None)


def _look(chosen: Sequence[RawObject], examine: Examine, again: Again) -> tuple[list[RawObject], Examined, bool]:
    """The whole objects, what is known of all, and whether one is there that changes while it is looked at."""
    looked = examine(chosen)
    told = looked.lines.keys() | {found.key for found in looked.damaged}
    now = again([found for found in chosen if found.key not in told])
    more = examine(now)
    told |= more.lines.keys() | {found.key for found in more.damaged}
    both = Examined(
        {**looked.lines, **more.lines},
        (*looked.damaged, *more.damaged),
        looked.odd | more.odd,
        {**looked.small, **more.small},
    )
    whole = [found for found in chosen if found.key in looked.lines]
    whole += [found for found in now if found.key in more.lines]
    return whole, both, any(found.key not in told for found in now)
