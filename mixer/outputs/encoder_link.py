"""What the engine and an encoder tell each other, packed: an offer travels every frame."""

from __future__ import annotations

import struct
from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np

from mixer.core.sound import Samples
from mixer.outputs.quality import Quality
from mixer.outputs.session import Session

OFFER, DONE = b"O", b"D"
LEFT_OUT = -1  # the slot of a picture that is left out

_OFFER = struct.Struct("<qiB3xqI")
_DONE = struct.Struct("<qI?")


class Offered(NamedTuple):
    """A frame to encode: its picture lies in `slot` of the ring; `sample` is the index of its first sample."""

    frame: int
    slot: int
    key: bool
    sample: int
    samples: Samples

    def pack(self) -> bytes:
        head = _OFFER.pack(self.frame, self.slot, self.key, self.sample, len(self.samples))
        return head + np.ascontiguousarray(self.samples, np.float32).tobytes()

    @classmethod
    def unpack(cls, body: bytes) -> Offered:
        frame, slot, key, sample, count = _OFFER.unpack_from(body)
        samples = np.frombuffer(body, np.float32, 2 * count, _OFFER.size).reshape(count, 2)
        return cls(frame, slot, bool(key), sample, samples)


class Done(NamedTuple):
    """A frame of the session with this number has been encoded, and its picture is not needed any more.

    `left_out` says that the picture was not: it came too late.
    """

    frame: int
    session: int
    left_out: bool = False

    def pack(self) -> bytes:
        return _DONE.pack(*self)

    @classmethod
    def unpack(cls, body: bytes) -> Done:
        return cls(*_DONE.unpack(body))


class SessionOrder(NamedTuple):
    """Begin a session; what was offered before is dropped.

    Its pictures, of `picture` pixels each, lie in the `slots` of a ring whose descriptor comes along; a session of
    sound has none. The session may be smaller. With `patient` it leaves nothing out, however late it is.
    """

    session: Session
    quality: Quality
    picture: tuple[int, int]
    slots: int
    number: int  # of sessions that this encoder has had
    patient: bool = False

    def to_json(self) -> dict[str, Any]:
        return self._asdict() | {"session": self.session.packed(), "quality": asdict(self.quality)}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> SessionOrder:
        session, quality = Session.unpacked(told["session"]), Quality(**told["quality"])
        width, height = told["picture"]
        return cls(session, quality, (width, height), told["slots"], told["number"], told["patient"])
