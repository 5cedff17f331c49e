"""The newest tile of each source and overlay, for whoever begins to look. Pure: readers are outboxes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from studio.air.control.outbox import Outbox

TILES = "tiles"
OVERLAYS = "overlays"
OF_OVERLAY = b"overlay-"  # so begin the names of tiles of overlays


class Tiles:
    """Kept only while somebody looks: otherwise none are made, and what was kept would grow old.

    A still's tile is made once, so who opens a console beside another one would wait for it for ever.
    """

    def __init__(self) -> None:
        self._newest: dict[bytes, bytes] = {}
        self.last: dict[bytes, bytes] = {}  # of each source, however old: what is kept for when nothing is on air

    def show(self, source: bytes, tile: bytes, readers: Iterable[Outbox]) -> None:
        """Pass a tile on to the readers that look; `tile` is the whole message, which starts with `T`."""
        self._newest[source] = tile
        if not source.startswith(OF_OVERLAY):
            self.last[source] = tile
        for reader in readers:
            if wanted_by(reader.wants, source):
                reader.show(source, tile)

    def look(self, reader: Outbox, wants: set[str], readers: Iterable[Outbox]) -> None:
        """What a reader looks at from now on. Who begins to look at tiles gets the newest of each at once."""
        begins = TILES in wants and TILES not in reader.wants
        reader.wants = wants
        if begins:
            for source, tile in self._newest.items():
                if wanted_by(wants, source):
                    reader.show(source, tile)
        self.tend(readers)

    def tend(self, readers: Iterable[Outbox]) -> None:
        """Readers have come or gone."""
        if not any(TILES in reader.wants for reader in readers):
            self._newest.clear()

    def keep_only(self, show: dict[str, Any]) -> None:
        """Forget sources and overlays that are gone from the show."""
        there = {one["id"].encode() for one in show.get("sources", ())}
        there |= {OF_OVERLAY + one["id"].encode() for one in show.get("overlays", ())}
        self._newest = {source: tile for source, tile in self._newest.items() if source in there}
        self.last = {source: tile for source, tile in self.last.items() if source in there}


def wanted_by(wants: set[str], name: bytes) -> bool:
    """Whether a reader that wants these looks at a tile. Overlays, also those that are not on air yet, are shown to
    readers only that ask for them."""
    return TILES in wants and (OVERLAYS in wants or not name.startswith(OF_OVERLAY))
