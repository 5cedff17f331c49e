"""What runs in an encoder's process, whatever it encodes: it sends to whoever subscribed.

Ends when the engine's end of its channel closes. Readers are descriptors that the engine hands over.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from typing import Any

import av

from mixer.errors import ChannelClosed
from mixer.outputs.canvas import CanvasRing
from mixer.outputs.encoder_link import DONE, LEFT_OUT, OFFER, Done, Offered, SessionOrder
from mixer.outputs.encoder_queue import EncoderQueue
from mixer.outputs.pictures import RingPictures
from mixer.outputs.session_encoder import Reader, SessionEncoder
from mixer.outputs.subscriber import File, Subscriber
from mixer.process.memory import SCRATCH, keep_freed_memory
from mixer.protocol.wire import Channel, Message, close_all

FLUSH_S = 3.0
PICTURES_TOLD = 50  # how long pictures take is told for so many at once


def run_encoder(spec: dict[str, Any], fds: list[int]) -> None:
    """Encode until the engine says that it is over, or is gone (ChannelClosed)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the engine says when it is over
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    keep_freed_memory(SCRATCH)
    engine = Channel(socket.socket(fileno=fds[0]))
    engine.send_json({"pid": os.getpid()})
    RenditionEncoder(engine).run()


class RenditionEncoder:
    """One session after the other for the same readers. Between two frames it hears what the engine says."""

    def __init__(self, engine: Channel) -> None:
        self._engine = engine
        self._queue = EncoderQueue(fps=1)
        self._pictures: RingPictures | None = None
        self._encoder: SessionEncoder | None = None
        self._early: list[Reader] = []  # who came before the first session
        self._told = self._number = 0
        self._key_wanted = self._finishing = False
        self._work_ns = self._pictures_done = 0

    def run(self) -> None:
        """Until the engine says that it is over, or is gone (ChannelClosed)."""
        while self._queue or not self._finishing:
            select.select([self._engine], [], [], 0 if self._queue else None)
            for message in self._engine.receive():
                self._hear(message)
            if self._queue:
                self._encode(*self._queue.take())
            self._tell_readers()
        self._finish()

    def _hear(self, message: Message) -> None:
        if message.kind == OFFER:
            self._queue.add(Offered.unpack(message.body))
            return
        told = message.json()
        if "session" in told:
            self._begin(SessionOrder.from_json(told), message.fds)
        elif "subscribe" in told:
            self._key_wanted = self._key_wanted or bool(told.get("key"))
            self._readers.append(Subscriber(Channel(socket.socket(fileno=message.fds[0]))))
            self._told = -1  # whoever is gone again at once was counted by the engine all the same
        elif "file" in told:
            self._readers.append(File(message.fds[0]))
        elif "finish" in told:
            self._finishing = True
            close_all(message.fds)

    def _begin(self, order: SessionOrder, fds: tuple[int, ...]) -> None:
        session = order.session
        self._queue = EncoderQueue(float(session.rate), order.patient)
        if self._encoder:
            self._encoder.finish()  # what it holds belongs to a session whose readers are still here
            self._early = self._encoder.readers.leave()
        self._number = order.number
        ring = CanvasRing(fds[0], *order.picture, order.slots) if fds else None
        self._pictures = RingPictures(ring, session.width, session.height) if ring else None
        self._encoder, self._early = SessionEncoder(session, order.quality, self._early), []

    @property
    def _readers(self) -> list[Reader]:
        """Where a reader waits to be let in."""
        return self._encoder.readers.joining if self._encoder else self._early

    def _encode(self, offer: Offered, left_out: bool) -> None:
        assert self._encoder
        began_ns, picture, key = time.monotonic_ns(), self._picture(offer.slot), offer.key or self._key_wanted
        self._key_wanted = self._key_wanted and picture is None
        self._encoder.encode(picture, offer.frame, key, offer.samples, offer.sample)
        self._engine.send(DONE, Done(offer.frame, self._number, left_out).pack())
        if picture is not None:
            self._took(time.monotonic_ns() - began_ns)

    def _took(self, ns: int) -> None:
        """A picture has taken so long; now and then the engine is told how long they take."""
        self._work_ns, self._pictures_done = self._work_ns + ns, self._pictures_done + 1
        if self._pictures_done >= PICTURES_TOLD:
            self._engine.send_json({"picture_ms": round(self._work_ns / self._pictures_done / 1e6, 2)})
            self._work_ns = self._pictures_done = 0

    def _picture(self, slot: int) -> av.VideoFrame | None:
        return None if slot == LEFT_OUT or self._pictures is None else self._pictures.picture(slot)

    def _tell_readers(self) -> None:
        readers = len(self._encoder.readers) if self._encoder else len(self._early)
        if readers != self._told:
            self._told = readers
            self._engine.send_json({"subscribers": readers})

    def _finish(self) -> None:
        if self._encoder is None:
            return
        self._encoder.finish()
        readers = self._encoder.readers.leave()
        for reader in readers:
            reader.end()
        flushed([reader.channel for reader in readers if isinstance(reader, Subscriber)], FLUSH_S)
        self._engine.send_json({"finished": True})


def flushed(channels: list[Channel], seconds: float) -> None:
    """Return when these have taken everything that was sent to them, are gone, or had so long."""
    deadline = time.monotonic() + seconds
    left = {channel for channel in channels if channel.backlog}
    while left and time.monotonic() < deadline:
        select.select([], list(left), [], 0.1)
        for channel in list(left):
            try:
                channel.flush()
            except ChannelClosed:
                left.discard(channel)
        left = {channel for channel in left if channel.backlog}
