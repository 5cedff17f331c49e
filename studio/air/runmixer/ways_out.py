"""Which destinations do not get through, and since when: told once, and ended once. Pure."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from studio.air.runmixer.events import Event

FAILING = ("retrying", "failed")


class WaysOut:
    """Goes by what is told of the destinations."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failing: dict[str, float] = {}  # by destination, since when

    def look(self, told: Iterable[Mapping[str, Any]]) -> list[Event]:
        """The events between the last look and this one."""
        rows = {str(one["id"]): one for one in told}
        return [*self._gone(rows), *(event for one in rows.values() for event in self._one(one))]

    def _one(self, one: Mapping[str, Any]) -> Iterator[Event]:
        id, state = str(one["id"]), one["state"]
        cause, name = f"destination {id}", one["name"]
        if state in FAILING and id not in self._failing:
            self._failing[id] = self._now()
            text = f"{name}: {one['text'] or 'not getting through'}"
            yield Event("error", "destination_failing", text, cause=cause, about=id, lasts=True)
        elif state in ("running", "off") and id in self._failing:
            words = "gets through again" if state == "running" else "is off"
            lasted_s = self._now() - self._failing.pop(id)
            yield Event("info", "destination_back", f"{name} {words}", cause=cause, about=id, lasted_s=lasted_s)

    def _gone(self, rows: Mapping[str, Any]) -> Iterator[Event]:
        for id in [one for one in self._failing if one not in rows]:
            lasted_s = self._now() - self._failing.pop(id)
            cause = f"destination {id}"
            yield Event("info", "destination_back", "the destination is gone", cause=cause, about=id, lasted_s=lasted_s)
