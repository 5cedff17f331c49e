"""The worker's end of a feed: where a reader hands over its pictures and samples."""

from __future__ import annotations

import math
import select
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

import av

from mixer.core.alpha import over_black
from mixer.core.geometry import View
from mixer.core.picture import Picture, Plane, size_of
from mixer.core.sound import Samples
from mixer.errors import Retold
from mixer.feed.cutout import cutout
from mixer.feed.cutout import size_of as size_of_cutout
from mixer.feed.judge import TOLD_S, Judge
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
    ROLL,
    RUN,
    SETTLED,
    SOUND,
    TILE,
    VITALS,
    WORK,
    Announcement,
    Began,
    Dry,
    Extent,
    Hold,
    Number,
    Ready,
    Roll,
    Run,
    Wants,
    Working,
)
from mixer.feed.pace import Pace
from mixer.feed.ring import SLOTS, PictureRing, SoundRing
from mixer.feed.sound_path import SoundPath
from mixer.feed.tape import Tape
from mixer.feed.tile import Scaler, TileMaker
from mixer.protocol.parse import read_processing
from mixer.protocol.showfile import Canvas
from mixer.protocol.wire import Channel
from mixer.sources.alpha import AlphaConverter, Cutout
from mixer.sources.convert import Converter
from mixer.sources.sound import sample_at

LAST_NS = 100_000_000  # before its end a run gives way to the next, whether or not it has made all of it
TOO_SOON, ALMOST = 0.5, 0.9  # of the time between two tiles
WORK_S = 0.1  # between two words of what is done to the sound
CHANGE_S = 0.1  # between two changes of that on air
ALIVE_S = 1.0  # the engine ends a worker it has not heard for several of these


class Drawn(Protocol):
    """Pictures that a reader makes itself, each in the size that is wanted; None where it has not made that one yet."""

    size: tuple[int, int]

    def picture(self, view: View | None) -> Picture | None:
        """The picture of a view, or (None) the native one."""


class Port:
    """Publishes one source. A slot is announced after its pixels are written and reused once it is released."""

    def __init__(
        self,
        channel: Channel,
        pictures: PictureRing,
        sounds: SoundRing,
        canvas: Canvas,
        pace: Pace,
        fd: int | None = None,
        slots: int = SLOTS,
        alpha: bool = False,
    ) -> None:
        self.canvas, self.pace, self.fd = canvas, pace, fd
        self.kept: int | None = None  # a folder for what outlives the reader
        self.see_through = False  # whether tiles keep their transparency
        self.wants = Wants()
        self.wanted = False  # whether the engine has said what it wants
        self._run: Run | None = None  # the latest that was told, of what has a transport
        self._obeyed = 0  # the number of the run that is being made
        self._rolled: Tape | None = None  # where the tape of a run is that is not being made yet
        self._channel, self._pictures, self._sounds = channel, pictures, sounds
        now = None if pace.offline else lambda: sample_at(pace.now_ns())
        self.path = SoundPath(self._write_sound, sounds.read, now, CHANGE_S if now else 0.0)
        self._converter, self._alpha = Converter(canvas), AlphaConverter() if alpha else None
        self.early: list[dict[str, Any]] = []  # what a page was told before its reader began to listen
        self.hear_page: Callable[[dict[str, Any]], object] = self.early.append  # what a page is told
        self._tiles, self._scaler = TileMaker(), Scaler()
        self._busy: deque[tuple[int, int]] = deque()  # (number, slot), oldest first
        self._slots = slots
        self._free = list(reversed(range(SLOTS)))  # the one freed last is taken first: the others stay untouched
        self._first = 0  # of the pictures of this run
        self._repeated: set[int] = set()  # slots that were announced more than once
        self._number = 0
        self._dry = Dry(0)
        self._newest: Announcement | None = None
        self._next_tile = self._next_alive = self._next_vitals = self._next_work = 0.0
        self._judge = Judge()
        self.asked = 0  # the number of the wants: who wants again what it wanted before the last wants it anew
        self._gaps = 1  # so many pictures from now on may have others missing before them
        self._kept: dict[int, tuple[av.VideoFrame, Announcement]] = {}  # by slot, where pictures are played again
        self._untiled = False  # whether nobody has had a tile of the newest picture
        self._status: dict[str, Any] = {}

    def fileno(self) -> int:
        return self._channel.fileno()

    # -- hearing the engine ------------------------------------------------------------------------

    def poll(self) -> None:
        """Read what the engine said, and let it know that we live. Raises ChannelClosed; Retold while a run is made."""
        for message in self._channel.receive():
            if message.kind == HOLD:
                hold = Hold.unpack(message.body)
                self.pace.heard(hold.now_ns)  # on the tape of the run on show: a later run lies ahead of it
                self._release(hold.number)
            elif message.kind == RUN:
                self._run, self._rolled = Run.from_json(message.json()), None
            elif message.kind == ROLL:
                self._roll(Tape(*Roll.unpack(message.body)))
            elif message.kind == PAGE:
                self.hear_page(message.json())
            elif message.kind == PROCESS:
                self._process(message.json())
            else:
                self._hear_wants(message.json())
        self._channel.flush()
        self.path.settle()
        now = time.monotonic()
        if now >= self._next_alive:
            self._say()
        if self.wants.watched and now >= self._next_vitals:
            self._next_vitals = now + TOLD_S
            self._channel.send(VITALS, self._judge.read(now).pack())
        if now >= self._next_work and (work := self.path.work()):
            self._next_work = now + WORK_S
            self._channel.send(WORK, Working(work.reduction_db, work.auto_gain_db).pack())
        if self._untiled and self.wants.tiles_per_s and now >= self._next_tile + 1 / self.wants.tiles_per_s:
            self._tile_newest()
        if self._following and self.pace.now_ns() >= self._following.until_ns - LAST_NS:
            raise Retold

    def _process(self, value: dict[str, Any]) -> None:
        self.path.set(read_processing(value["processing"]), int(value["since"]))
        self._channel.send(SETTLED, Number(int(value["number"])).pack())

    def _hear_wants(self, value: dict[str, Any]) -> None:
        wants, self.asked = Wants.from_json(value), int(value.get("asked", 0))
        if wants.tiles_per_s and (not self.wants.tiles_per_s or wants.tile_px != self.wants.tile_px):
            # Somebody begins to look: a picture that rests is shown too, at once.
            self._untiled, self._next_tile = self._newest is not None, 0.0
        self.wants, self.wanted = wants, True
        for number, slot in self._busy if self.pace.again else ():
            if slot in self._kept:  # what a reader draws itself it draws anew by itself
                self._make_anew(number, slot)

    def wait_for_wants(self) -> None:
        """Return once the engine has said what it wants. Raises ChannelClosed."""
        while not self.wanted:
            select.select([self._channel], [], [], 1.0)
            self.poll()

    # -- what has a transport ----------------------------------------------------------------------

    def next_run(self) -> Run:
        """The run to make now: the latest that was told, or the next one that will be. Raises ChannelClosed.

        From then on, until it is asked for again, whatever hears the engine raises Retold when there is another.
        """
        self.path.flush()
        made, self._obeyed = self._obeyed, 0
        while self._run is None or self._run.number == made:
            select.select([self._channel], [], [], 1.0)
            self.poll()
        run = self._run
        self._obeyed = run.number
        # A slot that was announced again may be on show under its earlier number.
        newest = self._number if run.until_ns else run.newest
        while self._busy and self._busy[-1][0] > newest and self._busy[-1][1] not in self._repeated:
            self._free.append(self._busy.pop()[1])
        self._first, self._newest = self._number + 1, None
        self.pace.stand(max(run.tape_ns, run.since_ns if self.pace.offline else 0))
        if self._rolled:
            self.pace.roll(self._rolled)
        self._channel.send(NEXT_RUN, Number(run.number).pack())
        return run

    def _roll(self, tape: Tape) -> None:
        """The tape moves or stands: that of the run that was told last."""
        if self._run and self._run.number == self._obeyed:
            self.pace.roll(tape)
        else:
            self._rolled = tape

    @property
    def _following(self) -> Run | None:
        """Another run than the one that is being made, if one was told."""
        return self._run if self._obeyed and self._run and self._run.number != self._obeyed else None

    def ready(self, length_s: float | None) -> None:
        """The run can begin: its first pictures are there. The file is so long, as far as that is known."""
        self._channel.send(READY, Ready(self._obeyed, math.nan if length_s is None else length_s).pack())

    def over(self) -> None:
        """Nothing more comes of this run."""
        self.path.flush()
        self._channel.send(OVER, Number(self._obeyed).pack())

    def delayed(self, ns: int) -> None:
        """What comes is late by so much, and everything after it."""
        self.pace.delay(ns)
        self._channel.send(DELAYED, Number(ns).pack())

    # ----------------------------------------------------------------------------------------------

    def _release(self, number: int) -> None:
        while self._busy and self._busy[0][0] < number:
            self._free.append(self._busy.popleft()[1])

    # -- speaking ----------------------------------------------------------------------------------

    def status(
        self,
        state: str,
        text: str,
        *,
        width: int = 0,
        height: int = 0,
        fps: float = 0.0,
        sound: bool = False,
        pages: int = 0,
        codec: str = "",
    ) -> None:
        """Say what the source is doing, in a director's words. A repetition costs nothing."""
        status = {
            "state": state,
            "text": text,
            "width": width,
            "height": height,
            "fps": fps,
            "sound": sound,
            "pages": pages,
            "codec": codec,
        }
        if status != self._status:
            self._status = status
            self._say()

    def _say(self) -> None:
        self._next_alive = time.monotonic() + ALIVE_S
        self._channel.send_json(self._status)

    def picture(self, frame: av.VideoFrame, due_ns: int) -> bool:
        """Publish a picture as the engine wants it. False when every slot is taken: on air it is dropped.

        Offline it waits for a slot, so that no picture is lost. Raises ChannelClosed, Retold.
        """
        if self._following and due_ns >= self._following.until_ns:
            raise Retold
        if not self._slot_free():
            return False
        slot = self._free.pop()
        self._repeated.discard(slot)
        announcement = self._write(frame, due_ns, slot)
        self._announce(announcement)
        self._untiled = True
        if self.wants.watched:
            self._judge.picture(self._seen_in(announcement), time.monotonic())
        if self.wants.tiles_per_s and time.monotonic() >= self._next_tile:
            self._tile_newest() if self.see_through else self._tile(frame)
        return True

    def _seen_in(self, made: Announcement) -> Plane:
        """The luma of what was just written."""
        if made.has_native:
            return self._pictures.picture(made.slot, 0, made.width, made.height).y
        view, offset = made.views[0]
        return self._pictures.picture(made.slot, offset, view.w, view.h).y

    def drawn(self, drawn: Drawn, due_ns: int) -> bool:
        """Publish what there is of pictures that their reader makes itself. False where there are none, or no slot."""
        if not self._slot_free():
            return False
        slot = self._free.pop()
        self._repeated.discard(slot)
        views = self._put_drawn(drawn, slot)
        native = drawn.picture(None) if self.wants.native or not views else None
        if native:
            self._pictures.picture(slot, 0, *drawn.size).copy_from(native)
        elif not views:
            self._free.append(slot)
            return False
        self._announce(Announcement(self._number + 1, due_ns, slot, *drawn.size, bool(native), views, asked=self.asked))
        self._untiled = True
        return True

    def _put_drawn(self, drawn: Drawn, slot: int) -> tuple[tuple[View, int], ...]:
        offset, views = self._pictures.native_room, []
        for view in self.wants.views:
            room, picture = size_of(view.w, view.h), drawn.picture(view)
            if picture and offset + room <= self._pictures.slot_size:
                self._pictures.picture(slot, offset, view.w, view.h).copy_from(picture)
                views.append((view, offset))
                offset += room
        return tuple(views)

    def repeat(self, due_ns: int) -> None:
        """Announce the newest picture again, for a later time; no pixels move."""
        # Who looks for a slot hears the engine: the newest picture may be made anew by then.
        if self._newest and self._slot_free():
            self.picture_again(self._newest, due_ns)

    def picture_again(self, newest: Announcement, due_ns: int) -> None:
        self._number += 1
        again = Announcement(
            self._number,
            due_ns,
            newest.slot,
            newest.width,
            newest.height,
            newest.has_native,
            newest.views,
            self._gaps > 0,
            newest.asked,
            newest.ink,
        )
        if newest.slot in self._kept:
            self._kept[newest.slot] = self._kept[newest.slot][0], again
        # The slot's earlier number is forgotten, so that releasing it cannot free pixels still in use.
        self._busy = deque((number, slot) for number, slot in self._busy if slot != newest.slot)
        self._repeated.add(newest.slot)
        self._announce(again)

    def began(self, ns: int, exact: bool = True) -> None:
        """Say that what is read is due from `ns` on; read again from then, it gives the same pixels if `exact`."""
        self._channel.send(BEGAN, Began(ns, exact).pack())

    def missed(self, pictures: int = 1) -> None:
        """Say that pictures were left out before the next one, or somewhere among so many."""
        self._gaps = max(self._gaps, pictures)

    def dry(self) -> None:
        """Say that nothing has come after the newest picture. A repetition costs nothing."""
        if self._dry.number != self._number:
            self._dry = Dry(self._number)
            self._channel.send(DRY, self._dry.pack())

    def sound(self, samples: Samples, at: int) -> None:
        """Take samples (n, 2) that belong at absolute index `at`; what is to be done to them may need a moment."""
        if self.wants.watched:
            self._judge.sound(samples, time.monotonic())
        self.path.put(samples, at)

    def _write_sound(self, samples: Samples, at: int) -> None:
        """Write samples at absolute index `at` and say so; none means that what is there from then on is void."""
        self._sounds.write(samples, at)
        self._channel.send(SOUND, Extent(at, at + len(samples)).pack())

    def came_late(self) -> None:
        """A picture was ready when its time had passed: it is shown late, or not at all."""
        self._judge.late()

    def arrived(self, until_ns: int, pictures: int, size: int, *, patient: bool) -> None:
        """Of a stream: what is here reaches up to `until_ns`; so many pictures and bytes have come of it."""
        if self.wants.watched:
            self._judge.arrived(until_ns, pictures, size, patient, time.monotonic())

    # -- pixels ------------------------------------------------------------------------------------

    def _slot_free(self) -> bool:
        self.poll()
        if not self._room and self.pace.offline:
            # Half the slots at a time: work in bursts finds its data still in the cache.
            while self._room < self._slots // 2:
                select.select([self._channel], [], [], 1.0)
                self.poll()
        return self._room > 0

    @property
    def _room(self) -> int:
        """How many pictures may be made now. A run leaves some slots to the next, which begins before this one ends."""
        own = sum(number >= self._first for number, _ in self._busy)
        return min(len(self._free), self._slots - own)

    def _write(self, frame: av.VideoFrame, due_ns: int, slot: int) -> Announcement:
        width, height = self._converter.native_size(frame)
        views = self._put_views(frame, slot, width, height)
        # Without a view of it the picture would be lost: the engine cuts its own from the native one.
        native = self.wants.native or not views
        if native:
            self._put(frame, None, width, height, slot, 0)
        self._number += 1
        cutout = self._cutout(frame)
        ink, gap = cutout.ink_at(width, height) if cutout else None, self._gaps > 0
        made = Announcement(self._number, due_ns, slot, width, height, native, views, gap, self.asked, ink)
        self._gaps = max(0, self._gaps - 1)
        if self.pace.again:
            self._kept[slot] = frame, made
        return made

    def _make_anew(self, number: int, slot: int) -> None:
        """Make a picture that waits as it is wanted now. Nobody looks at it meanwhile: who plays again waits."""
        frame, made = self._kept[slot]
        views = self._put_views(frame, slot, made.width, made.height)
        made = replace(made, number=number, views=views, asked=self.asked)
        self._kept[slot] = frame, made
        if self._newest and self._newest.number == number:
            self._newest = made
        self._channel.send(PICTURE, made.pack())

    def _put_views(self, frame: av.VideoFrame, slot: int, width: int, height: int) -> tuple[tuple[View, int], ...]:
        """Write the views that this size has and the slot has room for."""
        offset, views, alpha = self._pictures.native_room, [], self._cutout(frame) is not None
        for view in self.wants.views:
            room = size_of(view.w, view.h, alpha)
            inside = view.cx + view.cw <= width and view.cy + view.ch <= height
            if inside and offset + room <= self._pictures.slot_size:
                self._put(frame, view, view.w, view.h, slot, offset)
                views.append((view, offset))
                offset += room
        return tuple(views)

    def _put(
        self,
        frame: av.VideoFrame,
        view: View | None,
        width: int,
        height: int,
        slot: int,
        offset: int,
    ) -> None:
        crop, cutout = (view.cx, view.cy, view.cw, view.ch) if view else None, self._cutout(frame)
        target = self._pictures.picture(slot, offset, width, height, alpha=cutout is not None)
        if cutout and self._alpha:
            target.copy_from(self._alpha.view(cutout, crop, self._converter.native_size(frame), width, height))
        else:
            target.copy_from(Picture(*self._converter.view(frame, crop, width, height)))

    def _cutout(self, frame: av.VideoFrame) -> Cutout | None:
        return self._alpha.cutout(frame) if self._alpha else None

    def _announce(self, announcement: Announcement) -> None:
        self._newest, self._number = announcement, announcement.number
        self._busy.append((announcement.number, announcement.slot))
        self._channel.send(PICTURE, announcement.pack())

    def _tile(self, frame: av.VideoFrame) -> None:
        size = self._tiles.size(*self._converter.native_size(frame), self.wants.tile_px)
        self._send_tile(Picture(*self._converter.view(frame, None, *size)))

    def _tile_newest(self) -> None:
        """A tile of what was published last: no newer picture has come in time to make it from."""
        newest = self._newest
        if newest is None:
            return
        alpha = newest.ink is not None
        if newest.has_native:
            picture = self._pictures.picture(newest.slot, 0, newest.width, newest.height, alpha)
        else:
            view, offset = newest.views[0]
            picture = self._pictures.picture(newest.slot, offset, view.w, view.h, alpha)
        if self.see_through:
            self._send_cutout(picture)
            return
        flat = over_black(picture)
        self._send_tile(self._scaler.scale(flat, *self._tiles.size(newest.width, newest.height, self.wants.tile_px)))

    def _send_cutout(self, picture: Picture) -> None:
        self._next_tile, self._untiled = time.monotonic() + ALMOST / self.wants.tiles_per_s, False
        self._channel.send(TILE, cutout(self._scaler.scale(picture, *size_of_cutout(picture.width, picture.height))))

    def _send_tile(self, picture: Picture) -> None:
        # Pictures that are made for tiles come about as often as those are wanted: each that is not too soon has one.
        # What comes for others too is not left out for being a little early.
        soon = TOO_SOON if self.wants.look == "tiles" else ALMOST
        self._next_tile, self._untiled = time.monotonic() + soon / self.wants.tiles_per_s, False
        self._channel.send(TILE, self._tiles.jpeg(picture))
