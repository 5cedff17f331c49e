"""Small pictures of overlays, on air or not, for who looks at tiles: drawn by the artist, one at a time, on change."""

from __future__ import annotations

from collections.abc import Iterator

from mixer.core.desk import Desk
from mixer.core.geometry import even
from mixer.core.streams import OWN, feeding
from mixer.engine.bus_renderer import state_of, told
from mixer.feed.messages import TILE_PX
from mixer.overlays.artist_info import FINER
from mixer.overlays.overlay_cache import OverlayCache
from mixer.protocol.showfile import Canvas, Overlay, Show


class Miniatures:
    """The newest picture of each overlay that is drawn. A frame looks at one of them at most, and each about once a
    second: that is a look-up, and a message to the artist where its texts or its look have changed."""

    def __init__(self, cache: OverlayCache) -> None:
        self._cache = cache
        self._pictures: dict[str, bytes] = {}
        self._show: Show | None = None
        self._drawn: tuple[Overlay, ...] = ()

    def follow(self, show: Show, desk: Desk, wall_s: float) -> None:
        """Look at the overlay whose turn it is. `show` is the stored one: edits are seen before they are on air."""
        if show is not self._show:
            self._show = show
            self._drawn = tuple(one for one in show.overlays if not feeding(one, show.canvas))
            there = {one.id for one in self._drawn}
            self._pictures = {name: one for name, one in self._pictures.items() if name in there}
        turn = desk.frame % max(len(self._drawn), round(show.canvas.fps))
        if turn < len(self._drawn):
            self._look(self._drawn[turn], show.canvas, desk, wall_s)

    def _look(self, overlay: Overlay, canvas: Canvas, desk: Desk, wall_s: float) -> None:
        state = desk.waiting.overlays.get(overlay.id) or state_of(desk, overlay)
        fields = told(overlay, state, desk.frame, canvas.fps, wall_s)
        if picture := self._cache.small(overlay, fields, size_of(canvas)):
            self._pictures[overlay.id] = picture

    def tiles(self) -> Iterator[tuple[str, bytes]]:
        """The pictures, each by the name of a tile."""
        for name, picture in self._pictures.items():
            yield OWN + name, picture


def size_of(canvas: Canvas) -> tuple[int, int]:
    """The canvas that an overlay is drawn on for a picture as large as other tiles."""
    height = FINER * TILE_PX
    return even(height * canvas.width / canvas.height), height
