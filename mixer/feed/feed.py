"""The engine's end of a feed: the pictures and samples of one source, and what it says of itself."""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from weakref import WeakMethod

import numpy as np

from mixer.core.alpha import inked
from mixer.core.clock import SAMPLE_RATE, SECOND_NS, Timeline
from mixer.core.geometry import View
from mixer.core.picture import Picture
from mixer.core.signal import Signal
from mixer.core.sound import Samples
from mixer.core.transport import Transport
from mixer.feed.forkserver import Forkserver
from mixer.feed.health import health_of
from mixer.feed.messages import (
    BEGAN,
    DELAYED,
    DRY,
    HOLD,
    NEXT_RUN,
    OVER,
    PAGE,
    PICTURE,
    PROCESS,
    READY,
    SETTLED,
    SOUND,
    STATUS,
    TILE,
    VITALS,
    WANTS,
    WORK,
    Announcement,
    Began,
    Dry,
    Extent,
    Hold,
    Number,
    Ready,
    Vitals,
    Wants,
    Working,
    read_status,
)
from mixer.feed.playing import Playing
from mixer.feed.reader import Reader
from mixer.feed.ring import SLOTS
from mixer.feed.tile import Scaler
from mixer.protocol.processing import Processing
from mixer.protocol.showfile import Canvas, Source

RESTART_S = 3.0  # so long the last picture of a reader that ended is held: another is there in a moment
BUSY_HOLD_MS = 1000  # a live picture is late by so much when only the machine is busy
PATIENCE_FRAMES = 2.5
SHORTEST_DELAY_NS, LONGEST_DELAY_NS = SECOND_NS, 3600 * SECOND_NS  # of one stall, and of all while a worker lives
WAKING_S = 2.0  # so long a source whose pictures slept is given to show new ones
LOUDEST = np.float32(16.0)  # the ring is a worker's to write: what is no sound must not reach the mix


def weakly(method: Callable[[bytes, bytes], None]) -> Callable[[bytes, bytes], None]:
    """A method that does not keep its object: a feed and what it plays would keep each other, and their memory."""
    known = WeakMethod(method)

    def call(kind: bytes, body: bytes) -> None:
        if bound := known():
            bound(kind, body)

    return call


class Feed(Reader):
    """One source as the engine sees it. Nothing here blocks, whatever the worker does."""

    def __init__(
        self, source: Source, canvas: Canvas, timeline: Timeline, forkserver: Forkserver, offline: bool
    ) -> None:
        super().__init__(source, canvas, timeline, forkserver, offline)
        # Tells it from the reader of the same source as it was edited, in this run of the engine and in others.
        read = source.input, source.buffer_ms, canvas
        self.mark = f"{source.id}-{zlib.crc32(repr(read).encode()):08x}"
        self.native: tuple[int, int] | None = None
        self.tile = b""  # the newest JPEG, while tiles are wanted
        self._scaler = Scaler()
        self.wants, self._asked = Wants(), 0
        self.vitals: Vitals | None = None  # as its worker told them last, while it is watched
        self.began: Began | None = None  # since when it is read, if it can be read again
        self.begins = 0  # how often it has said so
        self.transported = self.kind.playback is not None
        self.paged = self.kind.pages is not None
        self.playing = Playing(weakly(self._tell_always))
        self._current: Announcement | None = None
        self._slept = float("-inf")  # until when its pictures slept
        self._newest, self._dry = 0, Dry(-1)
        self._scaled: dict[View, Picture] = {}
        self._held = Hold(0, -1)
        self._signal = Signal()
        self._page: dict[str, Any] = {}  # what a page is to show, for one that begins anew
        self._age_ms = 0
        self._delayed_ns = 0
        self.processing = Processing()  # what is done to its sound
        self.working: Working | None = None  # how much that is, as its worker told last
        self._ordered = self._settled = 0  # to process sound otherwise
        self._given_up = 0  # the run that a worker could not play

    # -- its worker --------------------------------------------------------------------------------

    def _begun(self) -> None:
        self.playing.new_reader(self.transported)
        self._delayed_ns, self.vitals, self.working = 0, None, None
        self._held = Hold(0, -1)
        self._newest, self._dry = 0, Dry(-1)
        self._settled = self._ordered
        if not self.processing.does_nothing:
            self._tell_processing(0)
        self.want(self.wants)
        if self._page:
            self.tell_page(self._page)

    def _gave_up(self) -> None:
        self._given_up = self.playing.told

    def _hear(self, kind: bytes, body: bytes) -> None:
        if kind == PICTURE:
            picture = Announcement.unpack(body)
            picture.check(SLOTS, self._pictures.native_room, self._pictures.slot_size)
            self._announced(picture)
            self.native = self.native or (picture.width, picture.height)
        elif kind == SOUND:
            self.playing.heard(Extent.unpack(body))
        elif kind == BEGAN:
            self.began, self.begins = Began.unpack(body), self.begins + 1
        elif kind == DRY:
            self._dry = Dry.unpack(body)
        elif kind in (NEXT_RUN, OVER, DELAYED, READY):
            self._hear_of_run(kind, body)
        elif kind == TILE:
            self.tile = body
        elif kind == SETTLED:
            self._settled = Number.unpack(body).number
        elif kind == WORK:
            self.working = Working.unpack(body)
        elif kind == VITALS:
            self.vitals = Vitals.unpack(body)
        elif kind == STATUS:
            self._became(read_status(body))

    def _hear_of_run(self, kind: bytes, body: bytes) -> None:
        if kind == READY:
            self.playing.ready(Ready.unpack(body))
        elif kind == NEXT_RUN:
            self.playing.begins(Number.unpack(body).number)
        elif kind == OVER:
            self.playing.over(Number.unpack(body).number)
        else:
            self._hear_delay(Number.unpack(body).number)

    def _hear_delay(self, ns: int) -> None:
        """What is fetched may be late, by a stall's length at least. Raises ValueError."""
        self._delayed_ns += ns
        if not self.live or ns < SHORTEST_DELAY_NS or self._delayed_ns > LONGEST_DELAY_NS:
            raise ValueError(f"expected a stall of what is fetched, found one of {ns} ns")
        self.playing.delayed_ns += ns

    def _announced(self, picture: Announcement) -> None:
        self.playing.announced(picture)
        self._newest = picture.number

    def follow(self, transport: Transport, frame: int, timeline: Timeline) -> None:
        """Play what the desk says on this frame, as far as the reader has got."""
        if self.ended and not transport.ready and transport.run != self._given_up:
            self._start_over()  # it is to be played from somewhere else
        held = self._current.number if self._current and self._ring is self._pictures else 0
        self.playing.follow(transport, frame, timeline, held)

    # -- pictures ----------------------------------------------------------------------------------

    def want(self, wants: Wants) -> None:
        """Ask the worker for these views from its next picture on."""
        if self.wants.look == "none" != wants.look:
            self._slept = time.monotonic()
        self.wants, self._asked = wants, self._asked + 1
        if not wants.tiles_per_s:
            self.tile = b""  # it would be old when somebody looks again
        self._tell_json(wants.to_json() | {"asked": self._asked})

    def tell_page(self, told: dict[str, Any]) -> None:
        """Tell a page something; what it is to show as an `overlay` is told again to one that begins anew."""
        if "overlay" in told:
            self._page = told
        self._tell_always(PAGE, json.dumps(told).encode())

    def advance(self, due_ns: int, near_ns: int = 0) -> None:
        """Let the newest picture that is due, or is within `near_ns`, be the current one; release the older ones.

        A restarted worker writes into a new ring; the last picture of the old one stays until its first is due.
        """
        tape_ns = self.playing.due_ns(due_ns, near_ns)
        pending = self.playing.reel.pending
        while pending and pending[0].due_ns <= tape_ns:
            self._current, self._ring, self.playing.reel.shown = pending.popleft(), self._pictures, True
            self.native = (self._current.width, self._current.height)
            self._scaled.clear()
        self._signal.look(self._has_picture(tape_ns), due_ns)
        self._age_ms = 0 if self._current is None else (tape_ns - self._current.due_ns) // 1_000_000
        hold = Hold(self._current.number if self._current and self._ring is self._pictures else 0, tape_ns)
        # Nothing is queued for a worker that does not read; it hears it later, as offline time waits for it.
        if self._channel and not self._channel.backlog and hold != self._held:
            self._held = hold
            self._tell_always(HOLD, hold.pack())

    def ready(self, due_ns: int, near_ns: int = 0) -> bool:
        """Whether the picture and the sound for this time are here (offline, where the engine waits)."""
        if self.ended or self._status.get("state") in ("ended", "failed"):
            return True
        if self._channel and self._settled < self._ordered:
            return False
        if self.playing.coming:
            return not self.playing.waits
        tape_ns = self.playing.due_ns(due_ns, near_ns)
        if self.paged and self.wants.look != "none" and not self._answers(tape_ns):
            return False
        return self._seen_and_heard(tape_ns)

    def _seen_and_heard(self, tape_ns: int) -> bool:
        reel, asleep = self.playing.reel, self.wants.look == "none"  # what nobody looks at may still be heard
        if reel.over:
            return True
        if not self.playing.tape.moving:
            there = reel.shown or bool(reel.pending and reel.pending[0].due_ns <= tape_ns)
            return asleep or there or not self._moving()
        seen = asleep or bool(reel.pending and reel.pending[-1].due_ns > tape_ns) or not self._moving()
        sounds = self._status.get("sound") and self.playing.audible
        # As far as the frame's sound reaches: pictures are looked at in its middle.
        return seen and (not sounds or reel.sound.end * SECOND_NS >= (tape_ns + self._frame_ns) * SAMPLE_RATE)

    @property
    def _frame_ns(self) -> int:
        return int(SECOND_NS / self.canvas.fps)

    def _moving(self) -> bool:
        still = self.kind.steady and self._current is not None
        return not still and not (
            self._status.get("sound") and not self._status.get("width") and self._status.get("state") == "live"
        )

    @property
    def fresh(self) -> bool:
        """Whether there is a picture to show, as of the last `advance`; else the slate shows."""
        return self._current is not None and (self.offline or self._signal.shown)

    @property
    def inked(self) -> bool:
        """Whether there is anything to be seen of its picture."""
        return self._current is not None and (self._current.ink is None or self._current.ink[2] > 0)

    def _has_picture(self, due_ns: int) -> bool:
        """Whether the current picture is young enough. What is read here is never lost while its reader lives."""
        if self._current is None:
            return False
        if self.live and self.playing.tape.moving and not self._sleeps():
            return due_ns - self._current.due_ns <= self._hold_ns()
        if self.live and self._status["state"] != "live":
            return False
        alive = self._channel is not None and self._ring is self._pictures
        return alive or time.monotonic() - self._lost_at <= RESTART_S

    def _sleeps(self) -> bool:
        """Whether its pictures sleep, or have only just been asked for again: a picture may be old then."""
        return self.wants.look != "all" or time.monotonic() - self._slept < WAKING_S

    @property
    def live(self) -> bool:
        """Whether somebody else may stop sending: streams, and files by address."""
        return self.kind.live(self.source.input)

    def _hold_ns(self) -> int:
        """How old a picture may be: as was asked for, but no source flickers that is slow, or waits for a processor."""
        fps = float(self._status.get("fps") or 0)
        slow_ms = PATIENCE_FRAMES * 1000 / fps if fps else 0
        busy_ms = 0 if self._stopped() else BUSY_HOLD_MS
        return int(max(self.source.hold_ms, slow_ms, busy_ms) * 1_000_000)

    def _stopped(self) -> bool:
        """Whether it is known that the source itself sends nothing, rather than that its reader is kept waiting.

        One that holds its last picture sends that by itself.
        """
        known = self._status["state"] not in ("live", "hold") or self._dry.number == self._newest
        return self.live and known

    def picture(self, view: View) -> Picture:
        """The current picture as this view: the worker's own, or scaled here until it delivers."""
        assert self._current is not None
        ink = self._current.ink
        for offered, offset in self._current.views:
            if offered == view:
                return inked(self._ring.picture(self._current.slot, offset, view.w, view.h, ink is not None), ink, view)
        if view not in self._scaled:
            self._scaled[view] = inked(self._scaler.scale(self._cut(view), view.w, view.h), ink, view)
        return self._scaled[view]

    def zoomed(self, view: View) -> Picture:
        """The same, but what is scaled here is not kept: the next frame asks for another view."""
        assert self._current is not None
        if view in self._scaled or any(offered == view for offered, _ in self._current.views):
            return self.picture(view)
        return inked(self._scaler.zoom(self._cut(view), view.w, view.h), self._current.ink, view)

    def zooms(self) -> bool:
        """Whether there is all of its picture, to show any part of it in any size."""
        return self._current is not None and self._current.has_native

    @property
    def pages(self) -> int:
        """How many pages its reader has found; 0 as long as it has said nothing of them."""
        return int(self._status.get("pages", 0))

    def has_page(self, page: int, due_ns: int, near_ns: int) -> bool:
        """Whether the picture of this time shows a page, or no reader is there that it could come from."""
        if self._channel is None or self._status["state"] in ("ended", "failed"):
            return True
        showing = self._showing(self.playing.due_ns(due_ns, near_ns))
        return showing is not None and any(view.page == page for view, _ in showing.views)

    def _showing(self, tape_ns: int) -> Announcement | None:
        """The picture that is current at this time."""
        due = [one for one in self.playing.reel.pending if one.due_ns <= tape_ns]
        return due[-1] if due else self._current

    def _answers(self, tape_ns: int) -> bool:
        """Whether what shows then was made as it is wanted now."""
        showing = self._showing(tape_ns)
        return showing is not None and showing.asked == self._asked

    def doubt(self, view: View) -> str:
        """Why the picture may not be the one that who reads it again would see in this view now; empty when it is."""
        if self.began is None or not self.began.exact:
            return "live"
        if self._current is None or self._channel is None or self._ring is not self._pictures:
            return "held"
        if self._current.asked != self._asked and self._sleeps():
            return "asleep"
        offered = view in (offered for offered, _ in self._current.views)
        if not offered and (self.paged or self._current.asked != self._asked):
            return "scaled for now"
        if self.kind.steady:
            return ""
        reel = self.playing.reel
        if reel.over or not self.playing.tape.moving:
            return ""
        following = reel.pending[0] if reel.pending else self._current
        return "late" if following.gap or not reel.pending else ""

    def _cut(self, view: View) -> Picture:
        assert self._current is not None
        current, alpha = self._current, self._current.ink is not None
        of_page = [one for one in current.views if one[0].page == view.page and one[0][:4] == view[:4]]
        if self.paged and of_page:  # in another size
            offered, offset = of_page[0]
            return self._ring.picture(current.slot, offset, offered.w, offered.h)
        if current.has_native:
            native = self._ring.picture(current.slot, 0, current.width, current.height, alpha)
            return native.part(view.cx, view.cy, view.cw, view.ch)
        offered, offset = current.views[0]  # the first pictures after a change offline: the best there is
        return self._ring.picture(current.slot, offset, offered.w, offered.h, alpha)

    # -- sound -------------------------------------------------------------------------------------

    def process(self, processing: Processing, at: int) -> None:
        """From the programme's sample `at` on its sound is processed so."""
        self.processing = processing
        if processing.does_nothing:
            self.working = None
        self._tell_processing(self.playing.tape.sample(at))

    def _tell_processing(self, since: int) -> None:
        if self._channel is None:
            return  # a new reader is told before it begins
        self._ordered += 1
        value = {"processing": asdict(self.processing), "since": since, "number": self._ordered}
        self._tell_always(PROCESS, json.dumps(value).encode())

    def sound(self, at: int, count: int) -> Samples:
        """Samples [at, at + count); silence where nothing was written."""
        return self.playing.sound(at, count, self._written)

    def _written(self, at: int, count: int, written: Extent) -> Samples:
        start, end = max(at, written.start), min(at + count, written.end)
        if start >= end:
            return np.zeros((count, 2), np.float32)
        samples = self._sounds.read(at, count)
        if end - start < count:
            samples[: start - at] = 0
            samples[end - at :] = 0
        if not np.abs(samples).max(initial=0) <= LOUDEST:
            samples = np.nan_to_num(samples, nan=0, posinf=0, neginf=0).clip(-LOUDEST, LOUDEST)
        return samples

    # -- status ------------------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """What the source is doing, in a word."""
        state = str(self._status["state"])
        return "slate" if state == "live" and self._lacks_picture() else state

    def _lacks_picture(self) -> bool:
        if self._current is not None:
            return not self.fresh
        return self._moving() and time.monotonic() - self._since > BUSY_HOLD_MS / 1000

    def status(self) -> dict[str, Any]:
        """What the source is doing, in a director's words."""
        status = {"width": 0, "height": 0, "fps": 0.0, "sound": False} | self._status
        if self.state != status["state"]:
            status |= {"state": "slate", "text": f"no signal for {max(1, self._age_ms // 1000)} s"}
        status |= {"restarts": max(0, self.restarts), "since_s": round(time.monotonic() - self._since, 1)}
        return status | {"health": health_of(self.vitals, self._age_ms if self._current else None, self.lives)}

    def _tell_json(self, value: dict[str, object]) -> None:
        self._tell_always(WANTS, json.dumps(value).encode())
