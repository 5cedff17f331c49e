"""The rack: the feeds of a show's sources, kept while the show is edited around them."""

from __future__ import annotations

import select
from collections.abc import Iterator
from typing import Any

from mixer.core.clock import Timeline
from mixer.core.geometry import View
from mixer.feed.feed import Feed
from mixer.feed.messages import Wants
from mixer.feed.nursery import Nursery
from mixer.protocol.showfile import Show, Source

TILES_PER_S = 3.0


class Rack:
    """One feed a source. A source whose input did not change keeps running through an edit."""

    def __init__(self, nursery: Nursery, offline: bool) -> None:
        self.feeds: dict[str, Feed] = {}
        self._nursery, self._offline = nursery, offline

    def load(self, show: Show, timeline: Timeline) -> None:
        """Start what is new, end what is gone, restart what changed."""
        wanted = {source.id: source for source in show.sources}
        for name, feed in list(self.feeds.items()):
            if name not in wanted or needs_restart(feed, wanted[name], show):
                feed.close()
                del self.feeds[name]
        for name, source in wanted.items():
            if name in self.feeds:
                self.feeds[name].source = source
            else:
                self.feeds[name] = Feed(source, show.canvas, timeline, self._nursery, self._offline)

    def tend(self) -> None:
        """Hear the workers, bury the dead, start those that are due."""
        for feed in self.feeds.values():
            feed.poll()
        for key in self._nursery.deaths():
            for feed in self.feeds.values():
                if feed.key == key:
                    feed.lost("its reader ended")
        for feed in self.feeds.values():
            feed.tend()

    def advance(self, due_ns: int) -> None:
        for feed in self.feeds.values():
            feed.advance(due_ns)

    def want(self, views: dict[str, list[View]], native: bool, tiles: bool) -> None:
        """Ask each worker for what the buses need of it, when that changed."""
        for name, feed in self.feeds.items():
            wants = Wants(tuple(views.get(name, ())), native, TILES_PER_S if tiles else 0.0)
            if wants != feed.wants:
                feed.want(wants)

    def ready(self, due_ns: int) -> bool:
        """Offline: whether every source has what this time needs."""
        return all(feed.ready(due_ns) for feed in self.feeds.values())

    def wait(self, seconds: float) -> None:
        """Offline: return when a worker has said something, or after so long."""
        select.select([fd for feed in self.feeds.values() if (fd := feed.fileno()) is not None], [], [], seconds)

    def states(self, due_ns: int) -> list[str]:
        """What each source is doing, in a word."""
        return [feed.state(due_ns) for feed in self.feeds.values()]

    def status(self, due_ns: int) -> dict[str, Any]:
        return {name: feed.status(due_ns) for name, feed in self.feeds.items()}

    def tiles(self) -> Iterator[tuple[str, bytes]]:
        """The newest JPEG tile of each source that has one."""
        return ((name, feed.tile) for name, feed in self.feeds.items() if feed.tile)

    def close(self) -> None:
        for feed in self.feeds.values():
            feed.close()


def needs_restart(feed: Feed, source: Source, show: Show) -> bool:
    before = feed.source
    return before.input != source.input or before.buffer_ms != source.buffer_ms or feed.canvas != show.canvas
