"""Overlays and sound on the desk: what is switched, filled in, faded and muted while it is on air."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from mixer.core.desk import Desk, OverlayState
from mixer.core.refused import named
from mixer.errors import BadCommand
from mixer.protocol.commands import OverlayChange, SetSound, SoundChange
from mixer.protocol.showfile import SoundSetting

T = TypeVar("T")
SOUND_PARTS = tuple(one.name for one in fields(SoundChange))


def overlaid(desk: Desk, overlay: str, change: OverlayChange) -> Desk:
    return with_overlay(desk, overlay, lambda state: _overlaid(state, change))


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


def _overlaid(state: OverlayState, change: OverlayChange) -> OverlayState:
    on = state.on if change.on is None else change.on
    step = 0 if on and not state.on else state.step  # what is switched on begins at its beginning
    return replace(state, on=on, fields=state.fields | change.fields, step=step)


def acted(state: OverlayState, action: str, payload: Any, steps: int) -> OverlayState:
    """The state of a graphic of so many steps (-1: nobody knows) after an action."""
    match action:
        case "stop":
            return replace(state, on=False)
        case "play":
            return replace(state, on=True, step=0).asked("play")
        case "next" if not state.on:
            return replace(state, on=True, step=0)
        case "next" if 0 <= steps <= state.step + 1:
            return replace(state, on=False)
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
