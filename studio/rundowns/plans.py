"""When the items of a stored rundown air: the plan that the mixer goes by, asked for any time, in words of clocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from itertools import islice
from typing import Any

from mixer.core.rundown import Occurrence, Rundown, WallClock, plan, read_rundown, started
from mixer.core.rundown.book import Book, rundown_in
from mixer.core.rundown.state import State
from studio.rundowns import running
from studio.rundowns.models import Rundown as Row
from studio.rundowns.playhead import OVER
from studio.shows.models import Show

Json = dict[str, Any]
HOURS, HOURS_MOST = 24.0, 168.0
OCCURRENCES_MOST = 2000
WALKED_MOST = 100_000  # airings that are passed over on the way to the time that is asked for


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be shown of a plan: from when on, for how long, and when the rundown is taken to start.

    Without `at` it is the rundown as it runs, or, where it does not, as if it started at `since`.
    """

    since: datetime
    hours: float = HOURS
    at: datetime | None = None
    most: int = OCCURRENCES_MOST


@dataclass(frozen=True, slots=True)
class Planned:
    """Airings on a clock, and the rundown that they are of, or one of those that follow it."""

    rundown: Rundown
    clock: WallClock
    airings: list[Occurrence]
    others: tuple[Rundown, ...] = ()

    def of(self, one: Occurrence) -> Rundown:
        """The rundown of an airing."""
        return next((each for each in self.others if each.id == rundown_in(one.occurrence)), self.rundown)

    def time_of(self, frame: int) -> str:
        return iso(datetime.fromtimestamp(float(self.clock.zero_utc_s) + self.clock.seconds_in(frame), UTC))

    def told(self) -> Json:
        """`zone` and `occurrences`, as the API answers them."""
        return {"zone": self.rundown.zone, "occurrences": [self._told(*one) for one in self.with_gaps()]}

    def with_gaps(self) -> Iterator[tuple[Occurrence, float]]:
        """Each airing, and the seconds of filler and standby between its end and the next item that has its time."""
        for number, one in enumerate(self.airings):
            yield one, self._gap_s(number) if one.item and not self.fills(one) else 0.0

    def over_s(self, one: Occurrence) -> float:
        """How much of it is cut off."""
        if one.wants_frame is None or one.end_frame is None or one.trouble:
            return 0.0
        return round(self.clock.seconds_in(max(0, one.wants_frame - one.end_frame)), 3)

    def fills(self, one: Occurrence) -> bool:
        """Whether it is a filler, or the standby."""
        return not one.item or one.item in self.of(one).fillers

    def frames(self, one: Occurrence) -> bool:
        """Whether it is an opening or a closing film."""
        return one.item in self.of(one).opening or one.item in self.of(one).closing

    def _gap_s(self, number: int) -> float:
        frames = 0
        for one in self.airings[number + 1 :]:
            if one.trouble:
                continue
            if not self.fills(one):
                return round(self.clock.seconds_in(frames), 3)
            if one.end_frame is None:
                return 0.0
            frames += one.end_frame - one.start_frame
        return 0.0

    def _told(self, one: Occurrence, gap_s: float) -> Json:
        end = one.start_frame if one.trouble else one.end_frame
        return {
            "item": one.item, "occurrence": one.occurrence, "round": one.round, "why": one.why,
            "start": self.time_of(one.start_frame), "end": None if end is None else self.time_of(end),
            "start_frame": one.start_frame, "planned": self.time_of(one.planned_frame), "trouble": one.trouble,
            "over_s": self.over_s(one), "gap_s": gap_s,
        }  # fmt: skip


def iso(at: datetime) -> str:
    """A time for programs: UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def planned(
    row: Row, compiled: Json, asked: Asked, seen: Json, *, edited: bool = False, others: Iterable[Json] = ()
) -> Planned:
    """What airs in the time that is asked for; `seen` is what the show's mixer tells (`playhead.seen_of`).

    Frames are the programme's where the show is on air, else counted from the start. `edited`: this is not on disk yet.
    Of the `others`, compiled too, comes what is to follow at the end.
    """
    rundown, following = read_rundown(compiled), tuple(map(read_rundown, others))
    live = seen.get("rundown") or {}
    clock = clock_of(row.show, seen, asked.at or asked.since)
    first = clock.frame_of(asked.since.timestamp())
    runs = asked.at is None and live.get("rundown") == row.pk
    state = _as_it_runs(row, rundown, clock, seen, edited=edited) if runs else None
    begin = clock.frame_of((asked.at or asked.since).timestamp())
    until = first + clock.frames_in(3600 * asked.hours)
    walked = islice(plan(rundown, clock, begin, until, state, following), WALKED_MOST)
    airings = (one for one in walked if one.end_frame is None or one.end_frame > first or one.start_frame >= first)
    return Planned(rundown, clock, list(islice(airings, asked.most)), following)


def clock_of(show: Show, seen: Json, zero: datetime) -> WallClock:
    """The programme's frames in time; off air, frame 0 is at `zero`."""
    rate, frame = Fraction(show.rate), seen.get("frame")
    if frame is None:
        return WallClock(rate, Fraction(zero.timestamp()))
    if clock := running.clock_here(show.pk):
        return clock
    return WallClock(rate, Fraction(datetime.now(UTC).timestamp()) - frame / rate)


def _as_it_runs(row: Row, rundown: Rundown, clock: WallClock, seen: Json, *, edited: bool) -> State | None:
    """Where the rundown is by its journal, or by what the mixer of another host tells: on this item, in this round."""
    if state := running.state_here(row.show_id, rundown, clock, seen["frame"], edited=edited):
        return state
    live = seen["rundown"]
    now = live.get("now") or {}
    if live.get("state") in OVER or now.get("item") not in rundown.items or now.get("start_frame") is None:
        return None
    state = started(Book(rundown, clock), now["start_frame"], now["item"])
    state.round = live.get("round", 1)
    return state
