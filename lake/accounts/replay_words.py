"""Replays in words: a choice of what a person typed, and a run as a person reads it."""

from __future__ import annotations

import time
from collections.abc import Sequence

import msgspec

from lake.accounts.quarantine import moment
from lake.accounts.replays import Choice, Run
from lake.errors import TarnError


def what(run: Run) -> str:
    """The mode and the choice, in a few words."""
    given = msgspec.to_builtins(run.choice)
    times = {"since", "until", "delivered_since", "delivered_until"}
    words = [f"{name.replace('_', ' ')} {_moment(value) if name in times else value}" for name, value in given.items()
             if name not in ("objects", "ids_sha256")]  # fmt: skip
    words += [f"{len(run.choice.objects):,} objects by name"] if run.choice.objects else []
    return f"{run.mode} {', '.join(words) or 'everything'}"


def state(run: Run, now: float) -> str:
    """How a run stands; one that runs and has been silent for a while may have been killed."""
    told = run.state if run.state != "running" or now - run.updated < 30 else f"silent for {now - run.updated:,.0f} s"
    parts = [f"{run.damaged:,} damaged objects"] if run.damaged else []
    parts += [f"{run.unreadable:,} lines no events"] if run.unreadable else []
    return ", ".join([told, *parts])


def chosen(  # noqa: PLR0913, PLR0917 - one for each way to choose
    type_: str | None,
    subtype: str | None,
    created: tuple[str | None, str | None],
    delivered: tuple[str | None, str | None],
    objects: Sequence[str] | None,
    ids: str | None,
) -> Choice:
    """A choice of what was typed. Raises TarnError for a time that is none."""
    if subtype is not None and type_ is None:
        raise TarnError("--subtype needs --type: a subtype is one of a type")
    since, until, delivered_since, delivered_until = map(_unix, (*created, *delivered))
    return Choice(type_, subtype, since, until, delivered_since, delivered_until, tuple(objects or ()), ids)


def times(speed: str) -> float:
    """How many times as fast; 0 for `max`. Raises TarnError.

    >>> times("max"), times("60"), times("0.5x")
    (0.0, 60.0, 0.5)
    """
    try:
        given = 0.0 if speed == "max" else float(speed.removesuffix("x").removesuffix("×"))
    except ValueError:
        given = -1.0
    if speed != "max" and not 0.001 <= given <= 1e6:
        raise TarnError(f"--speed {speed!r} is not usable: give max, or a number from 0.001 to 1000000")
    return given


def _unix(text: str | None) -> float | None:
    given = moment(text)
    return None if given is None else given.timestamp()


def _moment(unix_s: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(unix_s))
