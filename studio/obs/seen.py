"""What a hub knows of its show, as a state of OBS: worked out once for all clients of a show."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from studio.air.browser.hub import ShowHub
from studio.obs.state import ObsState, state_of, stored_of


class Seen:
    """The newest state of one hub, kept as long as nothing has changed that it says."""

    def __init__(self) -> None:
        self._show: Any = self  # the show file that `_stored` was made of
        self._stored = self._state = ObsState()
        self._made_of: tuple[Any, ...] = ()

    def of(self, hub: ShowHub) -> ObsState:
        told, kept = hub.link.state, hub.kept
        self._look(kept.show if kept else told.get("show"))
        up, wanted = hub.link.up, kept.wanted if kept else hub.link.up
        made_of = (self._stored, *(told.get(part) for part in ("desk", "recording", "rehearsing")), up, wanted)
        if not (self._made_of and all(old is new for old, new in zip(self._made_of, made_of, strict=True))):
            self._made_of, self._state = made_of, state_of(self._stored, told, up, wanted)
        return self._state

    def _look(self, show: Any) -> None:
        if show is not self._show:
            self._show, self._stored = show, stored_of(show)


_seen: WeakKeyDictionary[ShowHub, Seen] = WeakKeyDictionary()


def seen_of(hub: ShowHub) -> ObsState:
    """The same object as long as nothing has changed that it says."""
    return _seen.setdefault(hub, Seen()).of(hub)
