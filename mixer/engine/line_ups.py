"""A rundown's items in the engine: how far their readers are, where the one on air ends, and which one is due."""

from __future__ import annotations

from dataclasses import replace

from mixer.core.clock import SECOND_NS, Timeline
from mixer.core.desk import Desk, Side
from mixer.core.line_up import OnAir, Prepared, State
from mixer.core.pins import seen_in
from mixer.core.transport import Transport
from mixer.engine.source_pool import SourcePool
from mixer.feed.feed import Feed

GONE_NS = 5 * SECOND_NS  # a stream that has been live and has sent nothing for so long has ended
BROKEN = ("failed", "retrying")


class LineUps:
    """Brings desk and readers together, as `Transports` does for a source."""

    def __init__(self, sources: SourcePool) -> None:
        self._sources = sources
        self._gone_ns: int | None = None  # since when the stream on air sends nothing
        self._was_live = ""  # the occurrence of which that is known

    def follow(self, desk: Desk, timeline: Timeline) -> Desk:
        """The desk with what is known of the items by now."""
        before = desk.rundown
        if not before.items and not before.fallback and before.on_air is None:
            return desk
        after = replace(
            before,
            on_air=self._on_air(before.on_air, desk, timeline),
            items=tuple(self._looked_at(one, desk) for one in before.items),
            fallback=before.fallback and self._looked_at(before.fallback, desk),
        )
        return desk if after == before else replace(desk, rundown=after)

    # -- what is lined up --------------------------------------------------------------------------

    def _looked_at(self, prepared: Prepared, desk: Desk) -> Prepared:
        item = prepared.item
        own = self._sources.named(item.source) if item.source else None
        transport = desk.transports.get(item.source) if item.source else None
        if own:
            own.playing.begins_softly = False
        state, text = self._state(prepared, own, transport)
        length_s = prepared.length_s
        if transport and transport.ready and transport.out_s is not None:
            length_s = max(0.0, transport.out_s - transport.playback.in_s)
        if (state, text, length_s) == (prepared.state, prepared.text, prepared.length_s):
            return prepared
        return replace(prepared, state=state, text=text, length_s=length_s)

    def _state(self, prepared: Prepared, own: Feed | None, transport: Transport | None) -> tuple[State, str]:
        item = prepared.item
        if prepared.refused:
            return "failed", prepared.text
        if own and own.state in BROKEN:
            return "failed", str(own.status()["text"])
        if transport and not transport.ready:
            return "opening", ""
        others = seen_in(Side(item.scene, item.show)) - ({item.source} if transport else set())
        return ("ready", "") if self._sources.shows(others) else ("opening", "")

    # -- what is on air ----------------------------------------------------------------------------

    def _on_air(self, shown: OnAir | None, desk: Desk, timeline: Timeline) -> OnAir | None:
        if shown is None or not shown.source:
            return shown
        feed, transport = self._sources.named(shown.source), desk.transports.get(shown.source)
        if feed and feed.state == "failed" and not shown.failed:
            return replace(shown, failed=True, ends_frame=desk.frame + 1)
        if shown.timed or feed is None:
            return shown
        if transport is None:
            return self._stream(shown, feed, desk.frame, timeline)
        if transport.ends_frame is None or transport.ends_frame == shown.ends_frame:
            return shown
        return replace(shown, ends_frame=transport.ends_frame)

    def _stream(self, shown: OnAir, feed: Feed, frame: int, timeline: Timeline) -> OnAir:
        """A stream ends when nothing has come of it for a while, after there was something."""
        if feed.state == "live":
            self._was_live, self._gone_ns = shown.occurrence, None
        if self._was_live != shown.occurrence or feed.state == "live" or shown.ends_frame is not None:
            return shown
        now_ns = timeline.due_ns(frame)
        if self._gone_ns is None:
            self._gone_ns = now_ns
        over = now_ns - self._gone_ns >= GONE_NS or feed.state == "ended"
        return replace(shown, ends_frame=frame + 1) if over else shown
