"""Sources that stand in for each other: each frame it is looked how they are, and said what shows in whose place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mixer.core.clock import SECOND_NS, Timeline
from mixer.core.desk import Desk
from mixer.core.pins import Reader, reader_of
from mixer.core.standing_in import (
    Candidate,
    Chain,
    Change,
    Health,
    Seen,
    Standing,
    named_in,
    next_best,
    shown_for,
    stand_in,
)
from mixer.engine.source_pool import SourcePool
from mixer.feed.feed import Feed
from mixer.protocol.commands import StandIn
from mixer.protocol.fallback import Fallback, On, OtherSource, SecondInput, Slate, Step
from mixer.protocol.showfile import Show, Source

PATIENCE_NS = SECOND_NS // 2  # what comes over a network comes unevenly: a shorter gap is none
PATIENCE_PICTURES = 2.5  # of a slow stream, by which another is not late yet
SHOWING = ("live", "hold", "ended")
TURNS = 3  # each source is looked at in every third frame, a third of them in each
LENIENT = On()  # what stands in and is no stream: a still picture is not frozen, a silent one not broken


@dataclass(slots=True)
class Watched:
    """A source with a chain, in the show it is played from; what is known of each that may show in its place."""

    source: Source
    show: Show
    chain: Chain = field(default_factory=Chain)
    health: dict[Reader, Health] = field(default_factory=dict)
    readers: dict[int, Reader] = field(default_factory=dict)  # of the source (0) and of its second inputs, by step

    def __post_init__(self) -> None:
        self.readers = {0: reader_of(self.source)}
        for number, step in enumerate(self.source.fallback.steps, 1):
            if isinstance(step, SecondInput):
                self.readers[number] = reader_of(stand_in(self.source, number))


class StandIns:
    """Brings desk and readers together. What it decides are commands, which the engine obeys and logs."""

    def __init__(self, sources: SourcePool) -> None:
        self._sources = sources
        self._watched: dict[str, Watched] = {}
        self.instead: dict[Reader, Feed] = {}  # by the source, what would show in its place next

    def load(self, shows: list[Show]) -> None:
        """Watch the sources of these shows; of two that were edited, the one that is on program. That comes first."""
        before, self._watched, self.instead = self._watched, {}, {}
        for show in shows:
            for source in show.sources:
                if source.fallback.steps and source.id not in self._watched:
                    known = before.get(source.id)
                    chain, health = (known.chain, known.health) if known else (Chain(), {})
                    self._watched[source.id] = Watched(source, show, chain, health)

    def decided(self, desk: Desk, now_ns: int, timeline: Timeline) -> Iterator[StandIn]:
        """What is to change on this frame, by the sources' own rules."""
        for turn, (name, one) in enumerate(self._watched.items()):
            if turn % TURNS == desk.frame % TURNS:
                change = self._look(one, desk, now_ns, timeline)
                if change:
                    yield StandIn(source=name, to=change.step, why=change.why)

    def _look(self, one: Watched, desk: Desk, now_ns: int, timeline: Timeline) -> Change | None:
        """What is to change for a source; what would show next is to be kept awake."""
        candidates = self._candidates(one, desk, now_ns)
        standing, change = desk.standing_in.get(one.source.id, Standing()), None
        if not standing.held:
            since_ns = timeline.due_ns(standing.since_frame) if standing.since_frame else 0
            change = one.chain.look(one.source.fallback, candidates, standing.step, since_ns, now_ns)
        best = next_best(candidates, change.step if change else standing.step, now_ns)
        feed = None if best is None else self._feed(one, best, desk)
        if feed is not self.instead.get(one.readers[0]):
            rest = {reader: other for reader, other in self.instead.items() if reader != one.readers[0]}
            self.instead = rest | ({one.readers[0]: feed} if feed else {})
        return change

    # -- what is known of each ---------------------------------------------------------------------

    def _candidates(self, one: Watched, desk: Desk, now_ns: int) -> list[Candidate]:
        """The source itself and its steps, as they are now. What is not here is never fit."""
        chain = one.source.fallback
        found = [self._candidate(one, self._feed(one, 0, desk), chain.on, now_ns)]
        for number, step in enumerate(chain.steps, 1):
            if isinstance(step, Slate):
                found.append(Candidate(None, LENIENT))
            else:
                feed = self._feed(one, number, desk)
                live = feed is not None and feed.kind.live(feed.source.input)
                found.append(self._candidate(one, feed, chain.on if live else LENIENT, now_ns))
        return found

    def _candidate(self, one: Watched, feed: Feed | None, on: On, now_ns: int) -> Candidate:
        if feed is None:
            return Candidate(Health(now_ns), on)
        health = one.health.setdefault(reader_of(feed.source), Health(now_ns))
        health.look(on, seen_of(feed, now_ns), now_ns)
        return Candidate(health, on)

    def _feed(self, one: Watched, number: int, desk: Desk) -> Feed | None:
        """What shows as number so and so of a chain; None is a slate, or nothing."""
        reader = one.readers.get(number)
        if reader is None:
            step = one.source.fallback.steps[number - 1]
            other = named_in(one.show, step) if isinstance(step, OtherSource) else None
            shown = shown_for(one.show, other, desk.standing_in) if other else None
            reader = reader_of(shown) if shown else None
        return self._sources.feeds.get(reader) if reader else None

    # -- telling -----------------------------------------------------------------------------------

    def told(self, sources: dict[str, Any], desk: Desk, now_ns: int, timeline: Timeline) -> dict[str, Any]:
        """What each source is doing, with what stands in for those that have a chain."""
        for name, one in self._watched.items():
            if name in sources:
                sources[name]["fallback"] = self._told(one, desk, now_ns, timeline)
        return sources

    def _told(self, one: Watched, desk: Desk, now_ns: int, timeline: Timeline) -> dict[str, Any]:
        standing = desk.standing_in.get(one.source.id, Standing())
        chain: Fallback = one.source.fallback
        step = standing.step if standing.step <= len(chain.steps) else 0
        since_s = (desk.frame - standing.since_frame) / float(timeline.rate) if standing.since_frame else 0.0
        return {
            "step": step,
            "held": standing.held,
            "why": standing.why,
            "since_s": round(max(0.0, since_s), 1),
            "back": chain.back,
            "back_in_s": round(one.chain.back_in_s(chain, step, now_ns), 1),
            "steps": [self._told_of(one, number, desk, now_ns) for number in range(len(chain.steps) + 1)],
        }

    def _told_of(self, one: Watched, number: int, desk: Desk, now_ns: int) -> dict[str, Any]:
        step = one.source.fallback.steps[number - 1] if number else None
        if isinstance(step, Slate):
            return {"kind": "slate", "name": "slate", "state": "live", "text": "", "fit": True}
        feed = self._feed(one, number, desk)
        health = one.health.get(reader_of(feed.source)) if feed else None
        live = feed is not None and feed.kind.live(feed.source.input)
        on = one.source.fallback.on if live or not number else LENIENT
        trouble = health.trouble(on, now_ns) if health else None
        return {
            "kind": step.kind if step else "main",
            "name": self._name(one, step),
            "state": feed.state if feed else "failed",
            "text": trouble.text if trouble else str(feed.status()["text"]) if feed else "",
            "fit": bool(health and health.fit(on, now_ns)),
        }

    def _name(self, one: Watched, step: Step | None) -> str:
        """In words, without addresses."""
        if isinstance(step, OtherSource):
            other = named_in(one.show, step)
            return other.name if other else step.source
        if isinstance(step, SecondInput):
            kind = step.input.kind
            return {"pull": "backup address", "file": "file", "image": "picture"}.get(kind, kind)
        return one.source.name


def seen_of(feed: Feed, now_ns: int) -> Seen:
    """What is known of a feed on a frame, from what its worker said last."""
    vitals = feed.vitals
    showing = feed.state in SHOWING
    if vitals is None:
        return Seen(showing)
    fps = known(vitals.fps)
    until_ns = vitals.until_ns
    slow_ns = int(PATIENCE_PICTURES * SECOND_NS / fps) if fps else 0
    gone = bool(until_ns) and now_ns - until_ns > max(PATIENCE_NS, slow_ns)
    gone_ns = until_ns if until_ns and until_ns < now_ns else None
    luma, change = known(vitals.luma), known(vitals.change)
    return Seen(showing and not gone, gone_ns, fps, known(vitals.kbps), luma, change, known(vitals.peak_db))


def known(value: float) -> float | None:
    return value if math.isfinite(value) else None
