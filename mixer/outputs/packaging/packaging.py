"""What a packaging does, whichever codecs it is for."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Protocol

from av.packet import Packet

from mixer.outputs.codecs.codec import Codec
from mixer.outputs.media import Fragment


class Packaging(Protocol):
    """Packets in, what readers get out; its first fragment is the init."""

    @property
    def about(self) -> dict[str, Any]:
        """What a session says of it, once there is an init."""
        ...

    def add(self, codec: Codec, rate: Fraction) -> Any:
        """Another track, with so many frames or samples a second: its encoder's context, not open yet."""
        ...

    def take(self, track: int, packet: Packet[Any]) -> list[Fragment]:
        """A packet of the track of that number, counted from 1 in the order in which they were added."""
        ...

    def close(self) -> list[Fragment]:
        """The rest."""
        ...


def times_of(packet: Packet[Any]) -> tuple[int, int]:
    """pts and dts, which every encoder's packet has."""
    assert packet.pts is not None and packet.dts is not None
    return packet.pts, packet.dts
