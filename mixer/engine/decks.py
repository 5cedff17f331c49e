"""Documents on the desk: which are on program, whose page is over, and which page a reader has by now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from mixer.core.clock import Timeline
from mixer.core.deck import Deck, anchored, brought, by_itself, counted, seen
from mixer.core.desk import Desk
from mixer.core.pins import edition, reader_of, seen_over
from mixer.core.source_orders import on_program
from mixer.engine.command_log import CommandLog
from mixer.engine.source_pool import SourcePool
from mixer.feed.feed import Feed
from mixer.protocol.showfile import Show


class Decks:
    """Brings desk and readers together. What readers say is logged: a replay is told it, on the same frames."""

    def __init__(self, sources: SourcePool, log: CommandLog, replayed: bool) -> None:
        self._sources, self._log, self._replayed = sources, log, replayed
        self._on_program: set[str] = set()  # by the desk and the show that say so
        self._desk: Desk | None = None
        self._show: Show | None = None
        self.told: list[dict[str, Any]] = []  # of what is replayed: what readers said on this frame

    def moved_on(self, desk: Desk, show: Show, timeline: Timeline) -> Desk:
        """The desk with what its frame does to decks: some came on program, some pages are over. `show` is stored."""
        if not desk.decks:
            return desk
        if show is not self._show or not desk.stands(self._desk):
            self._on_program = on_program(desk, show) | over_program(desk, show)
        for reader, one in desk.decks.items():
            there = seen(one, reader in self._on_program, desk.frame)
            desk = with_deck(desk, reader, by_itself(there, desk.frame, timeline))
        self._show, self._desk = show, desk
        return desk

    def follow(self, desk: Desk, timeline: Timeline, near_ns: int) -> Desk:
        """The desk with what readers said, or have."""
        told, self.told = self.told, []
        for reader, feed in self._feeds():
            if before := desk.decks.get(reader):
                said = (
                    self._of(told, feed) if self._replayed else self._said(before, feed, desk.frame, timeline, near_ns)
                )
                after = before
                for one in said:
                    after = self._heard(after, feed, one, desk.frame, timeline)
                desk = with_deck(desk, reader, after)
        return desk

    def anchored(self, desk: Desk, timeline: Timeline, rate: Fraction) -> Desk:
        """The desk counted in frames of another rate from here on."""
        decks = {reader: anchored(one, desk.frame, timeline.rate, rate) for reader, one in desk.decks.items()}
        return replace(desk, decks=decks)

    def _feeds(self) -> Iterator[tuple[str, Feed]]:
        """Each reader of what has pages, by its name on the desk."""
        return ((edition(reader), feed) for reader, feed in self._sources.feeds.items() if feed.paged)

    def _said(self, deck: Deck, feed: Feed, frame: int, timeline: Timeline, near_ns: int) -> Iterator[dict[str, Any]]:
        if feed.pages and feed.pages != deck.pages:
            yield {"did": "counted", "pages": feed.pages}
            deck = counted(deck, feed.pages)
        if deck.waits and (not deck.seen or feed.has_page(deck.page, timeline.due_ns(frame), near_ns)):
            yield {"did": "brought", "page": deck.page}

    def _of(self, told: list[dict[str, Any]], feed: Feed) -> list[dict[str, Any]]:
        """What this reader said on air, or where that is not there any more, another of its source."""

        def its(one: dict[str, Any]) -> bool:
            return one["mark"] == feed.mark or (
                one["id"] == feed.source.id and self._sources.marked(one["mark"]) is None
            )

        return [one for one in told if its(one)]

    def _heard(self, deck: Deck, feed: Feed, said: dict[str, Any], frame: int, timeline: Timeline) -> Deck:
        if not self._replayed:
            self._log.deck(frame, {"id": feed.source.id, "mark": feed.mark} | said)
        return counted(deck, said["pages"]) if said["did"] == "counted" else brought(deck, frame, timeline)


def over_program(desk: Desk, show: Show) -> set[str]:
    """The readers of graphics that are on over the whole programme."""
    return {
        edition(reader_of(source))
        for side in desk.sides(show)
        for source in side.show.sources
        if source.id in seen_over(desk, side.show)
    }


def with_deck(desk: Desk, reader: str, deck: Deck) -> Desk:
    return desk if desk.decks.get(reader) is deck else replace(desk, decks=desk.decks | {reader: deck})


def pages_told(sources: dict[str, Any], desk: Desk) -> dict[str, Any]:
    """What each source is doing, with the pages of those that have some: the reader's on program before others."""
    for deck in sorted(desk.decks.values(), key=lambda one: one.seen):
        if deck.source in sources:
            sources[deck.source] |= {"pages": deck.pages, "page": deck.page, "cued": deck.cued}
    return sources


def places(desk: Desk) -> list[str]:
    """What is told at once when it changes."""
    return [f"{one.source} {one.page} {one.cued} {one.pages}" for one in desk.decks.values()]
