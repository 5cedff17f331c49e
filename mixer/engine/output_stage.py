"""From the desk to the air: the delay, the captions, and the ways out."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any

from mixer.core.clock import Timeline
from mixer.core.compose import Bitmap, blend, dimmed
from mixer.core.sound import Samples
from mixer.engine.captioners import Captioners, mono
from mixer.engine.delay import Delay, Frame
from mixer.feed.forkserver import Forkserver
from mixer.outputs.listening import CODECS, SoundMonitor
from mixer.outputs.monitor import Monitor, about
from mixer.outputs.program import Program
from mixer.outputs.session_encoder import Sink
from mixer.outputs.subscriber import Subscriber
from mixer.protocol.showfile import Show
from mixer.protocol.wire import Message

PROGRAM = "program"
SPARE_CANVASES = 4  # on top of those that wait: painting needs three, encoding one
MONITORS_HOLD = 24  # canvases of the programme, and what is being painted

Hear = Callable[[str], Samples]
"""The sound of one source in the frame just mixed."""


class OutputStage:
    """What the desk made goes through here, once a frame. `preview` is the engine's to paint."""

    def __init__(self, show: Show, sink: Sink | None = None, forkserver: Forkserver | None = None) -> None:
        """With a forkserver on air, else a render."""
        self._show, self._offline = show, forkserver is None
        self.program = Program(show, sink, forkserver)
        self.monitors = {
            PROGRAM: Monitor(show, PROGRAM, forkserver),
            "preview": Monitor(show, "preview", forkserver),
            "air": Monitor(show, "air", forkserver, side="air"),
        }
        self.sounds = {
            f"{bus}-{codec}": SoundMonitor(show, codec, side)
            for bus, side in ((PROGRAM, "desk"), ("air", "air"))
            for codec in CODECS
        }
        self.captioners = Captioners()
        self.delay = Delay(0)
        self._session: dict[str, Any] | None = None
        self._leaving = 0
        self._captions: list[Bitmap] = []  # on the frame that left last
        self._hold_back(self._frames_of(show))

    # -- settings ----------------------------------------------------------------------------------

    def load(self, show: Show) -> None:
        """Take the show as it is now. Another format or delay begins a new session, for the same subscribers."""
        before, self._show = self._show, show
        if before.canvas != show.canvas:
            self.delay.clear()
            self._begin_again()
        if (before.canvas, before.encoding) != (show.canvas, show.encoding):
            self.program.configure(show)
            for watched in self._watched:
                watched.configure(show)
        if self._frames_of(show) != self.delay.frames:
            self._hold_back(self._frames_of(show))

    def _frames_of(self, show: Show) -> int:
        """Offline nothing is held back: a render has no captioner to wait for."""
        return 0 if self._offline else round(show.captions.delay_s * show.canvas.fps)

    def _hold_back(self, frames: int) -> None:
        self.delay.frames = frames
        if not frames:
            self.delay.clear()
        self._begin_again()
        ways: tuple[Program | Monitor | SoundMonitor, ...] = (self.program, *self._watched)
        for way in ways:
            way.delay_frames = frames
            way.jump()

    @property
    def _watched(self) -> tuple[Monitor | SoundMonitor, ...]:
        """What runs only while somebody looks or listens."""
        return (*self.monitors.values(), *self.sounds.values())

    @property
    def canvases(self) -> int:
        """How many pictures of the programme are in use at once, when they are held back."""
        return self.delay.frames + SPARE_CANVASES if self.delay.frames else 0

    @property
    def slots(self) -> int:
        """How many pictures of the programme may be in use at once, however far the encoders are behind."""
        return self.delay.frames + self.program.slots + MONITORS_HOLD

    def jump(self) -> None:
        """Frames were skipped."""
        self._begin_again()
        self.program.jump()
        for sound in self.sounds.values():
            sound.jump()

    def _begin_again(self) -> None:
        """A new session for captioners: they send what is to stand in it, nothing of the old one counts."""
        self._session = None
        self.captioners.wipe()

    # -- a frame -----------------------------------------------------------------------------------

    def pass_on(self, made: Frame, timeline: Timeline, hear: Hear, *, half_rate: bool = False) -> None:
        """Offer what leaves now to the programme and to the monitors that are watched, those at half their rate."""
        leaving = self._delayed(made, timeline)
        self._leaving = leaving.number
        if self.captioners:
            self._inform(made, timeline, hear)
        shown, changed = self._captioned(leaving, repeated=leaving is made and not made.fresh)
        at = timeline.first_sample(shown.number)
        wanted = shown.canvas if changed or self.program.is_key(shown.number) else None
        self.program.offer(wanted, shown.pool, shown.samples, at, shown.number)
        if not self._offline:
            self._offer(PROGRAM, made if self.delay.frames else shown, timeline, half_rate)
            self._offer("air", shown, timeline, half_rate)
        if leaving is not made:
            shown.pool.release(shown.canvas)

    def _delayed(self, made: Frame, timeline: Timeline) -> Frame:
        if not self.delay.frames:
            return made
        self.delay.push(made)
        number = made.number - self.delay.frames
        return self.delay.leaving(number, timeline.samples(number))

    def _captioned(self, leaving: Frame, repeated: bool) -> tuple[Frame, bool]:
        """The frame with its captions, and whether it looks different from the one before.

        A picture that is repeated at once carries its captions already; one that waited in the delay has none.
        """
        if repeated:
            return leaving, False
        bitmaps = self.captioners.bitmaps(leaving.number)
        changed = leaving.fresh or bitmaps != self._captions
        self._captions = bitmaps
        return (self._blended(leaving, bitmaps) if changed or self.program.is_key(leaving.number) else leaving), changed

    def _blended(self, leaving: Frame, bitmaps: list[Bitmap]) -> Frame:
        """Captions on the frame's own picture, or on a copy where somebody else will read that."""
        light = leaving.canvas.light
        if not bitmaps or not light:
            return leaving
        if leaving.canvas.holders > 1:
            leaving = copied(leaving)
        canvas = leaving.canvas
        for bitmap in bitmaps:
            blend(bitmap if light == 1 else dimmed(bitmap, light), canvas.picture)
        canvas.stale = (*canvas.stale, *(bitmap.box for bitmap in bitmaps))
        return leaving

    def _offer(self, name: str, frame: Frame, timeline: Timeline, half_rate: bool) -> None:
        at = timeline.first_sample(frame.number)
        if frame.fresh and not (half_rate and frame.number % 2):
            self.monitors[name].offer(frame.canvas, frame.pool, frame.number)
        for codec in CODECS:
            self.sounds[f"{name}-{codec}"].offer(frame.samples, at, frame.number)

    # -- captioners --------------------------------------------------------------------------------

    def admit(self, hello: dict[str, Any], subscriber: Subscriber, rest: Sequence[Message]) -> bool:
        """Connect a subscriber to what it asked for; False when there is no such thing."""
        bus = hello.get("bus")
        if hello.get("hello") == "program":
            self.program.subscribe(subscriber)
        elif hello.get("hello") == "monitor" and isinstance(bus, str) and bus in self.monitors:
            self.monitors[bus].subscribe(subscriber)
        elif hello.get("hello") == "monitor" and isinstance(bus, str) and bus in self.sounds:
            self.sounds[bus].subscribe(subscriber)
        elif hello.get("hello") == "captions":
            self.captioners.join(subscriber.channel, hello, rest, self._leaving)
        else:
            return False
        return True

    def serve(self) -> None:
        """Hear what the captioners ask."""
        if self.captioners:
            self.captioners.serve(self._leaving)

    def _inform(self, made: Frame, timeline: Timeline, hear: Hear) -> None:
        if self._session is None:
            self._session = self._about(made.number)
        numbers = made.number, self._leaving, timeline.production_sample(made.number)
        listened = self.captioners.listening()
        sounds = {name: mono(made.samples if name == PROGRAM else hear(name)) for name in listened}
        self.captioners.tell(self._session, numbers, sounds)

    def _about(self, frame: int) -> dict[str, Any]:
        canvas = self._show.canvas
        return {
            "id": secrets.token_hex(4), "rate": str(canvas.fps), "width": canvas.width, "height": canvas.height,
            "delay_frames": self.delay.frames, "frame": frame, "time": time.time(),
        }  # fmt: skip

    # -- telling, and the end ----------------------------------------------------------------------

    def status(self, frame: int) -> dict[str, Any]:
        canvas = self._show.canvas
        held = {"frames": self.delay.frames, "mb": self.delay.megabytes(canvas.width, canvas.height)}
        lag = self.program.lag(frame - self.delay.frames)
        return {"encode_lag_frames": lag, "delay": held} | about(self.program, {**self.monitors, **self.sounds})

    def close(self) -> None:
        """Encode the rest and say goodbye. What is held back has not been on air, and will not be."""
        self.program.close()
        for sound in self.sounds.values():
            sound.jump()
        for monitor in self.monitors.values():
            monitor.close()
        self.captioners.close()


def copied(frame: Frame) -> Frame:
    """The same frame on a canvas of its own; the first is given back."""
    canvas = frame.pool.take()
    canvas.picture.copy_from(frame.canvas.picture)
    canvas.plan, canvas.light = None, frame.canvas.light
    frame.pool.release(frame.canvas)
    return frame._replace(canvas=canvas)
