"""Bare packets of one track, each sent at once: for pages with decoders of their own, and for WebRTC."""

from __future__ import annotations

import base64
import struct
from fractions import Fraction
from typing import Any

import av
from av.packet import Packet

from mixer.core.clock import SAMPLE_RATE
from mixer.outputs.codecs.codec import Codec
from mixer.outputs.media import DELTA, INIT, KEY, Fragment
from mixer.outputs.packaging.packaging import times_of

HEAD = struct.Struct(">q")  # the index of a packet's picture or first sample since the session began


class BarePackets:
    """The init is the codec's name; a session says what else its decoder wants to know."""

    def __init__(self, rate: Fraction, instant: bool) -> None:
        self.about: dict[str, Any] = {}
        self._codec: Codec | None = None
        self._context: Any = None

    def add(self, codec: Codec, rate: Fraction) -> Any:
        """Raises ValueError for a second track: each is a rendition of its own."""
        if self._codec:
            raise ValueError(f"expected one track in bare packets, found {self._codec.name} and {codec.name}")
        self._codec, self._context = codec, av.CodecContext.create(codec.encoder, "w")
        return self._context

    def take(self, track: int, packet: Packet[Any]) -> list[Fragment]:
        data = bytes(packet)
        init = [] if self.about else [self._init(data)]
        return [*init, Fragment(KEY if packet.is_keyframe else DELTA, HEAD.pack(times_of(packet)[0]) + data)]

    def _init(self, packet: bytes) -> Fragment:
        assert self._codec
        self.about = {"codec": self._codec.called(packet)}
        if self._codec.samples:
            self.about |= {"sample_rate": SAMPLE_RATE, "channels": 2}
        if self._context.extradata:
            self.about["description"] = base64.b64encode(self._context.extradata).decode()
        return Fragment(INIT, self.about["codec"].encode())

    def close(self) -> list[Fragment]:
        return []
