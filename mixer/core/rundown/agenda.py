"""When the items with a time of their own start. Local times become UTC a day at a time, when they are near."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass

from mixer.core.rundown.values import Rundown
from mixer.core.rundown.wall_clock import local_date, local_utc_s

WEEK_S = 7 * 86_400


@dataclass(frozen=True, slots=True, order=True)
class Start:
    """An item's start at a time. Starts sort by time, then by their place in the order."""

    utc_s: float
    rank: int
    item: str


class Agenda:
    """The starts of a rundown, sorted by UTC."""

    def __init__(self, rundown: Rundown, modes: tuple[str, ...] = ("fixed", "insert")) -> None:
        self._zone = rundown.zone
        self._rundown = rundown
        listed = dict.fromkeys((*rundown.order, *rundown.items))
        self._rank = {ident: rank for rank, ident in enumerate(listed)}
        self._days: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for item in rundown.items.values():
            if item.mode in modes:
                for text in item.starts:
                    self._days[text[:10]].append((text, item.id))
        self._dates = sorted(self._days)
        self._first = self._last = 0  # the dates from first to before last are in _starts
        self._starts: list[Start] = []

    def after(self, utc_s: float) -> Start | None:
        """The first start later than a time."""
        if not self._dates:
            return None
        self._reach(utc_s)
        while True:
            index = bisect_right(self._starts, utc_s, key=_time)
            if index < len(self._starts):
                # A day more: where clocks go forward over midnight, its starts may come before.
                self._load(local_date(self._starts[index].utc_s, self._zone, 1))
                return self._starts[bisect_right(self._starts, utc_s, key=_time)]
            if self._last == len(self._dates):
                return None
            self._load(self._dates[self._last])

    def between(self, after_s: float, to_s: float) -> list[Start]:
        """The starts later than a time, up to another and with it."""
        if not self._dates:
            return []
        self._reach(after_s)
        self._load(local_date(to_s, self._zone, 1))
        first, last = (bisect_right(self._starts, utc_s, key=_time) for utc_s in (after_s, to_s))
        return self._starts[first:last]

    def last_fixed(self, utc_s: float) -> Start | None:
        """The newest start of a fixed item at or before a time, of at most a week earlier."""
        found = self.between(utc_s - WEEK_S, utc_s)
        return max((start for start in found if self._rundown.items[start.item].mode == "fixed"), default=None)

    def _reach(self, utc_s: float) -> None:
        """Forgets all and begins two days before a time, if that lies before what is known."""
        begin = bisect_left(self._dates, local_date(utc_s, self._zone, -2))
        if begin < self._first or begin > self._last or self._first == self._last:
            self._first = self._last = begin
            self._starts = []

    def _load(self, date: str) -> None:
        """Adds the days up to this one."""
        while self._last < len(self._dates) and self._dates[self._last] <= date:
            for text, item in self._days[self._dates[self._last]]:
                self._starts.append(Start(local_utc_s(text, self._zone), self._rank[item], item))
            self._last += 1
            self._starts.sort()  # days that were added are nearly in order: it costs little


def _time(start: Start) -> float:
    return start.utc_s
