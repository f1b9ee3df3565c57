"""Looks whether the stack can answer a command, before the command waits for it and while it does."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from cli.stack import embedded
from lake.mode import in_container

# What a command cannot do without. What may be away for a moment (dedup while `drain` waits) is not in it.
NEEDS: dict[str, tuple[str, ...]] = {
    "send": ("kafka",),
    "ledger": ("kafka", "catalog"),
    "top": ("kafka", "redis", "catalog"),
    "drain": ("kafka", "catalog"),
    "query": ("query",),
    "follow": ("kafka", "redis", "object-store", "catalog"),
    "etl run": ("catalog", "etl"),
    "etl status": ("catalog",),
    "etl runs": ("catalog",),
    "star run": ("catalog", "etl"),
    "star runs": ("catalog",),
    "star report": ("catalog", "object-store"),
    "quarantine list": ("object-store",),
    "quarantine show": ("object-store",),
    "quarantine redrive": ("kafka", "object-store", "catalog"),
    "replay repair": ("kafka", "object-store"),
    "replay reprocess": ("kafka", "object-store"),
    "replay resume": ("kafka", "object-store"),
    "replay list": ("kafka",),
}


def needing(parts: tuple[str, ...], command: Callable[..., Any]) -> Callable[..., Any]:
    """The command; where it is the embedded stack's, one line at once instead of a wait for what does not run."""

    @functools.wraps(command)
    def reached(*arguments: Any, **options: Any) -> Any:
        if embedded():
            import stack

            stack.verify(*parts)
        return command(*arguments, **options)

    return reached


def trouble(part: str) -> str | None:
    """Why a part says that it does not go on; None where it does, or where it cannot be asked from here."""
    if embedded():
        import stack

        rows = [row.detail for row in stack.status() if row.name == part and row.state == "failing"]
        return rows[0] if rows else None
    if in_container():
        from cli import containers

        return containers.trouble(part)
    return None
