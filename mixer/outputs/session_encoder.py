"""One session encoded: pictures and sound in, bytes out to whoever reads."""

from __future__ import annotations

from typing import Any, Protocol

import av
import numpy as np

from mixer.core.sound import Samples
from mixer.errors import ChannelClosed
from mixer.outputs.encoder import Encoder
from mixer.outputs.media import INIT, Fragment
from mixer.outputs.pictures import stamped
from mixer.outputs.quality import Quality
from mixer.outputs.session import Session


class Reader(Protocol):
    """Who gets a rendition. Raises ChannelClosed when it is gone."""

    def begin(self, session: dict[str, Any], init: bytes) -> None: ...
    def send(self, fragment: Fragment) -> None: ...
    def end(self) -> None: ...
    def close(self) -> None: ...


class SessionEncoder:
    """An encoder, and the readers of what it makes. Sound stays where its index says."""

    def __init__(self, session: Session, quality: Quality, readers: list[Reader]) -> None:
        self.session, self.readers = session, Readers(readers)
        self._encoder = Encoder(session, quality)
        self._first_sample: int | None = None
        self._next_sample = 0

    def encode(self, picture: av.VideoFrame | None, frame: int, key: bool, samples: Samples, at: int) -> None:
        """One frame: its picture, unless that is left out, and its sound, whose first sample has index `at`."""
        fragments = []
        if picture is not None:
            pts = frame - self.session.first_frame
            fragments += self._encoder.picture(stamped(picture, pts, self.session.rate, key))
        if len(samples):
            fragments += self._encode_sound(samples, at)
        self._pass_on(fragments)

    def finish(self) -> None:
        """Encode what the encoder still holds."""
        self._pass_on(self._encoder.close())

    def _encode_sound(self, samples: Samples, index: int) -> list[Fragment]:
        """What was never offered is silence."""
        if self._first_sample is None:
            self._first_sample = self._next_sample = index
        if index > self._next_sample:
            samples = np.concatenate((np.zeros((index - self._next_sample, 2), np.float32), samples))
        at, self._next_sample = self._next_sample, self._next_sample + len(samples)
        return self._encoder.sound(samples, at - self._first_sample)

    def _pass_on(self, fragments: list[Fragment]) -> None:
        for fragment in fragments:
            if fragment.kind == INIT:
                self.readers.begin(self.session.to_json(self._encoder.about), fragment.data)
            else:
                self.readers.send(fragment)


class Readers:
    """Who reads a session: each is sent its description and the init, then everything from the next keyframe on."""

    def __init__(self, joining: list[Reader]) -> None:
        self.joining, self._here = joining, list[Reader]()
        self._init: tuple[dict[str, Any], bytes] | None = None

    def __len__(self) -> int:
        return len(self._here) + len(self.joining)

    def leave(self) -> list[Reader]:
        """Take everybody away, for the next session."""
        return [*self._here, *self.joining]

    def begin(self, about: dict[str, Any], init: bytes) -> None:
        self._init = about, init

    def send(self, fragment: Fragment) -> None:
        self._admit()
        for reader in list(self._here):
            try:
                reader.send(fragment)
            except ChannelClosed:
                reader.close()
                self._here.remove(reader)

    def _admit(self) -> None:
        while self._init and self.joining:
            reader = self.joining.pop(0)
            try:
                reader.begin(*self._init)
            except ChannelClosed:
                reader.close()
            else:
                self._here.append(reader)
