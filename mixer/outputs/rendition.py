"""A rendition: a thread that encodes what the engine offers and hands the bytes to whoever subscribed."""

from __future__ import annotations

import _thread
import contextlib
import os
import queue
import secrets
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.video.reformatter import VideoReformatter

from mixer.core.sound import Samples
from mixer.errors import ChannelClosed
from mixer.feed.frames import as_frame
from mixer.outputs.boxes import mime_of
from mixer.outputs.canvas import Canvas, CanvasPool, stamped
from mixer.outputs.encoder import INIT, Encoder, Fragment, Quality
from mixer.outputs.subscriber import Subscriber

ENCODER_NICE = 2 if sys.platform == "linux" else 0  # elsewhere it would be the whole process

Sink = Callable[[Fragment], None]


@dataclass(frozen=True, slots=True)
class Session:
    """An unbroken run of a rendition: timestamps count from `first_frame`."""

    first_frame: int
    rate: Fraction
    width: int
    height: int
    segment_frames: int
    sound: bool
    time: float
    side: str = "air"  # "desk" for what is composed now, "air" for what leaves now
    delay_frames: int = 0  # between the two
    id: str = field(default_factory=lambda: secrets.token_hex(4))

    def to_json(self, mime: str) -> dict[str, Any]:
        return {
            "id": self.id, "first_frame": self.first_frame, "rate": str(self.rate), "width": self.width,
            "height": self.height, "video": True, "audio": self.sound, "mime": mime,
            "segment_frames": self.segment_frames, "time": self.time, "side": self.side,
            "delay_frames": self.delay_frames,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """A picture and the sound that belongs to it, whose first sample has index `sample`. `key` asks for an IDR."""

    canvas: Canvas
    pool: CanvasPool
    samples: Samples | None
    sample: int
    frame: int
    key: bool


class Rendition:
    """Encodes on a thread of its own; libav lets go of the GIL meanwhile. `offer` never blocks unless asked to.

    Where another rendition encodes the same canvases, `shared` says that their timestamps are the other's to write.
    """

    def __init__(
        self, session: Session, quality: Quality, depth: int, sink: Sink | None = None, *, shared: bool = False
    ) -> None:
        self.session = session
        self.encoded = session.first_frame - 1
        self.failed = ""
        self._quality = quality
        self._offers: queue.Queue[Offer | None] = queue.Queue(depth)
        self._joining: deque[Subscriber] = deque()
        self._subscribers: list[Subscriber] = []
        self._sending = threading.Lock()  # a subscriber belongs to one rendition at a time
        self._sink, self._shared = sink, shared
        self._about: dict[str, Any] = {}
        self._init = b""
        self._reformatter = VideoReformatter()
        self._first_sample: int | None = None
        self._next_sample = 0
        self._key_wanted = self._abandoned = False
        self._ended = threading.Event()

    # -- the engine's side -------------------------------------------------------------------------

    def start(self) -> None:
        """Begin. `Thread.start` would wait until the thread runs, which the frame thread must not."""
        _thread.start_new_thread(self.run, ())

    def offer(self, offer: Offer, wait: bool = False) -> bool:
        """Queue a picture; False when the encoder is so far behind that it was not taken."""
        offer.pool.hold(offer.canvas)
        try:
            self._offers.put(offer, block=wait)
        except queue.Full:
            offer.pool.release(offer.canvas)
            return False
        return True

    def subscribe(self, subscriber: Subscriber, key_now: bool = False) -> None:
        self._joining.append(subscriber)
        self._key_wanted = self._key_wanted or key_now

    @property
    def subscribers(self) -> int:
        return len(self._subscribers) + len(self._joining)

    def leave(self) -> list[Subscriber]:
        """Take the subscribers away, for the next session's rendition."""
        with self._sending:
            taken = [*self._subscribers, *self._joining]
            self._subscribers.clear()
            self._joining.clear()
        return taken

    def finish(self, wait: bool = True) -> None:
        """Encode what is queued, and end."""
        self._offers.put(None)
        if wait:
            self._ended.wait()

    def abandon(self) -> None:
        """Drop what is queued, and end."""
        self._abandoned = True
        with contextlib.suppress(queue.Empty):
            while (offer := self._offers.get_nowait()) is not None:
                offer.pool.release(offer.canvas)
        self._offers.put(None)

    # -- the thread --------------------------------------------------------------------------------

    def run(self) -> None:
        os.nice(ENCODER_NICE)  # of this thread, and of those x264 begins from it
        try:
            self._run()
        except Exception as error:  # an encoder that fails must be seen, whatever it says
            self.failed = f"{type(error).__name__}: {error}"
        finally:
            self._ended.set()

    def _run(self) -> None:
        session = self.session
        encoder = Encoder(
            session.width, session.height, session.rate, self._quality,
            sound=session.sound, segment_frames=session.segment_frames,
        )  # fmt: skip
        while (offer := self._offers.get()) is not None:
            self._encode(encoder, offer)
        rest = encoder.close()
        if not self._abandoned:
            self._pass_on(rest)

    def _encode(self, encoder: Encoder, offer: Offer) -> None:
        key, self._key_wanted = offer.key or self._key_wanted, False
        pts = offer.frame - self.session.first_frame
        fragments = encoder.picture(stamped(self._fitted(offer.canvas), pts, self.session.rate, key))
        offer.pool.release(offer.canvas)
        if offer.samples is not None:
            fragments += self._encode_sound(encoder, offer.samples, offer.sample)
        self.encoded = offer.frame
        self._pass_on(fragments)

    def _fitted(self, canvas: Canvas) -> av.VideoFrame:
        """The picture in this rendition's size, on a frame that is ours to stamp."""
        frame, size = canvas.frame, (self.session.width, self.session.height)
        if (frame.width, frame.height) == size:
            return as_frame(canvas.picture) if self._shared else frame
        return self._reformatter.reformat(frame, *size, interpolation="BILINEAR", threads=1)

    def _encode_sound(self, encoder: Encoder, samples: Samples, index: int) -> list[Fragment]:
        """Sound stays where its index says: what was never offered is silence."""
        if self._first_sample is None:
            self._first_sample = self._next_sample = index
        if index > self._next_sample:
            samples = np.concatenate((np.zeros((index - self._next_sample, 2), np.float32), samples))
        at, self._next_sample = self._next_sample, self._next_sample + len(samples)
        return encoder.sound(samples, at - self._first_sample)

    def _pass_on(self, fragments: list[Fragment]) -> None:
        for fragment in fragments:
            if fragment.kind == INIT:
                self._init, self._about = (
                    fragment.data,
                    self.session.to_json(mime_of(fragment.data)),
                )
            if self._sink:
                self._sink(fragment)
            with self._sending:
                self._admit()
                for subscriber in list(self._subscribers):
                    self._send(subscriber, fragment)

    def _admit(self) -> None:
        """Readers that joined get the description and the init first."""
        while self._init and self._joining:
            subscriber = self._joining.popleft()
            try:
                subscriber.begin(self._about, self._init)
            except ChannelClosed:
                continue
            self._subscribers.append(subscriber)

    def _send(self, subscriber: Subscriber, fragment: Fragment) -> None:
        if fragment.kind == INIT:
            return
        try:
            subscriber.send(fragment)
        except ChannelClosed:
            subscriber.channel.close()
            if subscriber in self._subscribers:
                self._subscribers.remove(subscriber)
