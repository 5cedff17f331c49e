"""Ad breaks as a writer of playlists knows them: what it was told of, and what of that its playlist says. Pure.

The playlist is the memory of what players were told. That stands, whatever is told later: an announcement that was
wrong is withdrawn, and made again under another ID, but only as long as nothing of its break is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import blake2s
from typing import Any

from mixer.outputs.date_ranges import EDGE_MS, DateRange, date
from mixer.outputs.destination import Session
from mixer.outputs.playlist import Playlist
from mixer.outputs.scte35 import TICKS, splice_in, splice_out

ANNOUNCED = 2  # segments before it begins; one is what players need
MOST = 64  # breaks that are kept in mind
MOST_FRAMES = 1 << 40  # centuries
_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,80}")
_ID = re.compile(r"(.+)-\d{8}T\d{9}Z-([0-9a-f]{8})")
_MARKS = str.maketrans("", "", "-:.")


@dataclass(frozen=True, slots=True)
class Break:
    """Frames [start_frame, end_frame), the latter once it is known; 0 `planned_frames` where no length is planned."""

    id: str
    start_frame: int
    planned_frames: int
    end_frame: int | None = None
    cancelled: bool = False

    @property
    def should_end(self) -> int:
        """The frame before which it ends, as far as is known."""
        return self.start_frame + self.planned_frames if self.end_frame is None else self.end_frame

    @classmethod
    def parse(cls, told: dict[str, Any]) -> Break:
        """Raises KeyError, TypeError, ValueError on anything that is no break."""
        id, end = str(told["id"]), told.get("end_frame")
        if not _NAME.fullmatch(id):
            raise ValueError(f"expected a break's id of letters, digits and _.:-, found {id[:90]!r}")
        start, planned = _frames(told["start_frame"]), _frames(told.get("planned_frames") or 0)
        return cls(id, start, planned, None if end is None else _frames(end), bool(told.get("cancelled")))


class Breaks:
    """What was told: each newest list replaces what it names. What it names no more has passed, and goes as planned."""

    def __init__(self) -> None:
        self._known: dict[str, Break] = {}
        self._named: set[str] | None = None  # in the newest list; None: there was none yet

    def tell(self, told: Iterable[dict[str, Any]]) -> None:
        """Take the newest list, or none of it: raises KeyError, TypeError, ValueError."""
        found = {one.id: one for one in map(Break.parse, told)}
        self._named = set(found)
        others = {id: one for id, one in self._known.items() if id not in found}
        self._known = dict(list((others | found).items())[-MOST:])

    def marked(self, playlist: Playlist, session: Session, until: int) -> Playlist:
        """The playlist with what is to be said now. Its last segment is new, and ends before the frame `until`."""
        since_ms = min(one.begins_ms for one in playlist.segments)
        said_ms = playlist.segments[-2].ends_ms if playlist.segments[1:] else since_ms
        stand = [one for one in playlist.ranges if self._stands(one, session, said_ms)]
        self._forget({break_of(one) for one in stand}, until)
        found = [self._followed(one, session, until) for one in [*stand, *self._news(stand, session, until)]]
        left = [one for one in found if not one.is_before(since_ms)]
        return replace(playlist, ranges=tuple(sorted(left, key=lambda one: (one.start_ms, one.id))))

    def _stands(self, one: DateRange, session: Session, said_ms: int) -> bool:
        """Whether what was announced is still so; what had begun on the list of before stands for good."""
        known = self._known.get(break_of(one))
        if one.start_ms + EDGE_MS < said_ms or (known is None and self._named is None):
            return True
        return known is not None and not known.cancelled and announced(known, session) == one

    def _forget(self, said: set[str], until: int) -> None:
        """What is named no more, and would be over by now, is no news to players."""
        named = (self._named or set()) | said
        self._known = {id: one for id, one in self._known.items() if id in named or one.should_end > until}

    def _news(self, stand: Sequence[DateRange], session: Session, until: int) -> list[DateRange]:
        """What is to be announced."""
        said, near = {break_of(one) for one in stand}, until + ANNOUNCED * session.segment_frames
        new = (one for one in self._known.values() if one.id not in said and not one.cancelled)
        return [announced(one, session) for one in new if one.start_frame <= near]

    def _followed(self, one: DateRange, session: Session, until: int) -> DateRange:
        """The same, with its end when that is listed."""
        if one.end_ms is not None or session.date_ms(until) <= one.start_ms + EDGE_MS:
            return one
        end = self._end(one, session, until)
        return one if end is None or end > until else ended(one, end, session)

    def _end(self, one: DateRange, session: Session, until: int) -> int | None:
        """The frame before which it ended, or should have, if there is one."""
        known = self._known.get(break_of(one))
        if known and known.end_frame is not None:
            return known.end_frame
        if known and known.cancelled:
            return until
        if self._named is None or (known and known.id in self._named):
            return None
        return until if session.frame_at(one.start_ms + one.planned_ms) <= until else None


def announced(told: Break, session: Session) -> DateRange:
    """A break as players first hear of it. Its ID is made of all that is said, so that it never says anything else."""
    said = f"{told.id} {session.id} {told.start_frame} {told.planned_frames}"
    event = int.from_bytes(blake2s(said.encode(), digest_size=4).digest(), "big")
    start_ms, planned = session.date_ms(told.start_frame), told.planned_frames / session.rate
    section = splice_out(event, _ticks(told.start_frame, session), round(planned * TICKS) or None)
    id = f"{told.id}-{date(start_ms).translate(_MARKS)}-{event:08x}"
    return DateRange(id, start_ms, round(planned * 1000), _hex(section))


def ended(one: DateRange, frame: int, session: Session) -> DateRange:
    """The same break when it is over, with the return of the same event before this frame."""
    match = _ID.fullmatch(one.id)
    section = splice_in(int(match[2], 16) if match else 0, _ticks(frame, session))
    return one.ended(max(one.start_ms, session.date_ms(frame)), _hex(section))


def break_of(one: DateRange) -> str:
    """The break that a date range of ours is about."""
    match = _ID.fullmatch(one.id)
    return match[1] if match else ""


def _frames(told: Any) -> int:
    if not isinstance(told, int) or not 0 <= told < MOST_FRAMES:
        raise ValueError(f"expected a number of frames, found {str(told)[:40]!r}")
    return told


def _ticks(frame: int, session: Session) -> int | None:
    """When the media show a frame; None for what was before them, in a session that is over."""
    since = Fraction(frame - session.first_frame) / session.rate
    return None if since < 0 else round(since * TICKS)


def _hex(section: bytes) -> str:
    return f"0x{section.hex().upper()}"
