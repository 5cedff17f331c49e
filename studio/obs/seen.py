"""What a hub knows of its show, as a state of OBS: worked out once for all clients of a show."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from studio.air.browser.hub import ShowHub
from studio.obs.state import ObsState, state_of

_seen: WeakKeyDictionary[ShowHub, tuple[tuple[Any, ...], ObsState]] = WeakKeyDictionary()


def seen_of(hub: ShowHub) -> ObsState:
    """The same object as long as nothing has changed that it says."""
    told, kept = hub.link.state, hub.kept
    show = kept.show if kept else told.get("show")
    wanted = kept.wanted if kept else hub.link.up
    made_of = (show, told.get("desk"), told.get("recording"), told.get("rehearsing"), hub.link.up, wanted)
    before = _seen.get(hub)
    if before and all(old is new for old, new in zip(before[0], made_of, strict=True)):
        return before[1]
    state = state_of(show, told, hub.link.up, wanted)
    _seen[hub] = (made_of, state)
    return state
