"""The way to the air without encoders: what leaves is written down, and a captioner is a pair of sockets."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mixer.core.clock import Timeline
from mixer.core.sound import Samples
from mixer.engine.delay import Frame
from mixer.engine.output_stage import MAIN, OutputStage
from mixer.outputs.canvas import Canvas, CanvasPool
from mixer.outputs.programme import Programme
from mixer.outputs.subscriber import Subscriber
from mixer.protocol.bitmaps import packed, to_shared
from mixer.protocol.captions import Captions
from mixer.protocol.showfile import Show
from mixer.protocol.wire import JSON, Channel, Message, close_all
from tests.helpers import a_show
from tests.mixer.feed.paper_forkserver import PaperForkserver

HEAD = struct.Struct("<qqq")
WHITE_Y = 235
ALL = (0, 256, 0, 0, 1 << 14)  # of a mark, but for the plate


@dataclass(frozen=True)
class Left:
    """What left as one frame."""

    number: int
    luma: np.ndarray[Any, Any]
    samples: Samples
    at: int


@dataclass
class PaperWay:
    """Stands in for an output."""

    programme: Programme
    left: list[Left] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)  # the numbers of what was not left out
    splices: list[int] = field(default_factory=list)
    jumps: int = 0
    delay_frames: int = 0
    subscribers: int = 0
    lost: int = 0
    left_out: int = 0
    slots: int = 55
    wanted: bool = True
    instant: bool = False
    picture_ms: float = 0.0

    def tend(self) -> None:
        pass

    def lag(self, frame: int) -> int:
        return 0

    def is_key(self, frame: int) -> bool:
        return frame in self.splices

    def splice(self, frame: int) -> None:
        self.splices.append(frame)

    def offer(self, canvas: Canvas | None, pool: CanvasPool, samples: Samples, sample: int, frame: int) -> None:
        self.pictures += [frame] if canvas else []
        # A picture that is left out leaves the one before on air.
        luma = canvas.picture.y.copy() if canvas else self.left[-1].luma
        self.left.append(Left(frame, luma, samples, sample))

    def jump(self) -> None:
        self.jumps += 1

    def configure(self, show: Show) -> None:
        self.jump()


def with_delay(frames: int, **changes: Any) -> Show:
    show = a_show(**changes)
    return replace(show, captions=Captions(on=True, delay_s=frames / float(show.canvas.fps)))


OPEN: list[PaperAir] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Nothing stays open after a test."""
    yield
    while OPEN:
        OPEN.pop().close()


class PaperAir:
    """An `OutputStage` whose desk makes frames of one grey each: 16 + its number modulo 200."""

    def __init__(self, delay: int = 0, first: int = 100) -> None:
        self.show = with_delay(delay)
        self.airing = self._stage()
        self.timeline = Timeline(self.show.canvas.fps, 10**9)
        self.pool = self._pool()
        self.next = first
        self._previous: Canvas | None = None
        self.light = 1.0  # of the pictures that are made
        self._captioners: list[PaperCaptioner] = []
        OPEN.append(self)

    def _stage(self) -> OutputStage:
        stage = OutputStage(self.show, PaperForkserver())  # type: ignore[arg-type]
        self.way = PaperWay(stage.program.programme)
        stage.outputs[MAIN] = self.way  # type: ignore[assignment]
        return stage

    def _pool(self) -> CanvasPool:
        return CanvasPool(self.show.canvas.width, self.show.canvas.height)

    def makes(self, frames: int = 1, *, late: bool = False) -> None:
        for _ in range(frames):
            canvas = self._previous if late and self._previous else self._painted()
            number, self.next = self.next, self.next + 1
            samples = np.full((self.timeline.samples(number), 2), number / 10_000, np.float32)
            self.airing.serve()
            frame = Frame(number, canvas, self.pool, samples, fresh=not late)
            self.airing.pass_on(frame, self.timeline, heard)

    def _painted(self) -> Canvas:
        canvas = self.pool.take()
        canvas.picture.fill((16 + round(self.light * (grey(self.next) - 16)), 128, 128))
        canvas.light = self.light
        if self._previous:
            self.pool.release(self._previous)
        self._previous = canvas
        return canvas

    def joins(self, listen: str = "program") -> PaperCaptioner:
        ours, theirs = Channel.pair()
        self.airing.admit({"hello": "captions", "listen": listen}, Subscriber(ours), [])
        self._captioners.append(PaperCaptioner(theirs))
        return self._captioners[-1]

    def load(self, show: Show) -> None:
        self.show = show
        if (self.pool.width, self.pool.height) != (show.canvas.width, show.canvas.height):
            self.pool, self._previous = self._pool(), None
        self.airing.load(show)

    def close(self) -> None:
        self.airing.captioners.close()
        for captioner in self._captioners:
            captioner.channel.close()

    @property
    def left(self) -> list[Left]:
        return self.way.left


def grey(number: int) -> int:
    return 16 + number % 200


def heard(name: str) -> Samples:
    """What any source sounds like."""
    return np.full((1600, 2), 0.25, np.float32)


class PaperCaptioner:
    """The other end: sends plates and tracks, hears the sound and the clock."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def plate(self, name: str, box: Sequence[int] = (0, 0, 32, 16), image: Image.Image | None = None) -> None:
        fd = to_shared(packed(image or Image.new("RGBA", (box[2], box[3]), "white")))
        self.channel.send(b"P", json_of({"plate": name, "box": list(box)}), [fd])
        close_all([fd])

    def track(self, *entries: Any) -> None:
        self.channel.send_json({"track": list(entries)})

    def messages(self) -> list[Message]:
        return self.channel.receive()

    def sessions(self, messages: list[Message]) -> list[dict[str, Any]]:
        return [message.json()["session"] for message in messages if message.kind == JSON]


def json_of(value: Any) -> bytes:
    return json.dumps(value).encode()
