"""What overlays with a page of their own are told, and which of them are still leaving after they were turned off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from mixer.core.clock import Timeline
from mixer.core.desk import Desk, OverlayState, Side
from mixer.core.pins import drawn_in
from mixer.core.streams import OWN
from mixer.engine.source_pool import SourcePool
from mixer.feed.feed import Feed
from mixer.kinds.overlays import OVERLAYS
from mixer.protocol.showfile import Show

LEAVING_MS = 5000  # one that has not left by then is cut off


class OverlayStreams:
    """Follows the desk. A page is told how its overlay is set whenever that changes, and when it begins anew."""

    def __init__(self, sources: SourcePool) -> None:
        self._sources = sources
        self._told: dict[str, tuple[Feed, dict[str, Any]]] = {}  # by overlay
        self._leaving: dict[str, int] = {}  # overlays that were turned off, and the frame they are cut off at
        self._left_at_last: set[str] = set()  # those that were leaving when the pages were last told
        self._desk: Desk | None = None
        self._feeds: list[Feed] = []

    def follow(self, desk: Desk, show: Show, timeline: Timeline) -> None:
        """Tell the pages what is new."""
        feeds = list(self._sources.feeds.values())
        if desk.stands(self._desk) and feeds == self._feeds and self._leaving.keys() == self._left_at_last:
            return
        before, self._desk, self._feeds = self._desk, desk, feeds
        on_air: set[str] = set().union(*(drawn_in(side, desk) for side in desk.sides(show)))
        for name, _ in self._pages():
            self._note_leaving(name, before, desk, show, timeline, on_air)
        self._left_at_last = set(self._leaving)
        # What is lined up stands as it will be taken; one that still leaves the programme does that first.
        shown = on_air | (drawn_in(Side(desk.preview, show), desk) - self._left_at_last)
        shown |= {name for name, state in desk.overlays.items() if state.previewed}
        self._told = {name: (feed, self._tell(name, feed, desk, shown)) for name, feed in self._pages()}

    def shown(self, desk: Desk) -> Desk:
        """The desk as it looks: what is still leaving is on."""
        for name in [name for name, end in self._leaving.items() if self._has_left(name, end, desk)]:
            del self._leaving[name]
        if not self._leaving:
            return desk
        on = {name: replace(desk.overlays[name], on=True) for name in self._leaving if name in desk.overlays}
        return replace(desk, overlays=desk.overlays | on)

    def _pages(self) -> Iterator[tuple[str, Feed]]:
        """The overlays that have a page of their own, and its feed."""
        return ((feed.source.id.removeprefix(OWN), feed) for feed in self._feeds if feed.source.id.startswith(OWN))

    def _tell(self, name: str, feed: Feed, desk: Desk, shown: set[str]) -> dict[str, Any]:
        state = asdict(desk.overlays.get(name, OverlayState())) | {"on": name in shown}
        if self._told.get(name) != (feed, state):
            feed.tell_page({"overlay": state})
        return state

    def _note_leaving(
        self, name: str, before: Desk | None, desk: Desk, show: Show, timeline: Timeline, on_air: set[str]
    ) -> None:
        """One that was turned off leaves, unless the scene on program has it as well."""
        overlay = next((one for one in show.overlays if one.id == name), None)
        if overlay is None or not OVERLAYS[overlay.content.kind].leaves or name in on_air:
            self._leaving.pop(name, None)
        elif before is not None and is_on(before, name):
            self._leaving[name] = desk.frame + timeline.frames_in(LEAVING_MS)

    def _has_left(self, name: str, end: int, desk: Desk) -> bool:
        told = self._told.get(name)
        return told is None or desk.frame >= end or not told[0].inked


def is_on(desk: Desk, name: str) -> bool:
    return desk.overlays.get(name, OverlayState()).on
