"""A render's encoder."""

from __future__ import annotations

from mixer.errors import OutputRefused
from mixer.outputs.canvas import CanvasRing
from mixer.outputs.encoder import Quality
from mixer.outputs.rendition import Offer, Rendition
from mixer.outputs.session import Session
from mixer.outputs.session_encoder import Sink
from mixer.outputs.subscriber import Subscriber

DEPTH = 3  # few canvases stay in the cache


class ThreadEncoder:
    """Encodes a render on a thread, and is waited for: nothing is left out."""

    def __init__(self, sink: Sink | None) -> None:
        self.lost = ""
        self._sink = sink
        self._rendition: Rendition | None = None
        self._subscribers: list[Subscriber] = []

    @property
    def encoded(self) -> int:
        return self._rendition.encoded if self._rendition else -1

    waiting = 0

    def hurry(self, on: bool) -> None:
        pass  # a render takes the time that it takes

    def counted(self) -> tuple[int, int]:
        return 0, 0  # nobody asks how a render keeps up

    @property
    def subscribers(self) -> int:
        return self._rendition.subscribers if self._rendition else len(self._subscribers)

    def begin(self, session: Session, quality: Quality, ring: CanvasRing | None) -> None:
        if self._rendition:
            self._subscribers += self._rendition.leave()
            self._rendition.abandon()
        self._rendition = Rendition(session, quality, DEPTH, self._sink)
        while self._subscribers:
            self._rendition.subscribe(self._subscribers.pop(0))
        self._rendition.start()

    def offer(self, offer: Offer) -> None:
        assert self._rendition
        self._rendition.offer(offer, wait=True)

    def subscribe(self, subscriber: Subscriber) -> None:
        if self._rendition:
            self._rendition.subscribe(subscriber)
        else:
            self._subscribers.append(subscriber)

    def poll(self) -> None:
        if self._rendition and self._rendition.failed:
            raise OutputRefused(f"the encoder failed: {self._rendition.failed}")

    def release(self) -> None:
        """What waits is encoded: nothing is ever lost here."""

    def finish(self) -> None:
        if self._rendition:
            self._rendition.finish()
            self._subscribers += self._rendition.leave()
        for subscriber in self._subscribers:
            subscriber.end()
