"""The programme's way to its subscribers, and the monitors' while somebody watches."""

from __future__ import annotations

import time
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Protocol

from mixer.core.geometry import even
from mixer.core.sound import Samples
from mixer.outputs.canvas import Canvas, CanvasPool
from mixer.outputs.encoder import Quality
from mixer.outputs.rendition import Offer, Rendition, Session, Sink
from mixer.outputs.subscriber import Subscriber
from mixer.protocol.showfile import Show

PROGRAM_DEPTH_S = 1.5  # how far the encoder may fall behind before a new, cheaper session begins
OFFLINE_DEPTH = 3  # few canvases stay in the cache
MONITOR_HEIGHT = 360
MONITOR_LINGER_S = 5.0
MONITOR_RETRY_S = 1.0  # after an encoder that failed
FASTER = {
    "medium": "fast",
    "fast": "faster",
    "faster": "veryfast",
    "veryfast": "superfast",
    "superfast": "ultrafast",
}


def monitor_size(show: Show) -> tuple[int, int]:
    height = min(MONITOR_HEIGHT, show.canvas.height)
    return even(show.canvas.width * height / show.canvas.height), height


class Watched(Protocol):
    """What somebody may be watching, or listening to."""

    @property
    def subscribers(self) -> int: ...


class Program:
    """The programme's rendition.

    A session ends when the clock jumps, when the show's format changes and when x264 cannot keep up.
    """

    def __init__(self, show: Show, offline: bool, sink: Sink | None = None) -> None:
        self.overloads = self.delay_frames = 0
        self._offline, self._sink = offline, sink
        self._rendition: Rendition | None = None
        self._subscribers: list[Subscriber] = []
        self.configure(show)

    def configure(self, show: Show) -> None:
        """Take the show's format; the next picture begins a session when it changed."""
        self._canvas, self._quality = show.canvas, Quality.of(show.encoding)
        self.segment_frames = max(1, round(show.encoding.segment_s * show.canvas.fps))
        self.jump()

    def jump(self) -> None:
        """End the session: the next picture begins a new one, for the same subscribers."""
        if self._rendition:
            self._abandon()

    def offer(
        self,
        canvas: Canvas,
        pool: CanvasPool,
        samples: Samples,
        sample: int,
        frame: int,
    ) -> None:
        rendition = self._rendition or self._begin(frame)
        key = frame % self.segment_frames == 0 or frame == rendition.session.first_frame
        if not rendition.offer(Offer(canvas, pool, samples, sample, frame, key), wait=self._offline):
            self._relieve()

    def _begin(self, frame: int) -> Rendition:
        canvas = self._canvas
        wall = frame / canvas.fps if self._offline else time.time()
        session = Session(
            frame,
            canvas.fps,
            canvas.width,
            canvas.height,
            self.segment_frames,
            sound=True,
            time=float(wall),
            delay_frames=self.delay_frames,
        )
        depth = OFFLINE_DEPTH if self._offline else max(4, round(PROGRAM_DEPTH_S * canvas.fps))
        self._rendition = Rendition(session, self._quality, depth, self._sink)
        for subscriber in self._subscribers:
            self._rendition.subscribe(subscriber)
        self._subscribers.clear()
        self._rendition.start()
        return self._rendition

    def _relieve(self) -> None:
        """The encoder is hopelessly behind: begin again with a cheaper preset."""
        self.overloads += 1
        quality = self._quality
        self._quality = Quality(
            quality.kbps,
            FASTER.get(quality.preset, quality.preset),
            quality.threads,
            quality.crf,
            audio_kbps=quality.audio_kbps,
        )
        self._abandon()

    def _abandon(self) -> None:
        assert self._rendition is not None
        self._subscribers += self._rendition.leave()
        self._rendition.abandon()
        self._rendition = None

    def subscribe(self, subscriber: Subscriber) -> None:
        if self._rendition:
            self._rendition.subscribe(subscriber)
        else:
            self._subscribers.append(subscriber)

    def tend(self) -> None:
        """Replace a rendition whose encoder failed."""
        if self._rendition and self._rendition.failed:
            self.overloads += 1
            self._abandon()

    def lag(self, frame: int) -> int:
        """How many frames the encoder is behind."""
        return frame - self._rendition.encoded if self._rendition else 0

    @property
    def subscribers(self) -> int:
        return self._rendition.subscribers if self._rendition else len(self._subscribers)

    def close(self) -> None:
        """Encode the rest and tell the subscribers that this is the end."""
        if self._rendition:
            self._rendition.finish()
            self._subscribers += self._rendition.leave()
        for subscriber in self._subscribers:
            subscriber.end()


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
        "overloads": program.overloads,
        "watching": {name: monitor.subscribers for name, monitor in monitors.items()},
    }
