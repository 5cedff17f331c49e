"""What airs of a rundown, and of those that follow each other after it, item by item with its times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from mixer.core.rundown import Occurrence
from mixer.core.rundown.values import Item
from studio.errors import Refused
from studio.rundowns import edits
from studio.rundowns.compile import compiled
from studio.rundowns.plans import Asked, Planned, planned
from studio.shows.models import Show

Json = dict[str, Any]
FOLLOWING_MOST = 8  # rundowns that follow each other


@dataclass(frozen=True, slots=True)
class Aired:
    """One item with its times, in the zone of the rundown it is of.

    `fills`: it is a filler, `frames`: an opening or a closing film.
    """

    rundown: str
    item: Item
    start: datetime
    stop: datetime | None
    fills: bool
    frames: bool

    @property
    def is_programme(self) -> bool:
        """Whether viewers have come for it."""
        return not (self.item.group or self.fills or self.frames)


def aired(show: Show, rundown_id: str, asked: Asked, seen: Json) -> Iterator[Aired]:
    """The items that air in the time that is asked for. Standby and what does not air are left out.

    Raises Refused where there is no such rundown.
    """
    row, known = edits.known_row(show.pk, rundown_id)
    first = compiled(row, known)
    found = planned(row, first, asked, seen, others=following(show, first))
    for one in found.airings:
        item = found.of(one).items.get(one.item)
        if item and not one.trouble:
            start, stop = _moment(found, one, one.start_frame), _moment(found, one, one.end_frame)
            assert start is not None
            yield Aired(found.of(one).id, item, start, stop, found.fills(one), found.frames(one))


def following(show: Show, first: Json) -> list[Json]:
    """The compiled rundowns that follow one at its end, each once; it ends where one is gone."""
    chain = [first]
    while chain[-1]["at_end"] == "next" and chain[-1]["next"] not in {one["id"] for one in chain}:
        try:
            row, known = edits.known_row(show.pk, chain[-1]["next"])
        except Refused:
            break  # it was removed after it was named
        chain.append(compiled(row, known))
        if len(chain) > FOLLOWING_MOST:
            break
    return chain[1:]


def _moment(found: Planned, one: Occurrence, frame: int | None) -> datetime | None:
    if frame is None:
        return None
    return datetime.fromtimestamp(found.clock.utc_s(frame), UTC).astimezone(ZoneInfo(found.of(one).zone))
