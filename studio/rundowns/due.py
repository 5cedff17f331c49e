"""When the items of a rundown are due: local times, by rule as many as a rundown may have together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from studio.rundowns.flatten import Line
from studio.rundowns.rules import OCCURRENCES_MOST, gone_through, starts_of

STARTS_MOST = 20_000  # of all rules of a rundown, so that a plan of it stays a matter of a tenth of a second
PASSED_MOST = 200_000  # times before those, that are gone through: about a second, once an hour
TIMED = ("fixed", "insert")


@dataclass(slots=True)
class Due:
    """The starts of a rundown's items in its own `zone`, as of `at`.

    All of its rules have `STARTS_MOST` together, each the same share. `beyond` are the items of which there are more.
    """

    zone: str
    at: datetime
    most: int
    _left: int = PASSED_MOST
    beyond: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, lines: Iterable[Line], zone: str, at: datetime) -> Due:
        rules = sum(1 for line in lines if _rule(line))
        return cls(zone, at, min(OCCURRENCES_MOST, STARTS_MOST // max(1, rules)))

    def starts(self, line: Line) -> list[str]:
        start = line.item["start"]
        if start["mode"] not in TIMED or not self._may_be_gone_through(line):
            return []
        own, zone = ZoneInfo(line.zone or self.zone), ZoneInfo(self.zone)
        times, more = starts_of(start, own.key, self.at.astimezone(own).replace(tzinfo=None), self.most)
        if more and self.most < OCCURRENCES_MOST:
            self.beyond.append(line.name)
        if own.key == zone.key:
            return times
        moved = (datetime.fromisoformat(one).replace(tzinfo=own).astimezone(zone).replace(tzinfo=None) for one in times)
        return sorted({one.isoformat() for one in moved})

    def _may_be_gone_through(self, line: Line) -> bool:
        """Whether there are few enough times before those of now: a thousand rules with a COUNT take a minute."""
        passed = gone_through(_rule(line)) if _rule(line) else 0
        if passed > self._left:
            self.beyond.append(line.name)
            return False
        self._left -= passed
        return True


def _rule(line: Line) -> dict[str, Any]:
    return line.item["start"].get("rule") or {}
