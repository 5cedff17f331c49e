"""What airs when a rundown names another one to follow it: one plan after the other, as the mixer plays them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from mixer.core.rundown import Occurrence
from mixer.core.rundown.values import Item
from studio.errors import Refused
from studio.rundowns import edits
from studio.rundowns.compile import compiled
from studio.rundowns.plans import WALKED_MOST, Asked, Planned, planned
from studio.shows.models import Show

Json = dict[str, Any]
LINKS_MOST = 100  # rundowns that end at once would otherwise follow each other for ever


@dataclass(frozen=True, slots=True)
class Aired:
    """One item with its times, in the zone of the rundown it is of.

    `fills`: it is a filler, `frames`: an opening or a closing film.
    """

    occurrence: Occurrence
    item: Item
    start: datetime
    stop: datetime | None
    fills: bool
    frames: bool

    @property
    def is_programme(self) -> bool:
        """Whether viewers have come for it."""
        return not (self.item.group or self.fills or self.frames)


def chain(show: Show, rundown_id: str, asked: Asked, seen: Json) -> Iterator[list[Aired]]:
    """The items of a rundown that air until its end, then those of each that follows it, a list a rundown.

    Raises Refused where there is no such rundown. Standby and what does not air are left out.
    """
    until = asked.since + timedelta(hours=asked.hours)
    # From now on also where a later time is asked for: when a rundown ends decides when the next begins.
    asked = replace(asked, since=_began(rundown_id, asked, seen), most=WALKED_MOST)
    for number in range(LINKS_MOST):
        try:
            row, known = edits.known_row(show.pk, rundown_id)
        except Refused:
            if number:
                return  # it was removed after it was named
            raise
        hours = (until - asked.since) / timedelta(hours=1)
        found = planned(row, compiled(row, known), replace(asked, hours=hours), seen)
        goes_on = row.at_end == row.AtEnd.NEXT
        on = list(takewhile(lambda one: one.why != "ended", found.airings)) if goes_on else found.airings
        yield list(_aired(found, on))
        if not goes_on or len(on) == len(found.airings):
            return
        end = _moment(found, found.airings[len(on)].start_frame)
        rundown_id, asked = row.next, replace(asked, since=end, at=end)


def _began(rundown_id: str, asked: Asked, seen: Json) -> datetime:
    runs = asked.at is None and (seen.get("rundown") or {}).get("rundown") == rundown_id
    return min(asked.since, datetime.now(UTC)) if runs else asked.at or asked.since


def _aired(found: Planned, airings: list[Occurrence]) -> Iterator[Aired]:
    zone = ZoneInfo(found.rundown.zone)
    for one in airings:
        item = found.rundown.items.get(one.item)
        if item and not one.trouble:
            start = _moment(found, one.start_frame).astimezone(zone)
            stop = None if one.end_frame is None else _moment(found, one.end_frame).astimezone(zone)
            yield Aired(one, item, start, stop, found.fills(one), found.frames(one))


def _moment(found: Planned, frame: int) -> datetime:
    return datetime.fromtimestamp(found.clock.utc_s(frame), UTC)
