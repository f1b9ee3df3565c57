"""Time zones inside texts that are cast. A ValueError that begins with `!` is Trino's own error."""

from __future__ import annotations

from zoneinfo import ZoneInfo


def zone_checked(zone: str, text: str) -> str:
    """The zone at the end of `text`. Raises ValueError for one that is none."""
    try:
        if zone[0] in "+-" and int(zone[1:3]) * 60 + int(zone[4:6]) > 14 * 60:
            raise ValueError
        if zone[0] not in "+-" and zone not in ("Z", "UTC", "GMT", "UT", "Zulu"):
            ZoneInfo(zone)
    except (ValueError, KeyError, OSError):
        raise ValueError(f"!INVALID_CAST_ARGUMENT: Value cannot be cast to timestamp: {text}") from None
    return zone
