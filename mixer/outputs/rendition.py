"""The programme of a render, encoded on a thread; and what is offered to any encoder."""

from __future__ import annotations

import _thread
import contextlib
import os
import queue
import sys
import threading
from dataclasses import dataclass

from mixer.core.sound import Samples
from mixer.outputs.canvas import Canvas, CanvasPool
from mixer.outputs.encoder import Quality
from mixer.outputs.session import Session
from mixer.outputs.session_encoder import Readers, SessionEncoder, Sink
from mixer.outputs.subscriber import Subscriber

ENCODER_NICE = 2 if sys.platform == "linux" else 0  # elsewhere it would be the whole process


@dataclass(frozen=True, slots=True)
class Offer:
    """A picture, unless it is left out, and the sound that belongs to it, whose first sample has index `sample`.

    `key` asks for an IDR.
    """

    canvas: Canvas | None
    pool: CanvasPool
    samples: Samples | None
    sample: int
    frame: int
    key: bool

    def hold(self) -> None:
        if self.canvas:
            self.pool.hold(self.canvas)

    def release(self) -> None:
        if self.canvas:
            self.pool.release(self.canvas)


class Rendition:
    """Encodes on a thread of its own; libav lets go of the GIL meanwhile. `offer` never blocks unless asked to."""

    def __init__(self, session: Session, quality: Quality, depth: int, sink: Sink | None = None) -> None:
        self.session = session
        self.encoded = session.first_frame - 1
        self.failed = ""
        self._quality, self._sink = quality, sink
        self._offers: queue.Queue[Offer | None] = queue.Queue(depth)
        self._readers: Readers | None = None
        self._joining: list[Subscriber] = []
        self._joined = threading.Lock()
        self._abandoned = False
        self._ended = threading.Event()

    # -- the engine's side -------------------------------------------------------------------------

    def start(self) -> None:
        """Begin. `Thread.start` would wait until the thread runs, which the frame thread must not."""
        _thread.start_new_thread(self.run, ())

    def offer(self, offer: Offer, wait: bool = False) -> bool:
        """Queue a frame; False when the encoder is so far behind that it was not taken."""
        offer.hold()
        try:
            self._offers.put(offer, block=wait)
        except queue.Full:
            offer.release()
            return False
        return True

    def subscribe(self, subscriber: Subscriber) -> None:
        with self._joined:
            self._joining.append(subscriber)
            if self._readers is not None:
                self._readers.join(self._joining.pop())

    @property
    def subscribers(self) -> int:
        return len(self._readers or ()) + len(self._joining)

    def leave(self) -> list[Subscriber]:
        """Take the subscribers away, for the next session's rendition."""
        with self._joined:
            early, self._joining = self._joining, []
            return [*(self._readers.leave() if self._readers is not None else ()), *early]

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
                offer.release()
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
        encoder = SessionEncoder(self.session, self._quality, self._sink)
        with self._joined:
            self._readers = encoder.readers
            while self._joining:
                self._readers.join(self._joining.pop(0))
        while (offer := self._offers.get()) is not None:
            try:
                self._encode(encoder, offer)
            finally:
                offer.release()
        (encoder.abandon if self._abandoned else encoder.finish)()

    def _encode(self, encoder: SessionEncoder, offer: Offer) -> None:
        picture = offer.canvas.frame if offer.canvas else None
        encoder.encode(picture, offer.frame, offer.key, offer.samples, offer.sample)
        self.encoded = offer.frame
