"""Overlays and sound on the desk: what is switched, filled in, faded and muted while it is on air."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any, TypeVar

from mixer.core.clock import Timeline
from mixer.core.counter import Counter
from mixer.core.desk import Desk, OverlayState
from mixer.core.livefields import Able, number_in
from mixer.core.refused import named
from mixer.errors import BadCommand
from mixer.kinds.overlays import OVERLAYS
from mixer.protocol.changes import OverlayChange, SoundChange
from mixer.protocol.commands import SetSound
from mixer.protocol.motion import Motion, Moving
from mixer.protocol.showfile import Overlay, Show, SoundSetting

T = TypeVar("T")
SOUND_PARTS = tuple(one.name for one in fields(SoundChange))
At = tuple[int, Overlay | None, Timeline]
"""The frame that something happens on, the overlay that it happens to, and how frames are counted."""


def overlaid(desk: Desk, overlay: str, change: OverlayChange, show: Show, timeline: Timeline) -> Desk:
    """The desk with an overlay switched or written anew; how it comes and goes is what the show says of it."""
    known = declared(desk, overlay, show)
    return with_overlay(desk, overlay, lambda state: _overlaid(state, change, desk.frame, known, timeline))


def previewed(desk: Desk, overlay: str, on: bool | None) -> Desk:
    """The desk with an overlay that is off shown on preview, or not any more."""
    if on is None:
        return desk
    return with_overlay(desk, overlay, lambda state: replace(state, previewed=on and not state.on))


def all_off(desk: Desk, show: Show, timeline: Timeline) -> Desk:
    """The desk with every overlay turned off that is on, each in its own way."""
    for name in [name for name, state in desk.overlays.items() if state.on]:
        desk = overlaid(desk, name, OverlayChange(False), show, timeline)
    return desk


def declared(desk: Desk, overlay: str, show: Show) -> Overlay | None:
    """An overlay as it is stored; one that is stored no more, as program is played from it."""
    shows = (show, *(side.show for side in desk.sides(show)))
    return next((one for each in shows for one in each.overlays if one.id == overlay), None)


def with_overlay(desk: Desk, overlay: str, change: Callable[[OverlayState], OverlayState]) -> Desk:
    """The desk with an overlay changed; an edit of it that waits for a take keeps to that."""
    state = desk.overlays.get(overlay)
    if state is None:
        raise BadCommand("unknown_overlay", f"no overlay {overlay}; this show has {named(desk.overlays)}")
    waiting = desk.waiting.overlays
    if overlay in waiting:
        waiting = waiting | {overlay: change(waiting[overlay])}
    overlays = desk.overlays | {overlay: change(state)}
    return replace(desk, overlays=overlays, waiting=replace(desk.waiting, overlays=waiting))


def _overlaid(
    state: OverlayState, change: OverlayChange, frame: int, known: Overlay | None, timeline: Timeline
) -> OverlayState:
    state = replace(state, fields=state.fields | change.fields)
    return state if change.on is None else switched(state, change.on, frame, known, timeline)


def switched(state: OverlayState, on: bool, frame: int, known: Overlay | None, timeline: Timeline) -> OverlayState:
    """The state turned on or off on a frame. What is switched on begins at its beginning; on again changes nothing."""
    if on == state.on:
        return state
    moving = _moving(state, on, frame, known, timeline)
    if not on:
        return replace(state, on=False, moving=moving, off_frame=None)
    lasts = timeline.frames_in(round(1000 * known.auto_off_s)) if known and known.auto_off_s else None
    fresh = replace(state, on=True, moving=moving, since_frame=frame, previewed=False, step=0)
    return replace(begun(fresh, frame, known), off_frame=None if lasts is None else frame + max(1, lasts))


def _moving(state: OverlayState, on: bool, frame: int, known: Overlay | None, timeline: Timeline) -> Moving | None:
    """How it gets from where it stands now to where it is to be; what is left of the way takes its part of the time."""
    motion = (known.enter if on else known.leave) if known else Motion()
    share = state.share(frame - 1) if state.moving else float(state.on)
    frames = round(timeline.frames_in(motion.duration_ms) * (1 - share if on else share))
    return Moving(motion.kind, motion.direction, frame, frames, share) if motion.kind != "none" and frames else None


def begun(state: OverlayState, frame: int, known: Overlay | None) -> OverlayState:
    """What counts from when it is switched on counts from now."""
    starts = OVERLAYS[known.content.kind].starts if known else None
    return replace(state, counter=Counter(0.0, frame)) if known and starts and starts(known.content) else state


def retimed(desk: Desk, before: Fraction, rate: Fraction) -> Desk:
    """The desk when its next frames are of another rate: what counts goes on from where it is, what moves is there."""
    frame = desk.frame

    def again(state: OverlayState) -> OverlayState:
        counter = state.counter.paused(frame, before)
        left = None if state.off_frame is None else frame + max(0, round((state.off_frame - frame) / before * rate))
        runs = counter.started(frame) if state.counter.runs else counter
        return replace(state, counter=runs, off_frame=left, moving=None)

    return replace(desk, overlays={name: again(state) for name, state in desk.overlays.items()})


def acted(state: OverlayState, action: str, payload: Any, able: Able, at: At) -> OverlayState:
    """The state of an overlay after an action that it is able to do."""
    frame, known, timeline = at

    def turned(on: bool) -> OverlayState:
        return switched(state, on, frame, known, timeline)

    if able.graphic:
        return _graphic_acted(state, action, payload, able.steps, turned)
    match action:
        case "start":
            return replace(state, counter=state.counter.started(frame))
        case "pause":
            return replace(state, counter=state.counter.paused(frame, timeline.rate))
        case "reset":
            return replace(state, counter=state.counter.reset(frame))
        case "add":
            name, by = payload["field"], payload["by"]
            return replace(state, fields=state.fields | {name: str(number_in(state.fields.get(name, "")) + by)})
        case "next" if not state.on:
            return turned(True)
        case "next":
            return replace(state, step=min(state.step + 1, max(0, able.steps - 1)))
    return replace(state, step=max(0, state.step - 1))


def _graphic_acted(
    state: OverlayState, action: str, payload: Any, steps: int, turned: Callable[[bool], OverlayState]
) -> OverlayState:
    """A graphic of so many steps (-1: nobody knows) leads itself on, and leaves after the last."""
    match action:
        case "stop":
            return turned(False)
        case "play":
            return replace(turned(True), step=0).asked("play")
        case "next" if not state.on:
            return turned(True)
        case "next" if 0 <= steps <= state.step + 1:
            return turned(False)
        case "next":
            return replace(state, step=state.step + 1)
    return state.asked(action, payload)


def sounded(desk: Desk, source: str, change: SoundChange | SetSound) -> Desk:
    setting = desk.sound.get(source)
    if setting is None:
        raise BadCommand("unknown_source", f"no source {source}; this show has {named(desk.sound)}")
    changes = {name: getattr(change, name) for name in SOUND_PARTS}
    waiting: dict[str, SoundSetting] = desk.waiting.sound
    if source in waiting:
        waiting = waiting | {source: updated(waiting[source], changes)}
    sound = desk.sound | {source: updated(setting, changes)}
    return replace(desk, sound=sound, waiting=replace(desk.waiting, sound=waiting))


def updated(value: T, changes: dict[str, Any]) -> T:
    """The dataclass `value` with every change that is not None; a part that is a dataclass itself is changed so too."""
    new = {name: _part(getattr(value, name), change) for name, change in changes.items() if change is not None}
    return replace(value, **new)  # type: ignore[type-var]


def _part(value: Any, change: Any) -> Any:
    if not is_dataclass(change):
        return change
    return updated(value, {one.name: getattr(change, one.name) for one in fields(change)})
