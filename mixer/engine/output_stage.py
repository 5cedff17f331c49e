"""From the desk to the air: the delay, the captions, and the ways out."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from typing import Any

from mixer.core.clock import Timeline
from mixer.engine.burnt_in import BurntIn
from mixer.engine.captioners import Captioners, mono
from mixer.engine.delay import Delay, Frame
from mixer.engine.solos import Hear, Solos
from mixer.feed.forkserver import Forkserver
from mixer.outputs.output import Output
from mixer.outputs.programme import PROGRAMMES, Programme
from mixer.outputs.subscriber import Subscriber
from mixer.protocol.showfile import Show
from mixer.protocol.wire import Message

PROGRAM = "program"
MAIN, PREVIEW = ("program", PROGRAM), ("monitor", "preview")  # what readers ask for
SPARE_CANVASES = 4  # on top of those that wait: painting needs three, encoding one
IN_HAND = 12  # canvases that are painted, or copied for captions, while all others wait


class OutputStage:
    """What the desk made goes through here, once a frame. The preview's pictures are the engine's to paint."""

    def __init__(
        self,
        show: Show,
        forkserver: Forkserver,
        *,
        offline: bool = False,
        file: int | None = None,
        programmes: Sequence[Programme] = PROGRAMMES,
    ) -> None:
        """A render (`offline`) waits for its encoder, and may have it write to a file (a descriptor)."""
        self._show, self._offline = show, offline
        self.outputs = {
            (rendition.reader, rendition.name): Output(programme, rendition, show, forkserver, patient=offline)
            for programme in programmes
            for rendition in programme.renditions
        }
        if file is not None:
            self.program.write(file)
        self._solos = Solos(show, forkserver)
        self.captioners = Captioners()
        self._burnt_in = BurntIn(self.captioners)
        self.delay = Delay(0)
        self._session: dict[str, Any] | None = None
        self._leaving = 0
        self._hold_back(self._frames_of(show))

    @property
    def program(self) -> Output:
        """The show's own rendition: what the engine goes by when there is too much to do."""
        return self.outputs[MAIN]

    @property
    def preview(self) -> Output:
        return self.outputs[PREVIEW]

    # -- settings ----------------------------------------------------------------------------------

    def load(self, show: Show) -> None:
        """Take the show as it is now. Another format or delay begins a new session, for the same subscribers."""
        before, self._show = self._show, show
        if before.canvas != show.canvas:
            self.delay.clear()
            self._begin_again()
        if (before.canvas, before.encoding) != (show.canvas, show.encoding):
            for output in self.outputs.values():
                output.configure(show)
            self._solos.load(show)
        if self._frames_of(show) != self.delay.frames:
            self._hold_back(self._frames_of(show))

    def _frames_of(self, show: Show) -> int:
        """Offline nothing is held back: a render has no captioner to wait for."""
        return 0 if self._offline else round(show.captions.delay_s * show.canvas.fps)

    def _hold_back(self, frames: int) -> None:
        self.delay.frames = frames
        if not frames:
            self.delay.clear()
        for output in self.outputs.values():
            output.delay_frames = frames
        self.jump()

    @property
    def canvases(self) -> int:
        """How many pictures of the programme are in use at once, when they are held back."""
        return self.delay.frames + SPARE_CANVASES if self.delay.frames else 0

    @property
    def slots(self) -> int:
        """How many pictures of the programme may be in use at once, however far the encoders are behind."""
        readers = (output for output in self.outputs.values() if output.programme.shows != "preview")
        return self.delay.frames + sum(output.slots for output in readers) + IN_HAND

    def jump(self) -> None:
        """Frames were skipped."""
        self._begin_again()
        for output in self.outputs.values():
            output.jump()
        self._solos.jump()

    def splice(self, frame: int) -> None:
        """An ad break begins or ends with the frame of this number, whenever that leaves."""
        for output in self.outputs.values():
            output.splice(frame)

    def _begin_again(self) -> None:
        """A new session for captioners: they send what is to stand in it, nothing of the old one counts."""
        self._session = None
        self.captioners.wipe()
        self._burnt_in.let_go()

    # -- a frame -----------------------------------------------------------------------------------

    def pass_on(self, made: Frame, timeline: Timeline, hear: Hear, *, half_rate: bool = False) -> None:
        """Offer what leaves now, or was made now, to every output that is wanted, to monitors at half their rate."""
        leaving = self._delayed(made, timeline)
        self._leaving = leaving.number
        if self.captioners:
            self._inform(made, timeline, hear)
        self._solos.pass_on(made, timeline, hear)
        for output in self.outputs.values():
            output.tend()
        wanted = [output for output in self.outputs.values() if output.wanted and output.programme.shows != "preview"]
        frames = self._frames(made, leaving, wanted)
        for output in wanted:
            offer(output, frames[output.programme.shows], timeline, half_rate)
        if leaving is not made:
            frames["air"].pool.release(frames["air"].canvas)

    def _delayed(self, made: Frame, timeline: Timeline) -> Frame:
        if not self.delay.frames:
            return made
        self.delay.push(made)
        number = made.number - self.delay.frames
        return self.delay.leaving(number, timeline.samples(number))

    def _frames(self, made: Frame, leaving: Frame, wanted: Sequence[Output]) -> dict[str, Frame]:
        """What each of these shows, by what its programme says that it shows."""
        repeated, key = leaving is made and not made.fresh, any(output.is_key(leaving.number) for output in wanted)
        frames: dict[str, Frame] = {}
        if any(output.programme.shows == "clean" for output in wanted):
            clean = self._burnt_in.clean(leaving, repeated)
            frames |= {"clean": clean} if clean else {}
        air = self._burnt_in.captioned(leaving, repeated, key)
        return frames | {"air": air, "desk": made if self.delay.frames else air}

    # -- readers and captioners --------------------------------------------------------------------

    def admit(self, hello: dict[str, Any], subscriber: Subscriber, rest: Sequence[Message]) -> bool:
        """Connect a subscriber to what it asked for; False when there is no such thing."""
        reader = str(hello.get("hello"))
        asked = reader, str(hello.get("bus") if reader == "monitor" else hello.get("rendition", PROGRAM))
        if asked in self.outputs:
            self.outputs[asked].subscribe(subscriber)
        elif reader == "monitor":
            return self._solos.admit(asked[1], subscriber)
        elif reader == "captions":
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
        program = self.program
        return {
            "encode_lag_frames": program.lag(frame - self.delay.frames),
            "encoder": {"picture_ms": program.picture_ms},
            "delay": held,
            "subscribers": program.subscribers,
            "overloads": program.lost,
            "left_out": program.left_out,
            "watching": {name: one.subscribers for (reader, name), one in self.outputs.items() if reader == "monitor"}
            | self._solos.listeners,
        }

    def close(self) -> None:
        """Encode the rest and say goodbye. What is held back has not been on air, and will not be."""
        for output in self.outputs.values():
            output.close()
        self._solos.close()
        self.captioners.close()


def offer(output: Output, frame: Frame, timeline: Timeline, half_rate: bool) -> None:
    """Pass a frame on to one output; a picture that looks like the one before is left out, but a segment's first."""
    gives_way = half_rate and output.instant and frame.number % 2
    seen = (frame.fresh or output.is_key(frame.number)) and not gives_way
    at = timeline.first_sample(frame.number)
    output.offer(frame.canvas if seen else None, frame.pool, frame.samples, at, frame.number)
