"""One session encoded: pictures and sound in, bytes out to whoever subscribed."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

import av
import numpy as np

from mixer.core.sound import Samples
from mixer.errors import ChannelClosed
from mixer.outputs.boxes import mime_of
from mixer.outputs.canvas import stamped
from mixer.outputs.encoder import INIT, Encoder, Fragment, Quality
from mixer.outputs.session import Session
from mixer.outputs.subscriber import Subscriber

Sink = Callable[[Fragment], None]


class SessionEncoder:
    """Encodes on its caller's thread; readers may join and leave from any other."""

    def __init__(self, session: Session, quality: Quality, sink: Sink | None = None) -> None:
        self.session = session
        self._encoder = Encoder(
            session.width, session.height, session.rate, quality,
            sound=session.sound, segment_frames=session.segment_frames,
        )  # fmt: skip
        self._sink = sink
        self._readers = Readers(session)
        self._first_sample: int | None = None
        self._next_sample = 0

    @property
    def readers(self) -> Readers:
        return self._readers

    def encode(self, picture: av.VideoFrame | None, frame: int, key: bool, samples: Samples | None, at: int) -> None:
        """One frame: its picture, unless that is left out, and its sound, whose first sample has index `at`."""
        fragments = []
        if picture is not None:
            pts = frame - self.session.first_frame
            fragments += self._encoder.picture(stamped(picture, pts, self.session.rate, key))
        if samples is not None:
            fragments += self._encode_sound(samples, at)
        self._pass_on(fragments)

    def finish(self) -> None:
        """Encode what the encoder still holds."""
        self._pass_on(self._encoder.close())

    def abandon(self) -> None:
        """Let go of the encoder; what it still holds is lost."""
        self._encoder.close()

    def _encode_sound(self, samples: Samples, index: int) -> list[Fragment]:
        """Sound stays where its index says: what was never offered is silence."""
        if self._first_sample is None:
            self._first_sample = self._next_sample = index
        if index > self._next_sample:
            samples = np.concatenate((np.zeros((index - self._next_sample, 2), np.float32), samples))
        at, self._next_sample = self._next_sample, self._next_sample + len(samples)
        return self._encoder.sound(samples, at - self._first_sample)

    def _pass_on(self, fragments: list[Fragment]) -> None:
        for fragment in fragments:
            if self._sink:
                self._sink(fragment)
            self._readers.send(fragment)


class Readers:
    """Who reads a session. A reader belongs to one session at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._joining: deque[Subscriber] = deque()
        self._here: list[Subscriber] = []
        self._sending = threading.Lock()
        self._about: dict[str, Any] = {}
        self._init = b""

    def __len__(self) -> int:
        return len(self._here) + len(self._joining)

    def join(self, subscriber: Subscriber) -> None:
        """It is sent the description and the init, then everything from the next keyframe on."""
        self._joining.append(subscriber)

    def leave(self) -> list[Subscriber]:
        """Take everybody away, for the next session."""
        with self._sending:
            taken = [*self._here, *self._joining]
            self._here.clear()
            self._joining.clear()
        return taken

    def send(self, fragment: Fragment) -> None:
        if fragment.kind == INIT:
            self._init, self._about = fragment.data, self._session.to_json(mime_of(fragment.data))
        with self._sending:
            self._admit()
            if fragment.kind != INIT:
                for subscriber in list(self._here):
                    self._send(subscriber, fragment)

    def _admit(self) -> None:
        while self._init and self._joining:
            subscriber = self._joining.popleft()
            try:
                subscriber.begin(self._about, self._init)
            except ChannelClosed:
                continue
            self._here.append(subscriber)

    def _send(self, subscriber: Subscriber, fragment: Fragment) -> None:
        try:
            subscriber.send(fragment)
        except ChannelClosed:
            subscriber.channel.close()
            if subscriber in self._here:
                self._here.remove(subscriber)
