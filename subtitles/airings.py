"""The items of a rundown that are on air, were just now or come next, and what captions each has. Pure values.

Frames are the programme's. An item that began `position_s` behind its in point on `start_frame` is on its lap
`floor((position_s + seconds since) / lap_s)`; a file's cue is on air where the item has its second of the file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from hashlib import blake2s
from math import floor, inf
from typing import Any

from subtitles.formats.captions import Caption

AUTO, OFF = "auto", "off"
LEAST_LAP_S = 0.5  # what comes round faster than this cannot be read


@dataclass(frozen=True, slots=True)
class Airing:
    """An item on frames [start_frame, end_frame), the latter as far as it is known.

    `captions` is auto (as the show does), off, or the path of a file in `language` ("" where nothing says which). A lap
    of the item begins at `in_s` of its file; `lap_s` is None where nobody knows how long it is, `laps` 0 is for ever.
    """

    occurrence: str
    item: str
    captions: str
    start_frame: int
    end_frame: int | None = None
    language: str = ""
    in_s: float = 0.0
    position_s: float = 0.0
    lap_s: float | None = None
    laps: int = 1

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Airing:
        """Raises KeyError, TypeError, ValueError on anything else."""
        lap_s, end = told.get("lap_s"), told.get("end_frame")
        return cls(
            str(told["occurrence"]), str(told["item"]), str(told["captions"]), int(told["start_frame"]),
            None if end is None else int(end), str(told.get("language", "")), float(told.get("in_s", 0.0)),
            float(told.get("position_s", 0.0)), None if lap_s is None else float(lap_s), int(told.get("laps", 1)),
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def has_file(self) -> bool:
        return self.captions not in (AUTO, OFF)

    def has(self, frame: int) -> bool:
        return self.start_frame <= frame and (self.end_frame is None or frame < self.end_frame)


@dataclass(frozen=True, slots=True)
class Placed:
    """A cue of a file on the frames where an airing has it. `name` stays when those move."""

    name: str
    text: str
    from_frame: int
    to_frame: int


def placed(captions: Sequence[Caption], airing: Airing, rate: Fraction, first: int, until: int) -> Iterator[Placed]:
    """The cues that an airing has on frames [first, until), in order; `captions` stand one at a time, by time.

    A cue over the item's in or out point, or its end, is cut there.
    """
    first = max(first, airing.start_frame)
    until = until if airing.end_frame is None else min(until, airing.end_frame)
    for lap in _laps(airing, rate, first, until) if first < until else ():
        yield from _of_lap(captions, airing, rate, lap, first, until)


def _laps(airing: Airing, rate: Fraction, first: int, until: int) -> range:
    """The laps that these frames have something of."""
    if airing.lap_s is None:
        return range(1)
    if airing.lap_s < LEAST_LAP_S:
        return range(0)
    from_s, to_s = (airing.position_s + float((frame - airing.start_frame) / rate) for frame in (first, until))
    last = floor(to_s / airing.lap_s) + 1
    return range(floor(from_s / airing.lap_s), min(last, airing.laps) if airing.laps else last)


def _of_lap(
    captions: Sequence[Caption], airing: Airing, rate: Fraction, lap: int, first: int, until: int
) -> Iterator[Placed]:
    begins = airing.start_frame + (lap * (airing.lap_s or 0.0) - airing.position_s) * float(rate)
    in_ms = airing.in_s * 1000
    out_ms = inf if airing.lap_s is None else in_ms + airing.lap_s * 1000

    def frame_at(ms: float) -> int:
        return floor(begins + (ms - in_ms) / 1000 * float(rate) + 0.5)

    a_frame_ms = 1000 / float(rate)
    since_ms = max(in_ms, in_ms + (first - 1 - begins) * a_frame_ms)
    for number in range(bisect_right(captions, since_ms, key=lambda one: one.end_ms), len(captions)):
        cue = captions[number]
        start = max(airing.start_frame, frame_at(max(in_ms, cue.start_ms)))
        end = frame_at(min(cue.end_ms, out_ms))
        end = end if airing.end_frame is None else min(end, airing.end_frame)
        if start >= until or cue.start_ms >= out_ms:
            return
        if end > max(start, first):
            yield Placed(_name(airing.occurrence, lap, number), cue.text, start, end)


def _name(occurrence: str, lap: int, number: int) -> str:
    """The id of a line: the same for whoever places it again."""
    return f"ln_{blake2s(f'{occurrence}/{lap}/{number}'.encode(), digest_size=6).hexdigest()}"
