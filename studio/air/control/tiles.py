"""The newest tile of each source, for whoever begins to look. Pure: readers are outboxes."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from studio.air.control.outbox import Outbox

TILES = "tiles"


class Tiles:
    """Kept only while somebody looks: otherwise none are made, and what was kept would grow old.

    A still's tile is made once, so who opens a console beside another one would wait for it for ever.
    """

    def __init__(self) -> None:
        self._newest: dict[bytes, bytes] = {}

    def show(self, source: bytes, tile: bytes, readers: Iterable[Outbox]) -> None:
        """Pass a tile on to the readers that look; `tile` is the whole message, which starts with `T`."""
        self._newest[source] = tile
        for reader in readers:
            if TILES in reader.wants:
                reader.show(source, tile)

    def look(self, reader: Outbox, wants: set[str], readers: Iterable[Outbox]) -> None:
        """What a reader looks at from now on. Who begins to look at tiles gets the newest of each at once."""
        begins = TILES in wants and TILES not in reader.wants
        reader.wants = wants
        if begins:
            for source, tile in self._newest.items():
                reader.show(source, tile)
        self.tend(readers)

    def tend(self, readers: Iterable[Outbox]) -> None:
        """Readers have come or gone."""
        if not any(TILES in reader.wants for reader in readers):
            self._newest.clear()

    def keep_only(self, sources: Collection[bytes]) -> None:
        """Forget sources that are gone from the show."""
        self._newest = {source: tile for source, tile in self._newest.items() if source in sources}
