"""The feeds of a show's sources, kept while the show is edited around them."""

from __future__ import annotations

import select
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from mixer.core.clock import Timeline
from mixer.core.deck import Deck
from mixer.core.geometry import View
from mixer.core.pins import Reader, edition, reader_of
from mixer.core.streams import all_sources
from mixer.feed.feed import Feed
from mixer.feed.forkserver import Forkserver
from mixer.feed.messages import TILE_PX, Wants
from mixer.protocol.showfile import Canvas, Show

TILES_PER_S, FEWER_TILES_PER_S = 3.0, 1.0
CLOSE_UPS_PER_S, CLOSE_UP_PX = 8.0, 540  # of a source that somebody works with


class SourcePool:
    """One feed a reader: a source whose input did not change keeps running through an edit.

    A source that was edited or deleted since it was taken has two, or still one, until nothing plays it any more.
    """

    def __init__(self, forkserver: Forkserver, offline: bool, kind: type[Feed] = Feed) -> None:
        self.feeds: dict[Reader, Feed] = {}
        self._kind = kind
        self._begins: dict[str, int] = {}  # of each feed, those that were told
        self._forkserver, self._offline = forkserver, offline
        self._of: dict[int, dict[str, Feed]] = {}  # each show's own feeds, by the show's identity
        self._named: dict[str, Feed] = {}
        self._told: dict[str, Feed] = {}  # those of `_named` that are sources of the show
        self._twins: dict[str, Feed] = {}  # of sources in `_named`: what program still plays
        self._unneeded: set[Reader] = set()
        self._fading: set[Reader] = set()

    def load(
        self, shows: Sequence[Show], canvas: Canvas, timeline: Timeline, told: Collection[str] | None = None
    ) -> None:
        """Start what is new, end what none of these shows has, restart what changed. The stored show comes first.

        Of the sources named in `told` it is said how they are; None is all of them.
        """
        sources = {reader_of(source): source for show in shows for source in all_sources(show)}
        for reader, source in sources.items():
            feed = self.feeds.get(reader)
            if feed and feed.canvas == canvas:
                feed.source = source
                continue
            if feed:
                feed.close()
            self.feeds[reader] = self._kind(source, canvas, timeline, self._forkserver, self._offline)
        self._unneeded = set(self.feeds) - set(sources)
        self._of = {id(show): {one.id: self.feeds[reader_of(one)] for one in all_sources(show)} for show in shows}
        self._named = {name: feed for show in reversed(shows) for name, feed in self.of(show).items()}
        self._told = {name: feed for name, feed in self._named.items() if told is None or name in told}
        self._twins = {
            name: feed for show in shows for name, feed in self.of(show).items() if feed is not self._named[name]
        }

    def of(self, show: Show) -> Mapping[str, Feed]:
        """The feeds of a show's sources, by id; of a show that was given to `load`."""
        return self._of[id(show)]

    def named(self, name: str) -> Feed | None:
        """A source's feed, as the stored show has it, or else as program still plays it."""
        return self._named.get(name)

    def tend(self) -> None:
        """Hear the workers, bury the dead, start those that are due, end those that nobody needs any more."""
        self._drop()
        for feed in self.feeds.values():
            feed.poll()
        for key in self._forkserver.deaths():
            for feed in self.feeds.values():
                if feed.key == key:
                    feed.lost("its reader ended")
        for feed in self.feeds.values():
            feed.tend()

    def _drop(self) -> None:
        """What was not needed a frame ago either goes: its sound had that frame to fade."""
        for reader in self._fading & self._unneeded:
            self.feeds.pop(reader).close()
        self._unneeded &= set(self.feeds)
        self._fading = set(self._unneeded)

    def advance(self, due_ns: int, near_ns: int) -> None:
        for feed in self.feeds.values():
            feed.advance(due_ns, near_ns)

    def want(
        self,
        views: dict[Reader, list[View]],
        native: bool,
        tiles_per_s: float,
        decks: Mapping[str, Deck],
        close: Collection[str] = (),
    ) -> None:
        """Ask each worker for what the buses need of it, when that changed; where they need nothing, pictures sleep."""
        told = set(map(id, self._told.values()))
        for reader, feed in self.feeds.items():
            tiles = tiles_per_s if id(feed) in told else 0.0
            # A source that nobody has seen yet is looked at: its size is needed before it is taken.
            look = "all" if reader in views or feed.native is None else "tiles" if tiles else "none"
            tile_px = TILE_PX
            if tiles and reader.source in close:
                tiles, tile_px, look = CLOSE_UPS_PER_S, CLOSE_UP_PX, "all"
            deck = decks.get(edition(reader)) if feed.paged else None
            wants = Wants(tuple(views.get(reader, ())), native, tiles, look, tile_px, deck.page if deck else 0)
            if wants != feed.wants:
                feed.want(wants)

    def natives(self) -> list[tuple[int, int] | None]:
        """The size of each source, as far as it is known."""
        return [feed.native for feed in self.feeds.values()]

    def ready(self, due_ns: int, near_ns: int) -> bool:
        """Offline: whether every source has what this time needs."""
        return all(feed.ready(due_ns, near_ns) for feed in self.feeds.values())

    def wait(self, seconds: float) -> None:
        """Offline: return when a worker has said something, or after so long."""
        select.select([fd for feed in self.feeds.values() if (fd := feed.fileno()) is not None], [], [], seconds)

    def shows(self, names: Iterable[str]) -> bool:
        """Whether each of these sources has a picture to show, or will not have one."""
        return all(self._shows(feed) for name in names if (feed := self._named.get(name)))

    def _shows(self, feed: Feed) -> bool:
        status = feed.status()
        sound_only = status["state"] == "live" and status["sound"] and not status["width"]
        return feed.fresh or sound_only or status["state"] in ("ended", "failed")

    def begun(self) -> list[Feed]:
        """The feeds that have begun to be read since this was asked, and can be read again."""
        begins = {feed.mark: feed.begins for feed in self.feeds.values()}
        if begins == self._begins:
            return []
        feeds = [feed for feed in self.feeds.values() if feed.begins > self._begins.get(feed.mark, 0)]
        self._begins = begins
        return feeds

    def marked(self, mark: str) -> Feed | None:
        """The feed with this mark."""
        return next((feed for feed in self.feeds.values() if feed.mark == mark), None)

    def states(self) -> list[str]:
        """What each source is doing, in a word."""
        return [feed.state for feed in self.feeds.values()]

    def status(self) -> dict[str, Any]:
        """What each source is doing; `on_air` is what program still plays of one that was edited."""
        told: dict[str, Any] = {name: feed.status() for name, feed in self._told.items()}
        for name, feed in self._twins.items():
            if name in told:
                told[name]["on_air"] = feed.status()
        return told

    def tiles(self) -> Iterator[tuple[str, bytes]]:
        """The newest JPEG tile of each source that has one."""
        return ((name, feed.tile) for name, feed in self._told.items() if feed.tile)

    def close(self) -> None:
        for feed in self.feeds.values():
            feed.close()
