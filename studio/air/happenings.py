"""What is worth telling, read from one status to the next. Pure."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["info", "warning", "error"]
SHOWING = {"live", "hold", "ended"}
LOST = {"slate", "retrying", "failed"}
LATE_EVERY_S = 10.0


@dataclass(frozen=True, slots=True)
class Happening:
    """An event: what happened, in words, and when (wall clock, seconds)."""

    level: Level
    code: str
    text: str
    time: float = field(default_factory=time.time)

    def to_json(self) -> dict[str, Any]:
        return {"type": "event", "level": self.level, "code": self.code, "text": self.text, "time": self.time}


class Observer:
    """Remembers which sources were lost and how many frames were late, so that each is told once."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lost: set[str] = set()
        self._seen: set[str] = set()
        self._late: int | None = None  # what was late before we looked is old news
        self._late_told = float("-inf")

    def status(self, status: dict[str, Any], names: dict[str, str]) -> list[Happening]:
        """The events between the last status and this one; `names` has the sources' names by id."""
        return [*self._sources(status.get("sources", {}), names), *self._late_frames(int(status.get("late", 0)))]

    def _sources(self, sources: dict[str, Any], names: dict[str, str]) -> Iterator[Happening]:
        self._lost &= set(sources)
        self._seen &= set(sources)
        for key, source in sources.items():
            name = names.get(key, key)
            if source["state"] in LOST and key not in self._lost and (key in self._seen or source["state"] != "slate"):
                self._lost.add(key)
                yield Happening("warning", "source_lost", f"{name}: {source['text']}")
            elif source["state"] == "live":
                if key in self._lost:
                    yield Happening("info", "source_back", f"{name}: {source['text']}")
                self._lost.discard(key)
                self._seen.add(key)

    def _late_frames(self, late: int) -> Iterator[Happening]:
        if self._late is None:
            self._late = late
        elif late < self._late:  # another engine counts from zero
            self._late = 0
        if late > self._late and self._now() - self._late_told >= LATE_EVERY_S:
            count, self._late, self._late_told = late - self._late, late, self._now()
            yield Happening("warning", "late_frames", f"{count} frame{'s' * (count > 1)} came late")
