"""The text a clock overlay shows at a moment."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mixer.protocol.showfile import ClockOverlay, Overlay


@cache
def zone_named(name: str) -> tzinfo:
    """The time zone, or UTC for a name nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def fields_at(overlay: Overlay, fields: dict[str, str], wall_s: float) -> dict[str, str]:
    """An overlay's fields at a wall-clock time: a clock's `time` is filled in."""
    if not isinstance(overlay.content, ClockOverlay):
        return fields
    now = datetime.fromtimestamp(wall_s, zone_named(overlay.content.zone))
    return {"time": now.strftime("%H:%M:%S" if overlay.content.format == "HH:MM:SS" else "%H:%M")}
