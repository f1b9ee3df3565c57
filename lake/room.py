"""Warnings before something is full: from 80 % on, of Redis' memory and of a disk, in `status`, `doctor` and a log."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from lake.errors import Transient

WARN = 0.8  # share
MONTH_BYTES = 20_000_000_000  # what the default profile takes in a month (docs/operations.md): more free is room enough
_EVERY_S = 60.0
_AGAIN_S = 3600.0


def redis(used: int, most: int) -> str | None:
    """What to say of Redis' memory, in bytes used and allowed (0: no bound); None where there is room."""
    if not most or used < WARN * most:
        return None
    return (
        f"Redis has used {used / most:.0%} of its memory ({used / 1e6:,.0f} of {most / 1e6:,.0f} MB), and dedup waits "
        "when it is full: raise TARN_REDIS_MAXMEMORY, shorten TARN_DEDUP_TTL_S or set TARN_DEDUP_LEAN_IDS"
    )


def disk(used: int, free: int, where: str) -> str | None:
    """What to say of a disk, in bytes used and free; None where there is room."""
    if used < WARN * (used + free) or free >= MONTH_BYTES:
        return None
    return f"the disk of {where} is {used / (used + free):.0%} full, {free / 1e9:,.1f} GB are free: make room"


def disk_of(folder: Path) -> str | None:
    """The same of the disk that a folder is on, as it is now."""
    usage = shutil.disk_usage(folder)
    return disk(usage.used, usage.free, str(folder))


def watch(look: Callable[[], str | None], log: Any) -> None:
    """Looks every minute, in a thread, and logs what there is to say, once an hour while it lasts."""

    def run() -> None:
        told = -_AGAIN_S
        while True:
            with suppress(Transient, OSError):  # away for the moment: others say so
                sentence, now = look(), time.monotonic()
                if sentence and now - told >= _AGAIN_S:
                    log.warning("filling up", why=sentence)
                    told = now
            time.sleep(_EVERY_S)

    threading.Thread(target=run, name="room", daemon=True).start()
