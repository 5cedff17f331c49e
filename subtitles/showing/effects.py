"""How a cue comes up: at once, by fading, by rising into place, or letter by letter. Nothing moves once it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from subtitles.showing.drawing import LineShape

OPAQUE = 256
FADE_S, FADE_STEPS = 0.28, 4  # few steps: the engine works each opacity of a plate out once
ROLL_S = 0.3
TYPING = 2.5  # times faster than the text is read
TYPING_RATE = 25  # changes a second, or a little more: each is an entry of the schedule
Mark = list[int | str]
"""A plate in a moment, as the engine is told: [plate, opacity, dy, left, right]."""
Entry = list[int | list[Mark]]
"""What stands from a frame on, until another: [from_frame, until_frame, marks]."""


@dataclass(frozen=True, slots=True)
class State:
    """A plate from `frame` on. `left` and `right` are the columns that show; none when they are equal."""

    frame: int
    opacity: int
    dy: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Performance:
    """A plate's states, the first one at its first frame, and the frame it is gone from."""

    plate: str
    states: tuple[State, ...]
    until: int

    def at(self, frame: int) -> Mark | None:
        """The plate as a frame shows it; None when it does not."""
        if frame >= self.until:
            return None
        now = [one for one in self.states if one.frame <= frame]
        if not now or now[-1].right <= now[-1].left:
            return None
        return [self.plate, now[-1].opacity, now[-1].dy, now[-1].left, now[-1].right]


def still(start: int, width: int) -> tuple[State, ...]:
    return (State(start, OPAQUE, 0, 0, width),)


def fade(start: int, width: int, rate: Fraction) -> tuple[State, ...]:
    frames = max(1, round(FADE_S * rate))
    steps = min(FADE_STEPS, frames)
    part = [(start + frames * n // (steps + 1), OPAQUE * (n + 1) // (steps + 1)) for n in range(steps)]
    return (
        *(State(frame, opacity, 0, 0, width) for frame, opacity in part),
        State(start + frames, OPAQUE, 0, 0, width),
    )


def roll(start: int, width: int, rate: Fraction, rise: int) -> tuple[State, ...]:
    """Up into place from `rise` pixels below, slower towards the end."""
    frames = max(1, round(ROLL_S * rate))
    left = [(1 - (n + 1) / (frames + 1)) ** 2 for n in range(frames)]
    moving = (State(start + n, OPAQUE, 2 * round(rise * share / 2), 0, width) for n, share in enumerate(left))
    return (*moving, State(start + frames, OPAQUE, 0, 0, width))


def typed(start: int, width: int, rate: Fraction, lines: Sequence[LineShape], cps: float) -> list[tuple[State, ...]]:
    """The states of each line: its clusters one after the other, when those of the lines before it stand."""
    total = sum(len(line.stops) for line in lines)
    frames = max(1, round(rate * Fraction(total / (TYPING * cps)).limit_denominator(1000)))
    pause = max(1, int(rate / TYPING_RATE))
    found, before = [], 0
    for line in lines:
        found.append(tuple(_typed_line(start, width, range(0, frames, pause), line, before, total)))
        before += len(line.stops)
    return found


def _typed_line(start: int, width: int, frames: range, line: LineShape, before: int, total: int) -> list[State]:
    states = [State(start, OPAQUE, 0, 0, 0)]
    for number, frame in enumerate(frames, 1):
        shown = -(-total * number // len(frames)) - before
        if shown > 0:
            left, right = columns(line, min(shown, len(line.stops)), width)
            if (left, right) != (states[-1].left, states[-1].right):
                states.append(State(start + frame, OPAQUE, 0, left, right))
    return states if states[-1].frame > start else states[-1:]


def columns(line: LineShape, shown: int, width: int) -> tuple[int, int]:
    """The columns of a line with so many of its clusters uncovered."""
    stop = line.stops[shown - 1]
    return (stop, width) if line.rtl else (0, stop)


def merged(performances: Sequence[Performance], now: int) -> list[Entry]:
    """All plates' states as one schedule, from the frame that leaves now on."""
    starts = {max(now, state.frame) for one in performances for state in one.states if one.until > now}
    frames = sorted(starts | {one.until for one in performances if one.until > now})
    entries: list[Entry] = []
    for first, until in pairwise(frames):
        marks = [mark for one in performances if (mark := one.at(first))]
        if marks and entries and entries[-1][1] == first and entries[-1][2] == marks:
            entries[-1][1] = until
        elif marks:
            entries.append([first, until, marks])
    return entries
