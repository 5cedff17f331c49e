"""Sources that have a transport: each frame the desk says where they are to be, and readers how far they have got."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from mixer.core.clock import SECOND_NS, Timeline
from mixer.core.desk import Desk
from mixer.core.pins import edition
from mixer.core.source_orders import followed, on_program, with_transport
from mixer.core.transitions.film import Films, films_followed, films_of
from mixer.core.transport import Transport, anchored, arrived, delayed, measured, returned
from mixer.engine.command_log import CommandLog
from mixer.engine.source_pool import SourcePool
from mixer.feed.feed import Feed
from mixer.protocol.showfile import Show


class Transports:
    """Brings desk and readers together. What readers say is logged: a replay is told it, on the same frames."""

    def __init__(self, sources: SourcePool, log: CommandLog, replayed: bool) -> None:
        self._sources, self._log, self._replayed = sources, log, replayed
        self._seen: set[str] = set()  # on program, with the desk and the show that say so
        self._films: Films = {}  # of transitions
        self._desk: Desk | None = None
        self._show: Show | None = None
        self.told: list[dict[str, Any]] = []  # of what is replayed: what readers said on this frame

    def resume(self, desk: Desk, show: Show) -> None:
        """What is on program with this desk was taken before."""
        self._seen, self._films = on_program(desk, show), films_of(desk)

    def taken(self, desk: Desk, show: Show, timeline: Timeline) -> Desk:
        """The desk with what it does to sources that they came on program, or left it. `show` is the stored one."""
        if show is self._show and desk.stands(self._desk):
            return desk
        now = on_program(desk, show)
        if now != self._seen:
            desk, self._seen = followed(desk, self._seen, now, timeline.rate), now
        desk, self._films = films_followed(desk, self._films, now, timeline.rate), films_of(desk)
        self._show, self._desk = show, desk
        return desk

    def follow(self, desk: Desk, timeline: Timeline) -> Desk:
        """The desk with what readers said; they are told what it wants of them."""
        told, self.told = self.told, []
        for reader, feed in self._feeds():
            before = self._of(desk, reader, feed.source.id)
            if before is None:
                continue
            if self._replayed:
                transport = self._as_told(before, feed, told, desk.frame, timeline)
            else:
                transport = self._as_said(before, feed, desk.frame, timeline)
            if transport is not before:
                desk = self._with(desk, reader, feed.source.id, transport)
            feed.follow(transport, desk.frame, timeline)
        return desk

    def anchored(self, desk: Desk, timeline: Timeline, rate: Fraction) -> Desk:
        """The desk with every position as of now, for another rate of frames from here on."""

        def now(transports: dict[str, Transport]) -> dict[str, Transport]:
            return {name: anchored(one, desk.frame, timeline.rate, rate) for name, one in transports.items()}

        waiting = replace(desk.waiting, transports=now(desk.waiting.transports))
        return replace(desk, transports=now(desk.transports), waiting=waiting, leaving=now(desk.leaving))

    def _feeds(self) -> Iterator[tuple[str, Feed]]:
        """Each reader that has a transport, by its name on the desk."""
        return ((edition(reader), feed) for reader, feed in self._sources.feeds.items() if feed.transported)

    def _of(self, desk: Desk, reader: str, source: str) -> Transport | None:
        """A reader's transport: the live one, one that waits for a take, or one that leaves with a transition."""
        live, waiting = desk.transports.get(source), desk.waiting.transports.get(source)
        if live and live.reader == reader:
            return live
        return waiting if waiting and waiting.reader == reader else desk.leaving.get(reader)

    def _with(self, desk: Desk, reader: str, source: str, transport: Transport) -> Desk:
        live, waiting = desk.transports.get(source), desk.waiting.transports.get(source)
        if live and live.reader == reader:
            return with_transport(desk, source, transport)
        if waiting and waiting.reader == reader:
            changed = desk.waiting.transports | {source: transport}
            return replace(desk, waiting=replace(desk.waiting, transports=changed))
        return replace(desk, leaving=desk.leaving | {reader: transport})

    # -- what readers say --------------------------------------------------------------------------

    def _as_said(self, transport: Transport, feed: Feed, frame: int, timeline: Timeline) -> Transport:
        playing = feed.playing
        if playing.delayed_ns and transport.ready:
            frames = max(1, round(playing.delayed_ns * timeline.rate / SECOND_NS))
            return self._heard(transport, feed, {"did": "delayed", "frames": frames}, frame, timeline)
        if transport.ready and not playing.has(transport.run):
            return self._heard(transport, feed, {"did": "returned"}, frame, timeline)
        if playing.can_begin(transport, frame):
            return self._heard(transport, feed, {"did": "arrived", "length_s": playing.length_s}, frame, timeline)
        if transport.ready and playing.measures(transport, frame, timeline):
            return self._heard(transport, feed, {"did": "measured", "length_s": playing.length_s}, frame, timeline)
        return transport

    def _heard(
        self, transport: Transport, feed: Feed, said: dict[str, Any], frame: int, timeline: Timeline
    ) -> Transport:
        self._log.run(frame, {"id": feed.source.id, "mark": feed.mark} | said)
        return changed(transport, feed, said, frame, timeline)

    def _as_told(
        self, transport: Transport, feed: Feed, told: list[dict[str, Any]], frame: int, timeline: Timeline
    ) -> Transport:
        for one in told:
            if one["mark"] == feed.mark or (one["id"] == feed.source.id and self._sources.marked(one["mark"]) is None):
                transport = changed(transport, feed, one, frame, timeline)
        return transport


def told_with(sources: dict[str, Any], desk: Desk, timeline: Timeline) -> dict[str, Any]:
    """What each source is doing, with where those stand that have a transport."""
    for name, one in desk.transports.items():
        if name in sources:
            remaining_s = one.remaining(desk.frame, timeline.rate)
            sources[name]["transport"] = {
                "state": one.state,
                "ready": one.ready,
                "position_s": round(one.position(desk.frame, timeline.rate), 3),
                "remaining_s": None if remaining_s is None else round(remaining_s, 3),
                "length_s": one.length_s,
                "speed": one.playback.speed,
                "end": one.playback.end,
            }
    return sources


def changed(transport: Transport, feed: Feed, said: dict[str, Any], frame: int, timeline: Timeline) -> Transport:
    """The transport after what its reader said on a frame."""
    match said["did"]:
        case "arrived":
            return arrived(transport, said["length_s"], frame, timeline.rate)
        case "measured":
            return measured(transport, said["length_s"], timeline.rate)
        case "returned":
            return returned(transport, frame, timeline)
        case "delayed":
            feed.playing.delay(timeline.due_ns(frame + said["frames"]) - timeline.due_ns(frame), timeline.due_ns(frame))
            return delayed(transport, said["frames"], timeline.rate)
    return transport
