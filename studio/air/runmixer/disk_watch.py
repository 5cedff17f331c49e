"""Whether a recording will soon have no room, and whether anything else has any. Pure."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from studio.air.runmixer.events import Event

SOON_MIN, VERY_SOON_MIN, ENOUGH_MIN = 30.0, 10.0, 45.0
CAUSE = "disk soon full"
LOW_BYTES, FINE_BYTES = 1_000_000_000, 1_200_000_000  # free
LOW = "disk low"


class DiskWatch:
    """Told while something records: once, once more when it is urgent, and when it is over."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._since: float | None = None
        self._urgent = False

    def look(self, disk: Mapping[str, Any] | None, *, recording: bool) -> Iterator[Event]:
        minutes = (disk or {}).get("minutes")
        if minutes is None or not recording or minutes > ENOUGH_MIN:
            yield from self._over(recording)
        elif minutes < VERY_SOON_MIN and not self._urgent:
            self._urgent = True
            yield self._event("error", minutes)
        elif minutes < SOON_MIN and self._since is None:
            yield self._event("warning", minutes)

    def _event(self, level: Any, minutes: float) -> Event:
        self._since = self._now() if self._since is None else self._since
        text = f"The disk is full in about {max(1, round(minutes))} minutes of recording"
        return Event(level, "disk_soon_full", text, cause=CAUSE, lasts=True)

    def _over(self, recording: bool) -> Iterator[Event]:
        if self._since is not None:
            text = "There is room for the recording again" if recording else "Nothing is recorded any more"
            yield Event("info", "disk_fine", text, cause=CAUSE, lasted_s=self._now() - self._since)
        self._since, self._urgent = None, False


class DiskFloor:
    """Told when hardly anything is free, whoever fills the disk, and when that is over."""

    def __init__(self) -> None:
        self._low = False

    def look(self, free: int) -> Iterator[Event]:
        """`free` bytes."""
        before, self._low = self._low, free < (FINE_BYTES if self._low else LOW_BYTES)
        megabytes = free // 1_000_000
        if self._low and not before:
            yield Event("warning", "disk_low", f"only {megabytes} MB are free on the disk", cause=LOW, lasts=True)
        elif before and not self._low:
            yield Event("info", "disk_fine", f"{megabytes} MB are free on the disk again", cause=LOW, lasted_s=0.0)
