"""Frames that were counted at another rate, as numbers of the rate that holds now: the same moments by the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from mixer.core.rundown.state import Airing, Interrupted, Left, Probe, State
from mixer.core.rundown.wall_clock import WallClock

Moved = Callable[[int], int]
T = TypeVar("T")


def counted_by(clock: WallClock, state: State) -> State:
    """The state in frames of the clock. What is on ends when it was to; what follows is planned at the new rate."""
    if state.rate == str(clock.rate):
        return state
    change = clock.rate / Fraction(state.rate or clock.rate)

    def moved(frame: int) -> int:
        return clock.from_frame + round((frame - clock.from_frame) * change)

    if change == 1:
        return replace(state, rate=str(clock.rate))
    return replace(
        state,
        rate=str(clock.rate),
        on=_optional(_airing, state.on, moved),
        stack=[_interrupted(each, moved) for each in state.stack],
        left=_optional(_left, state.left, moved),
        probe=_optional(_probe, state.probe, moved),
        fill_until=_optional(_frame, state.fill_until, moved),
        now_frame=moved(state.now_frame),
        break_frame=moved(state.break_frame),
        asked_frame=_optional(_frame, state.asked_frame, moved),
        failures=[moved(frame) for frame in state.failures],
        pins={name: moved(frame) for name, frame in state.pins.items()},
        moved={name: round(frames * change) for name, frames in state.moved.items()},
        filler_frames=round(state.filler_frames * change),
    )


def _optional(moves: Callable[[T, Moved], T], value: T | None, moved: Moved) -> T | None:
    return None if value is None else moves(value, moved)


def _frame(frame: int, moved: Moved) -> int:
    return moved(frame)


def _airing(airing: Airing, moved: Moved) -> Airing:
    end = _optional(_frame, airing.end_frame, moved)
    planned = moved(airing.planned_frame)
    return replace(airing, start_frame=moved(airing.start_frame), end_frame=end, planned_frame=planned)


def _interrupted(was: Interrupted, moved: Moved) -> Interrupted:
    return replace(was, airing=_airing(was.airing, moved), left_frame=moved(was.left_frame))


def _probe(probe: Probe, moved: Moved) -> Probe:
    return Probe(_airing(probe.airing, moved), _optional(_frame, probe.since_frame, moved))


def _left(left: Left, moved: Moved) -> Left:
    return replace(
        left,
        on=_airing(left.on, moved),
        frame=moved(left.frame),
        stack=[_interrupted(each, moved) for each in left.stack],
        fill_until=_optional(_frame, left.fill_until, moved),
    )
