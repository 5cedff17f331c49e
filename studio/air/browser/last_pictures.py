"""What a console shows of sources while nothing is on air: their files' thumbnails, or what they showed last."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from mixer.protocol.basics import is_ident
from studio.air.browser.hub import ShowHub
from studio.air.browser.off_thread import off_thread
from studio.air.control.outbox import Outbox
from studio.air.control.tiles import TILES
from studio.air.processes.show_paths import ShowPaths, paths_of
from studio.air.runmixer.last_tiles import kept, picture_in
from studio.library.models import thumbnail_of
from studio.shows.parts import ASSET

Json = dict[str, Any]


class LastPictures:
    """Those of one page. Live tiles are never followed by older ones: with a mixer there, none are shown."""

    def __init__(self, hub: ShowHub, outbox: Outbox) -> None:
        self._hub, self._outbox = hub, outbox
        self._shown: Json = {}  # what each source was when its picture was shown
        self._tasks: set[asyncio.Task[None]] = set()

    def soon(self) -> None:
        """The stored show is another: sources that are new, or play something else, are shown."""
        task = asyncio.create_task(self.show())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def end(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def show(self, *, anew: bool = False) -> None:
        """Show what has not been shown as it is now; `anew`: everything."""
        stored = self._hub.kept
        if self._hub.link.up or stored is None or TILES not in self._outbox.wants:
            return
        shown = {} if anew else self._shown
        fresh = [one for one in stored.show["sources"] if shown.get(one["id"]) != one["input"]]
        self._shown = shown | {one["id"]: one["input"] for one in fresh}
        pictures = await off_thread(last_pictures, paths_of(self._hub.show_id), fresh)
        for source, jpeg in pictures.items() if not self._hub.link.up else ():
            self._outbox.show(source.encode(), tile(source, jpeg))


def last_pictures(paths: ShowPaths, sources: Iterable[Json]) -> dict[str, bytes]:
    """A JPEG by source, of those that have one: of the file it plays, which may be another since, else its last."""
    found = {one["id"]: _thumbnail(one) or kept(paths.tiles, one["id"]) for one in sources if is_ident(one["id"])}
    return {source: jpeg for source, jpeg in found.items() if jpeg}


def _thumbnail(source: Json) -> bytes:
    files = [one.removeprefix(ASSET) for one in source["input"].values() if str(one).startswith(ASSET)]
    return picture_in(thumbnail_of(files[0])) if files and is_ident(files[0]) else b""


def tile(source: str, jpeg: bytes) -> bytes:
    """A picture as the message that live tiles are."""
    name = source.encode()
    return b"T" + bytes([len(name)]) + name + jpeg
