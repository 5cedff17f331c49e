"""The engine: once a frame it hears its commands, looks at its sources, paints, mixes and passes on.

Nothing in the loop waits for anybody. What can hang or crash is a child process; what encodes is a
thread that lets go of the GIL.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from mixer.airing import Airing
from mixer.control import Door
from mixer.core.clock import SECOND_NS, Timeline
from mixer.core.desk import Desk, desk_for, fitted, obey
from mixer.core.sound import Samples
from mixer.delay import Frame
from mixer.feed.nursery import Nursery
from mixer.outputs.air import monitor_size
from mixer.outputs.canvas import Canvas, CanvasPool
from mixer.outputs.loudness import Loudness
from mixer.outputs.rendition import Sink
from mixer.overlays.gallery import Gallery
from mixer.painter import Painter
from mixer.protocol.build import MIXER, build_of
from mixer.protocol.commands import Command, Load
from mixer.protocol.showfile import Show
from mixer.rack import Rack
from mixer.soundstage import SoundStage, alone
from mixer.ticks import Tick

METERS_NS = SECOND_NS // 20
NEAREST = 0.49  # of a frame: a picture halfway to the next frame belongs to that


class Engine:
    """Plays one show. `wall_s` tells the wall-clock time of a due time, for clocks that are drawn."""

    def __init__(
        self,
        show: Show,
        timeline: Timeline,
        *,
        desk: Desk | None = None,
        offline: bool = False,
        sink: Sink | None = None,
    ) -> None:
        self.show, self.timeline, self.offline = show, timeline, offline
        self.desk = fitted(desk, show) if desk else desk_for(show)
        self.stopping = False
        self.late = 0
        self.door: Door | None = None
        self.before_frame: Callable[[int], None] | None = None  # offline: what a script does
        self.re_anchored: Callable[[Timeline], None] | None = None  # told of a timeline at another rate
        self._nursery = Nursery()
        self._rack = Rack(self._nursery, offline)
        self._gallery = Gallery(self._nursery)
        self._sound, self._loudness = SoundStage(), Loudness()
        self.air = Airing(show, offline, sink)
        self._pool = CanvasPool(show.canvas.width, show.canvas.height)
        self._previous: Canvas | None = None
        self._said: dict[str, Any] | None = None
        self._next_meters = self._next_status = 0
        self._late_frames: deque[int] = deque(maxlen=1000)
        self._paint_ms = 0.0
        self._states: list[str] = []
        self._passed_ns = self._gap_ns = 0
        self._first_frame: int | None = None
        self._offset_s = 0.0 if offline else time.time() - time.monotonic()
        self._prepare()
        self._pool.fill()

    # -- the loop ----------------------------------------------------------------------------------

    def run(self, ticks: Iterator[Tick]) -> None:
        for tick in ticks:
            if self.stopping:
                break
            self.frame(tick)
        self.close()

    def frame(self, tick: Tick) -> None:
        due_ns = self.timeline.due_ns(tick.frame)
        self.hear(tick)
        self.look(due_ns)
        canvas = self.picture(tick, due_ns)
        samples = self._sound.mix(self.desk, self.show, self._rack.feeds, self.timeline, tick.frame)
        self.pass_on(canvas, samples, tick)
        self.report(tick.frame, due_ns)

    def hear(self, tick: Tick) -> None:
        """Move the desk on to this frame, and apply what was asked for since the last."""
        if self._first_frame is None:
            self._first_frame = tick.frame
        if tick.jump:
            self.air.jump()
        self.desk = self.desk.at(tick.frame)
        if self.before_frame:
            self.before_frame(tick.frame)
        if self.door:
            self.door.serve(
                self._answer,
                lambda: [{"desk": self.desk.to_json()}, {"status": self.status()}],
            )
        self.air.serve()

    def look(self, due_ns: int) -> None:
        """Take in what the sources and the artist have delivered, and say what is needed next."""
        self._rack.tend()
        self._gallery.poll()
        self._say_wants()
        # To the nearest picture, not the last: otherwise pictures would trail their sound by half a frame.
        until_ns = due_ns + int(NEAREST * SECOND_NS / self.timeline.rate)
        if self.offline:
            self._wait(until_ns)
        self._rack.advance(until_ns)

    def picture(self, tick: Tick, due_ns: int) -> Canvas:
        """The programme's picture; when it is late, the previous one again."""
        if tick.late and self._previous is not None:
            self.late += 1
            self._late_frames.append(tick.frame)
            return self._previous
        started = time.perf_counter()
        canvas = self._painted(due_ns)
        self._paint_ms += 0.05 * ((time.perf_counter() - started) * 1000 - self._paint_ms)
        if self._previous is not None:
            self._pool.release(self._previous)
        self._previous = canvas
        return canvas

    def _painted(self, due_ns: int) -> Canvas:
        """The picture; offline it is painted again when the artist had to draw something for it first."""
        wall_s = due_ns / SECOND_NS + self._offset_s
        canvas = self._painter.program(self.desk, due_ns, wall_s)
        while self.offline and self._gallery.waiting:
            self._pool.release(canvas)
            self._wait(due_ns)
            canvas = self._painter.program(self.desk, due_ns, wall_s)
        return canvas

    def pass_on(self, canvas: Canvas, samples: Samples, tick: Tick) -> None:
        """Send the frame on its way to the air; the preview is painted for who watches it."""
        self._note_gap()
        made = Frame(tick.frame, canvas, self._pool, samples)
        self.air.pass_on(made, self.timeline, self._alone, late=tick.late)
        if self.offline:
            return
        self._loudness.add(samples)
        monitor = self.air.monitors["preview"]
        if monitor.watched and not tick.late:
            due_ns = self.timeline.due_ns(tick.frame)
            preview = self._previewer.preview(self.desk, due_ns, due_ns / SECOND_NS + self._offset_s)
            monitor.offer(preview, self._previewer.pool, None, 0, tick.frame)
            self._previewer.pool.release(preview)

    def _alone(self, name: str) -> Samples:
        """What a source sounds like in this frame by itself; one that is not there is silent."""
        at, count = self.timeline.first_sample(self.desk.frame), self.timeline.samples(self.desk.frame)
        if name not in self._rack.feeds or name not in self.desk.sound:
            return np.zeros((count, 2), np.float32)
        return alone(self._rack.feeds[name], self.desk.sound[name], at, count)

    def _note_gap(self) -> None:
        """The longest time between two frames since the last status."""
        now = time.monotonic_ns()
        if self._passed_ns:
            self._gap_ns = max(self._gap_ns, now - self._passed_ns)
        self._passed_ns = now

    def report(self, frame: int, due_ns: int) -> None:
        """Tell the controllers what changed, the levels, and each second how things are."""
        if self.door is None:
            return
        self._tell_desk()
        self._sound.metered = self.door.watched("meters")
        if due_ns >= self._next_meters:
            self._next_meters = due_ns + METERS_NS
            self._tell_meters(frame)
        for source, tile in self._rack.tiles():
            name = source.encode()
            self.door.tell_bytes(b"T", bytes([len(name)]) + name + tile, "tiles")
        states = self._rack.states(due_ns)
        if due_ns >= self._next_status or states != self._states:
            # A source that comes or goes is told at once: a director acts on it.
            self._next_status, self._states = due_ns + SECOND_NS, states
            self.air.program.tend()
            self.door.tell({"status": self.status()})
            self._gap_ns = 0

    # -- commands ----------------------------------------------------------------------------------

    def obey(self, command: Command) -> int:
        """Apply a command to this frame and return its number. Raises BadCommand."""
        show = self.show
        self.desk = obey(self.desk, command, show, self.timeline)
        if isinstance(command, Load):
            self._load(command.show)
        return self.desk.frame

    def _answer(self, command: Command) -> dict[str, int]:
        """Apply a command; the frames of its effect and, on the engine's clock, of the moment it is seen on air."""
        frame = self.obey(command)
        return {"frame": frame, "air_frame": frame + self.air.delay.frames}

    def _load(self, show: Show) -> None:
        before, self.show = self.show, show
        if before.canvas.fps != show.canvas.fps:
            self._change_rate(show)
        self.air.load(show)
        self._prepare()

    def _change_rate(self, show: Show) -> None:
        frame = self.desk.frame
        self.timeline = Timeline(show.canvas.fps, self.timeline.due_ns(frame), frame)
        if self.re_anchored:
            self.re_anchored(self.timeline)

    def _prepare(self) -> None:
        """Sources, painters and plans for the show as it is now."""
        self._rack.load(self.show, self.timeline)
        if self._previous is not None:
            self._pool.release(self._previous)
            self._previous = None
        size, feeds = (self.show.canvas.width, self.show.canvas.height), self._rack.feeds
        if (self._pool.width, self._pool.height) != size:
            self._pool = CanvasPool(*size)
        self._pool.reserved = self.air.canvases
        self._painter = Painter(self.show, feeds, self._gallery, self._pool)
        self._previewer = Painter(self.show, feeds, self._gallery, CanvasPool(*monitor_size(self.show)))

    # -- what is needed, and waiting for it offline -----------------------------------------------

    def _say_wants(self) -> None:
        buses = [self.desk.program, *([self.desk.running.to] if self.desk.running else [])]
        if not self.offline:
            buses.append(self.desk.preview)  # ready before it is taken: the first frame need not scale for itself
        views = self._painter.views(buses)
        if self.air.monitors["preview"].watched:
            for name, needed in self._previewer.views([self.desk.preview]).items():
                views.setdefault(name, []).extend(view for view in needed if view not in views[name])
        tiles = bool(self.door and self.door.watched("tiles"))
        self._rack.want(views, native=not self.offline or self.before_frame is not None, tiles=tiles)

    def _wait(self, until_ns: int) -> None:
        """Offline, time stands still until the sources and the artist are ready."""
        while not (self._rack.ready(until_ns) and not self._gallery.waiting):
            self._rack.advance(until_ns - 1)
            self._rack.wait(0.005)
            self._rack.tend()
            self._gallery.poll()
            self._say_wants()

    # -- telling -----------------------------------------------------------------------------------

    def _tell_desk(self) -> None:
        desk = self.desk.to_json()
        if self._said is None or any(desk[key] != self._said[key] for key in desk if key != "frame"):
            self._said = desk
            assert self.door is not None
            self.door.tell({"desk": desk})

    def _tell_meters(self, frame: int) -> None:
        assert self.door is not None
        levels = self._sound.levels()
        if self.door.watched("meters"):
            levels["program"] |= self._loudness.values
            self.door.tell({"meters": {"frame": frame} | levels})

    def status(self) -> dict[str, Any]:
        """How things are, in the words of the protocol."""
        frame, fps = self.desk.frame, self.timeline.rate
        first = self._first_frame or frame
        recent = sum(1 for late in self._late_frames if late > frame - fps)
        return {
            "build": build_of(MIXER),
            "frame": frame,
            "first_frame": first,
            "uptime_s": round(float((frame - first) / fps), 1),
            "fps": round(min(float(fps), frame - first) - recent, 2),
            "late": self.late,
            "late_last_s": recent,
            "worst_gap_ms": round(self._gap_ns / 1e6, 1),
            "compose_ms": round(self._paint_ms, 2),
            "sources": self._rack.status(self.timeline.due_ns(frame)),
        } | self.air.status(frame)

    # -- beginning and end -------------------------------------------------------------------------

    def close(self) -> None:
        """Encode the rest, say goodbye, end the children."""
        self.air.close()
        if self.door:
            self.door.close()
        self._rack.close()
        self._gallery.close()
        self._nursery.close()
