"""When the items of a rundown should begin, worked out the plain way: one case after the other.

It shares no line with `mixer/core/rundown`, so that a figure or a test that holds the two against each other says
something. It knows content first, time first (with or without patience), fillers, transitions, rounds and the standby;
no commands, no failures, and no two times within a second of each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

Begin = tuple[int, str]  # a frame, and the item that begins on it; "" is the standby
DAY_S = 86_400


def expected(rundown: dict[str, Any], rate: Fraction, zero_utc_s: Fraction, frame: int, until: int) -> list[Begin]:
    """What begins on which frame, if the compiled rundown is started on `frame` and nobody touches it."""
    return list(Oracle(rundown, rate, zero_utc_s).from_frame(frame, until))


def utc_of(local: str, zone: str) -> float:
    """Tries every offset the zone has around that day, and takes the earliest that really shows this time."""
    wanted = datetime.fromisoformat(local)
    near = [(wanted + timedelta(hours=hours)).replace(tzinfo=UTC) for hours in range(-36, 37)]
    offsets = [moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta() for moment in near]
    tries = sorted((wanted - offset).replace(tzinfo=UTC) for offset in set(offsets))
    real = [moment for moment in tries if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wanted]
    # A time that does not exist is counted on from before the clocks went forward.
    return (real[0] if real else (wanted - offsets[0]).replace(tzinfo=UTC)).timestamp()


class Oracle:
    def __init__(self, rundown: dict[str, Any], rate: Fraction, zero_utc_s: Fraction) -> None:
        self.items, self.order = rundown["items"], rundown["order"]
        self.fillers, self.rounds, self.rate = rundown["fillers"], rundown["rounds"], rate
        self.times = sorted(
            (round((Fraction(utc_of(start, rundown["zone"])) - zero_utc_s) * rate), ident)
            for ident, item in self.items.items()
            for start in item["starts"]
        )

    def lasts(self, ident: str) -> int:
        item = self.items[ident]
        seconds: float = item["duration_s"] if item["duration_s"] is not None else item["length_s"] * item["repeat"]
        return max(1, math.ceil(seconds * self.rate - 0.49))

    def from_frame(self, frame: int, until: int) -> Iterator[Begin]:
        self.times = [time for time in self.times if time[0] >= frame]
        self.place, self.round, self.filler, self.filler_at = 0, 1, 0, 0
        self.earliest = end = frame
        while True:
            start, ident, kind = self.begins(end)
            if start >= until:
                return
            yield start, ident
            self.earliest = start + 1
            natural = math.inf if ident == "" else start + self.lasts(ident)
            if kind == "filler":
                natural -= self.filler_at
            ends = self.cut(natural)
            if ends == math.inf:
                return
            end = int(ends)
            if kind == "filler":
                self.wind(ident, end - start)

    def cut(self, natural: float) -> float:
        """Where something really ends that would end on a frame: a time cuts it, waits for it, or is waited for."""
        if not self.times:
            return natural
        time, ident = self.times[0]
        patience = time + round(Fraction(self.items[ident]["late_s"]) * self.rate)
        if natural < time:
            return time if time - natural <= round(self.rate / 2) else natural
        return min(natural, patience)

    def begins(self, end: int) -> tuple[int, str, str]:
        """What follows what ends on a frame."""
        if self.times and self.times[0][0] <= end:
            _, ident = self.times.pop(0)
            index = self.order.index(ident)
            if index < self.place and self.rounds != 1:
                self.round += 1
            self.place = index + 1
            return end, ident, "fixed"
        looked_at = 0
        while looked_at <= 2 * len(self.order):
            if self.place == len(self.order):
                if self.rounds and self.round >= self.rounds:
                    return end, "", "standby"
                self.round, self.place = self.round + 1, 0
            ident = self.order[self.place]
            if self.items[ident]["mode"] == "follow":
                self.place += 1
                overlap = round(Fraction(self.items[ident]["transition_ms"], 1000) * self.rate)
                return max(self.earliest, end - overlap), ident, "follow"
            if self.times and self.times[0][1] == ident and self.times[0][0] - end <= DAY_S * self.rate:
                return self.fills(end)
            self.place, looked_at = self.place + 1, looked_at + 1
        return end, "", "standby"

    def fills(self, end: int) -> tuple[int, str, str]:
        if not self.fillers:
            return end, "", "standby"
        ident = self.fillers[self.filler]
        if self.filler_at and self.lasts(ident) - self.filler_at <= round(self.rate / 2):
            self.filler, self.filler_at = (self.filler + 1) % len(self.fillers), 0
        return end, self.fillers[self.filler], "filler"

    def wind(self, ident: str, frames: int) -> None:
        """A filler has played so many frames: another goes on where it stopped, or the next begins."""
        self.filler_at += frames
        if self.filler_at >= self.lasts(ident):
            self.filler, self.filler_at = (self.filler + 1) % len(self.fillers), 0
