"""The monitors: small, immediate renditions of a bus, encoded while somebody watches."""

from __future__ import annotations

import time
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Protocol

from mixer.core.geometry import even
from mixer.feed.forkserver import Forkserver
from mixer.outputs.canvas import Canvas, CanvasPool, CanvasRing
from mixer.outputs.encoder import Quality
from mixer.outputs.encoder_process import EncoderProcess
from mixer.outputs.program import Program
from mixer.outputs.rendition import Offer
from mixer.outputs.session import Session
from mixer.outputs.subscriber import Subscriber
from mixer.process import log
from mixer.protocol.showfile import Show

MONITOR_HEIGHT = 360
MONITOR_LINGER_S = 5.0
MONITOR_RETRY_S = 1.0  # after an encoder that failed
DEPTH = 6  # pictures that may wait for the encoder
QUALITY = Quality(1500, "ultrafast", threads=1, instant=True, profile="baseline")


def monitor_size(show: Show) -> tuple[int, int]:
    height = min(MONITOR_HEIGHT, show.canvas.height)
    return even(show.canvas.width * height / show.canvas.height), height


class Watched(Protocol):
    """What somebody may be watching, or listening to."""

    @property
    def subscribers(self) -> int: ...


class Monitor:
    """A small, immediate rendition of a bus for the console, without its sound; it runs only while somebody watches."""

    def __init__(self, show: Show, name: str, forkserver: Forkserver | None, side: str = "desk") -> None:
        self.delay_frames = 0
        self._name, self._forkserver, self._side = name, forkserver, side
        self._encoder: EncoderProcess | None = None
        self._ring: CanvasRing | None = None  # that the encoder's session reads
        self._idle_since = self._again_at = 0.0
        self._waiting: list[Subscriber] = []
        self.configure(show)

    def configure(self, show: Show) -> None:
        self._rate: Fraction = show.canvas.fps
        self.size = monitor_size(show)
        self.jump()

    @property
    def watched(self) -> bool:
        return bool(self._waiting) or self._encoder is not None

    @property
    def subscribers(self) -> int:
        return len(self._waiting) + (self._encoder.subscribers if self._encoder else 0)

    def subscribe(self, subscriber: Subscriber) -> None:
        self._idle_since = time.monotonic()
        if self._encoder:
            self._encoder.subscribe(subscriber, key_now=True)
        else:
            self._waiting.append(subscriber)

    def offer(self, canvas: Canvas, pool: CanvasPool, frame: int) -> None:
        """Encode a picture if somebody watches; one the encoder has no time for, or cannot see, is left out."""
        if self._lost() or self._idle() or time.monotonic() < self._again_at:
            return
        if canvas.slot is None or pool.ring is None:
            return
        begins = self._encoder is None or pool.ring is not self._ring
        encoder = self._begun(frame, pool.ring) if begins else self._encoder
        if encoder and encoder.waiting < DEPTH:
            encoder.offer(Offer(canvas, pool, None, 0, frame, begins))

    def _lost(self) -> bool:
        """Whether the encoder has just been lost: whoever watched knocks again."""
        if self._encoder is None:
            return False
        self._encoder.poll()
        if not self._encoder.lost:
            return False
        log.note(f"the encoder of the monitor {self._name} was lost: {self._encoder.lost}")
        self._end()
        self._again_at = time.monotonic() + MONITOR_RETRY_S
        return True

    def _idle(self) -> bool:
        if self._waiting or (self._encoder and self._encoder.subscribers):
            self._idle_since = time.monotonic()
            return False
        if self._encoder and time.monotonic() - self._idle_since > MONITOR_LINGER_S:
            self._end()
        return self._encoder is None

    def _begun(self, frame: int, ring: CanvasRing) -> EncoderProcess:
        """A session that begins with this frame, for the readers there are."""
        assert self._forkserver, "a render has no monitors"
        encoder = self._encoder or EncoderProcess(self._forkserver, "monitor", self._name)
        segment = max(1, round(2 * self._rate))
        session = Session(frame, self._rate, *self.size, segment, False, time.time(), self._side, self.delay_frames)
        encoder.begin(session, QUALITY, ring)
        self._encoder, self._ring = encoder, ring
        while self._waiting:
            encoder.subscribe(self._waiting.pop(0), key_now=True)
        return encoder

    def _end(self) -> None:
        if self._encoder:
            self._encoder.close()
        self._encoder = self._ring = None

    def jump(self) -> None:
        """The next picture begins a new session, for the same readers."""
        self._ring = None

    def close(self) -> None:
        self._end()


def about(program: Program, monitors: Mapping[str, Watched]) -> dict[str, Any]:
    """What the status says of the ways out."""
    return {
        "subscribers": program.subscribers,
        "overloads": program.lost,
        "left_out": program.left_out,
        "watching": {name: monitor.subscribers for name, monitor in monitors.items()},
    }
