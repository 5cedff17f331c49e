"""The feeds of a show's sources, kept while the show is edited around them."""

from __future__ import annotations

import select
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from mixer.core.clock import Timeline
from mixer.core.deck import Deck
from mixer.core.decoding import awake
from mixer.core.geometry import View
from mixer.core.pins import Reader, edition, reader_of
from mixer.core.standing_in import Standing, shown_for, stand_ins
from mixer.core.stored import every_input
from mixer.core.streams import OWN, all_sources
from mixer.feed.feed import Feed
from mixer.feed.forkserver import Forkserver
from mixer.feed.messages import TILE_PX, Wants
from mixer.protocol.fallback import OtherSource
from mixer.protocol.showfile import Canvas, Show, SoundSetting

TILES_PER_S, FEWER_TILES_PER_S = 10.0, 1.0
OVERLAYS_PER_S = 2.0
CLOSE_UPS_PER_S, CLOSE_UP_PX = 10.0, 540  # of a source that somebody works with


Views = Mapping[Reader, list[View]]
"""What of each feed's picture is needed."""


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
        self.shown: dict[Reader, Feed] = {}  # what shows in each source's place; one that is not here shows its slate
        self._playing: Sequence[Show] = ()
        self._standing: Mapping[str, Standing] = {}
        self._stands = 0  # how often that was said
        self._shown_in: dict[int, dict[str, Feed]] = {}  # as long as neither that nor a show changes
        self._strips: dict[str, str] = {}  # by the name of a second input, the source whose strip is its own
        self._watched: set[Reader] = set()
        self._sound: Mapping[str, SoundSetting] | None = None  # that feeds were told to process by
        self.asleep = 0  # feeds whose pictures sleep though somebody would look: too many decode for air
        self.decoding = 0
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
        sources = {reader_of(source): source for show in shows for source in every_input(show)}
        for reader, source in sources.items():
            feed = self.feeds.get(reader)
            if feed and feed.canvas == canvas:
                feed.source = source
                continue
            if feed:
                feed.close()
            self.feeds[reader] = self._kind(source, canvas, timeline, self._forkserver, self._offline)
            self._sound = None
        self._unneeded = set(self.feeds) - set(sources)
        self._of = {id(show): {one.id: self.feeds[reader_of(one)] for one in all_sources(show)} for show in shows}
        chained = [one for show in shows for one in show.sources if one.fallback.steps]
        self._strips = {one.id: source.id for source in chained for one in stand_ins(source)}
        backing = {reader_of(one) for source in chained for one in stand_ins(source)}
        others = {step.source for source in chained for step in source.fallback.steps if isinstance(step, OtherSource)}
        self._watched = backing | {reader_of(one) for show in shows for one in show.sources if one.id in others}
        self._watched |= {reader_of(one) for one in chained}
        self._playing = shows
        self._place(self._standing)
        self._named = {name: feed for show in reversed(shows) for name, feed in self.of(show).items()}
        self._told = {name: feed for name, feed in self._named.items() if told is None or name in told}
        self._twins = {
            name: feed for show in shows for name, feed in self.of(show).items() if feed is not self._named[name]
        }

    def process(self, sound: Mapping[str, SoundSetting], at: int) -> None:
        """Have each source's sound processed as its strip says from sample `at` on; second inputs as their source's."""
        if sound is self._sound:
            return
        self._sound = sound
        for feed in self.feeds.values():
            setting = sound.get(self._strips.get(feed.source.id, feed.source.id))
            processing = setting.processing if setting else feed.processing
            if processing != feed.processing:
                feed.process(processing, at)

    def of(self, show: Show) -> Mapping[str, Feed]:
        """The feeds of a show's sources, by id; of a show that was given to `load`."""
        return self._of[id(show)]

    def stand(self, standing: Mapping[str, Standing]) -> None:
        """From now on these show in the sources' places."""
        if standing is not self._standing:
            self._place(standing)

    def _place(self, standing: Mapping[str, Standing]) -> None:
        self._standing, self.shown, self._stands = standing, dict(self.feeds), self._stands + 1
        self._shown_in = {}
        for show in self._playing:
            for source in (one for one in show.sources if one.fallback.steps):
                shown = shown_for(show, source, standing)
                feed = self.feeds.get(reader_of(shown)) if shown else None
                self.shown.pop(reader_of(source), None)
                if feed:
                    self.shown[reader_of(source)] = feed

    def shown_in(self, show: Show) -> dict[str, Feed]:
        """What shows in the place of each source of a show, by its id; one that shows its slate is not here."""
        if id(show) not in self._shown_in:
            readers = {source.id: reader_of(source) for source in all_sources(show)}
            found = {name: self.shown[reader] for name, reader in readers.items() if reader in self.shown}
            self._shown_in[id(show)] = found
        return self._shown_in[id(show)]

    def heard_as(self, name: str) -> Feed | None:
        """What is heard as a source: its own feed, or what stands in for it."""
        feed = self._named.get(name)
        return self.shown.get(reader_of(feed.source)) if feed else None

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
        program: Views,
        others: Sequence[Views],
        native: bool,
        tiles_per_s: float,
        decks: Mapping[str, Deck],
        close: Collection[str] = (),
        most: int | None = None,
        pressed: bool = False,
    ) -> None:
        """Ask each worker for what is needed of it, when that changed; while we are `pressed`, some for less.

        Those on program decode, then those in `others`, first need first, as long as it is no more than `most` at once;
        then those that somebody looks at closely, and those that only tiles show. The rest sleep: of these a keyframe
        shows now and then.
        """
        tiled, nearer = self._looked_at(tiles_per_s, close)
        # A source that nobody has seen yet is looked at: its size is needed before it is taken.
        unseen = [reader for reader, feed in self.feeds.items() if feed.native is None]
        needed = [self._decoders(one) for one in (*others, nearer, unseen, tiled)]
        up = awake(self._decoders(program), needed, len(self.feeds) if most is None else most)
        views = united((program, *others))
        self.decoding, self.asleep = len(up), 0
        for reader, feed in self.feeds.items():
            may = reader in up or feed.kind.steady
            seen = reader in views or feed.native is None
            self.asleep += not may and (seen or reader in tiled)
            look = look_of(may, seen or reader in nearer, reader in tiled)
            tiles, tile_px = tiles_of(reader in tiled, reader in nearer, rate_of(reader, tiles_per_s))
            page, less = self._page_of(feed, decks), pressed and feed.kind.yields
            watched = reader in self._watched or feed.live
            wants = Wants(tuple(views.get(reader, ())), native, tiles, look, tile_px, watched, page, less)
            if wants != feed.wants:
                feed.want(wants)

    def _looked_at(self, tiles_per_s: float, close: Collection[str]) -> tuple[dict[Reader, Feed], dict[Reader, Feed]]:
        """What tiles are made of, in their order, and what of it somebody works with closely."""
        told = {id(feed) for feed in self._tiled()} if tiles_per_s else set()
        near = {id(shown) for name in close if (shown := self.heard_as(name))} & told
        tiled = {reader: feed for reader, feed in self.feeds.items() if id(feed) in told}
        return tiled, {reader: feed for reader, feed in tiled.items() if id(feed) in near}

    @staticmethod
    def _page_of(feed: Feed, decks: Mapping[str, Deck]) -> int:
        """The page that its native picture and tiles show."""
        deck = decks.get(edition(reader_of(feed.source))) if feed.paged else None
        return deck.page if deck else 0

    def _decoders(self, readers: Iterable[Reader]) -> list[Reader]:
        """Those of them that decode, or draw: a still costs nothing."""
        return [reader for reader in readers if reader in self.feeds and not self.feeds[reader].kind.steady]

    def _tiled(self) -> Iterator[Feed]:
        """What the tiles of the show's sources are made of."""
        return (shown for feed in self._told.values() if (shown := self.shown.get(reader_of(feed.source))))

    def natives(self) -> list[Any]:
        """What plans go by: the size of each source, as far as it is known, and what shows in whose place."""
        return [self._stands, *(feed.native for feed in self.feeds.values())]

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
        """The newest JPEG tile of what shows in each source's place, where that has one."""
        for name, feed in self._told.items():
            shown = self.shown.get(reader_of(feed.source))
            if shown and shown.tile:
                yield name, shown.tile

    def close(self) -> None:
        for feed in self.feeds.values():
            feed.close()


def look_of(may: bool, closely: bool, tiled: bool) -> str:
    """How a reader is to look at its source: at all of it, at what tiles need, or at a keyframe now and then."""
    if not may or not (closely or tiled):
        return "none"
    return "all" if closely else "tiles"


def rate_of(reader: Reader, tiles_per_s: float) -> float:
    """How many tiles a second of a reader somebody wants; those of overlays have alpha, and are dearer."""
    return min(tiles_per_s, OVERLAYS_PER_S) if reader.source.startswith(OWN) else tiles_per_s


def tiles_of(tiled: bool, near: bool, tiles_per_s: float) -> tuple[float, int]:
    """How many tiles a second, and how wide in pixels."""
    if near:
        return CLOSE_UPS_PER_S, CLOSE_UP_PX
    return tiles_per_s if tiled else 0.0, TILE_PX


def united(parts: Sequence[Views]) -> dict[Reader, list[View]]:
    """All the views that are needed, each once."""
    found: dict[Reader, list[View]] = {}
    for part in parts:
        for reader, views in part.items():
            known = found.setdefault(reader, [])
            known += [view for view in views if view not in known]
    return found
