"""The monitors: small, immediate renditions of a bus, encoded while somebody watches."""

from __future__ import annotations

import time
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Protocol

from mixer.core.geometry import even
from mixer.outputs.canvas import Canvas, CanvasPool
from mixer.outputs.encoder import Quality
from mixer.outputs.program import Program
from mixer.outputs.rendition import Offer, Rendition
from mixer.outputs.session import Session
from mixer.outputs.subscriber import Subscriber
from mixer.protocol.showfile import Show

MONITOR_HEIGHT = 360
MONITOR_LINGER_S = 5.0
MONITOR_RETRY_S = 1.0  # after an encoder that failed


def monitor_size(show: Show) -> tuple[int, int]:
    height = min(MONITOR_HEIGHT, show.canvas.height)
    return even(show.canvas.width * height / show.canvas.height), height


class Watched(Protocol):
    """What somebody may be watching, or listening to."""

    @property
    def subscribers(self) -> int: ...


class Monitor:
    """A small, immediate rendition of a bus for the console, without its sound; it runs only while somebody watches."""

    def __init__(self, show: Show, side: str = "desk") -> None:
        self.delay_frames = 0
        self._side = side
        self._rendition: Rendition | None = None
        self._idle_since = self._again_at = 0.0
        self._waiting: list[Subscriber] = []
        self.configure(show)

    def configure(self, show: Show) -> None:
        self._rate: Fraction = show.canvas.fps
        self.size = monitor_size(show)
        self._stop()

    @property
    def watched(self) -> bool:
        return bool(self._waiting) or self._rendition is not None

    @property
    def subscribers(self) -> int:
        return len(self._waiting) + (self._rendition.subscribers if self._rendition else 0)

    def subscribe(self, subscriber: Subscriber) -> None:
        if self._rendition:
            self._rendition.subscribe(subscriber, key_now=True)
        else:
            self._waiting.append(subscriber)

    def offer(
        self,
        canvas: Canvas,
        pool: CanvasPool,
        frame: int,
    ) -> None:
        """Encode a picture if somebody watches; a picture the encoder has no time for is left out."""
        if self._rendition and self._rendition.failed:
            self._stop()
            self._again_at = time.monotonic() + MONITOR_RETRY_S
        if self._idle() or time.monotonic() < self._again_at:
            return
        if self._rendition is None and canvas is None:
            return  # a session begins with a picture
        rendition = self._rendition or self._begin(frame)
        rendition.offer(
            Offer(
                canvas,
                pool,
                None,
                0,
                frame,
                frame == rendition.session.first_frame,
            )
        )

    def _idle(self) -> bool:
        if self._waiting or (self._rendition and self._rendition.subscribers):
            self._idle_since = time.monotonic()
            return False
        if self._rendition and time.monotonic() - self._idle_since > MONITOR_LINGER_S:
            self._stop()
        return self._rendition is None

    def _begin(self, frame: int) -> Rendition:
        segment = max(1, round(2 * self._rate))
        session = Session(frame, self._rate, *self.size, segment, False, time.time(), self._side, self.delay_frames)
        quality = Quality(
            1500,
            "ultrafast",
            threads=1,
            instant=True,
            profile="baseline",
        )
        self._rendition = Rendition(session, quality, depth=6, shared=True)
        for subscriber in self._waiting:
            self._rendition.subscribe(subscriber, key_now=True)
        self._waiting.clear()
        self._rendition.start()
        return self._rendition

    def _stop(self) -> None:
        if self._rendition:
            self._waiting += self._rendition.leave()
            self._rendition.abandon()
            self._rendition = None

    def jump(self) -> None:
        self._stop()


def about(program: Program, monitors: Mapping[str, Watched]) -> dict[str, Any]:
    """What the status says of the ways out."""
    return {
        "subscribers": program.subscribers,
        "overloads": program.lost,
        "left_out": program.left_out,
        "watching": {name: monitor.subscribers for name, monitor in monitors.items()},
    }
