"""Fragmented MP4, one sample a fragment, muxed in memory.

libav's muxer writes the init; the fragments are written here, one as soon as its sample is encoded.
"""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from typing import Any

import av
from av.packet import Packet

from mixer.outputs.boxes import box_at, mime_of, tracks
from mixer.outputs.codecs.codec import Codec
from mixer.outputs.fragments import fragment_of, length_prefixed
from mixer.outputs.media import DELTA, INIT, KEY, Fragment
from mixer.outputs.packaging.packaging import times_of

# delay_moov, never empty_moov: with B-frames that would put the sound 45 ms off.
MOVFLAGS = "frag_every_frame+delay_moov+default_base_moof"


class _Sink:
    """What the muxer writes to, until its init is there."""

    name = "programme.mp4"

    def __init__(self) -> None:
        self.written = bytearray()

    def write(self, data: bytes) -> int:
        self.written += data
        return len(data)

    def init(self) -> bytes:
        """ftyp and moov, once both are there whole."""
        end = 0
        while box := box_at(self.written, end, len(self.written)):
            end = box.end
            if box.kind == b"moov":
                return bytes(self.written[:end])
        return b""


class FragmentedMp4:
    """Pictures and sound in the order of their times, or one of the two alone.

    Timestamps count from each track's first sample.
    """

    def __init__(self, rate: Fraction, instant: bool) -> None:
        self.about: dict[str, Any] = {}
        self._sink = _Sink()
        self._muxer: av.container.OutputContainer | None = av.open(
            self._sink, "w", format="mp4", options={"movflags": MOVFLAGS, "flush_packets": "1"}
        )
        self._rate, self._instant = rate, instant
        self._codecs: list[Codec] = []
        self._timescales: dict[int, int] = {}
        self._first_dts: dict[int, int] = {}
        self._early: list[tuple[int, Packet[Any]]] = []  # encoded before the init was there
        self._sound_ahead: deque[tuple[Fraction, Fragment]] = deque()  # (s, fragment) that its picture has yet to reach
        self._pictures_until = Fraction(0)  # s
        self._sequence = 0
        self._waits: tuple[int, Packet[Any]] | None = None  # the newest picture, until it is known how long it shows
        self._decoded_until = 0  # ticks

    def add(self, codec: Codec, rate: Fraction) -> Any:
        assert self._muxer is not None
        stream: Any = self._muxer.add_stream(codec.encoder, rate=rate if rate.denominator > 1 else int(rate))  # type: ignore[call-overload]
        stream.time_base = 1 / rate
        self._codecs.append(codec)
        return stream.codec_context

    def take(self, track: int, packet: Packet[Any]) -> list[Fragment]:
        self._first_dts.setdefault(track, times_of(packet)[1])
        if self._muxer is None:
            return self._in_step(track, packet)
        self._early.append((track, packet))
        # The muxer takes what it is given; the packet's bytes and times are still needed here.
        self._muxer.mux_one(copied(packet, self._muxer.streams[track - 1]))
        return self._begun()

    def close(self) -> list[Fragment]:
        fragments = self._begun(closing=True)
        if self._waits:
            fragments += self._shown(*self._waits, self._seconds(*self._waits) + 1 / self._rate)
        return [*fragments, *(fragment for _, fragment in self._sound_ahead)]

    def _begun(self, closing: bool = False) -> list[Fragment]:
        """The init, and what was encoded before it, as soon as the muxer has written it."""
        if self._muxer is None:
            return []
        if closing:
            self._muxer.close()
        init = self._sink.init()
        if not init:
            return []
        self._timescales = {number: track.timescale for number, track in tracks(init).items()}
        self.about = {"mime": mime_of(init)}
        # A muxer and its streams refer to each other until it is closed: x264's pictures, 200 MB, would outlive us.
        self._muxer.close()
        self._sink.written.clear()
        early, self._early, self._muxer = self._early, [], None
        return [Fragment(INIT, init), *(fragment for one in early for fragment in self._in_step(*one))]

    # -- the order of the samples ------------------------------------------------------------------

    def _in_step(self, track: int, packet: Packet[Any]) -> list[Fragment]:
        """Sound and picture in the order of their times, each as soon as nothing can come before it.

        x264 looks ahead, so sound is ready earlier; sent at once it would stand before a keyframe of the
        same time, and whoever joins there would miss it.
        """
        if len(self._codecs) == 1 and self._is_sound(track):
            return [self._fragment(track, packet, 0)]
        if self._is_sound(track):
            self._sound_ahead.append((self._seconds(track, packet), self._fragment(track, packet, 0)))
            return self._sound_until(self._pictures_until)
        if self._instant:
            return self._shown(track, packet, self._seconds(track, packet) + 1 / self._rate)
        waited, self._waits = self._waits, (track, packet)
        return self._shown(*waited, self._seconds(track, packet)) if waited else []

    def _is_sound(self, track: int) -> bool:
        return bool(self._codecs[track - 1].samples)

    def _shown(self, track: int, packet: Packet[Any], until: Fraction) -> list[Fragment]:
        """A picture that is decoded until the next one is (seconds): one may have been left out in between."""
        seconds = self._seconds(track, packet)
        before = self._sound_until(seconds)
        self._pictures_until = until
        return [*before, self._fragment(track, packet, until - seconds), *self._sound_until(until)]

    def _seconds(self, track: int, packet: Packet[Any]) -> Fraction:
        """When a packet is decoded, since its track began."""
        return (times_of(packet)[1] - self._first_dts[track]) * Fraction(packet.time_base or 0)

    def _sound_until(self, seconds: Fraction) -> list[Fragment]:
        """The sound that waits and begins before this."""
        found = []
        while self._sound_ahead and self._sound_ahead[0][0] < seconds:
            found.append(self._sound_ahead.popleft()[1])
        return found

    # -- one sample --------------------------------------------------------------------------------

    def _fragment(self, track: int, packet: Packet[Any], length_s: Fraction | int) -> Fragment:
        """A packet as a fragment; one that knows how long it is needs no `length_s`.

        Decode times start at 0, as the init's edit list expects.
        """
        self._sequence += 1
        pts, dts = times_of(packet)
        ticks = self._timescales[track] * Fraction(packet.time_base or 0)
        start = round((dts - self._first_dts[track]) * ticks)
        # Rounded at both ends, so that lengths add up.
        end = round((dts - self._first_dts[track]) * ticks + length_s * self._timescales[track])
        duration = end - start if length_s else round((packet.duration or 0) * ticks)
        leads = len(self._codecs) == 1 or not self._is_sound(track)
        tfdt = self._without_wide_gap(start, duration) if self._instant and not self._is_sound(track) else start
        fragment = fragment_of(
            self._sequence,
            track,
            tfdt,
            duration,
            self._payload(track, packet),
            sync=packet.is_keyframe,
            composition=start - tfdt + round((pts - dts) * ticks),
        )
        return Fragment(KEY if leads and packet.is_keyframe else DELTA, fragment)

    def _payload(self, track: int, packet: Packet[Any]) -> bytes:
        return length_prefixed(bytes(packet)) if self._codecs[track - 1].start_codes else bytes(packet)

    def _without_wide_gap(self, start: int, duration: int) -> int:
        """When to decode a picture of a monitor, which leaves pictures out when it has no time.

        After two in a row a browser would refuse all that follow up to the next keyframe, so decode times go on with
        at most one missing, and what was left behind is made up for later; pictures show at their time.
        """
        tfdt = min(start, self._decoded_until + duration)
        self._decoded_until = tfdt + duration
        return tfdt


def copied(packet: Packet[Any], stream: Any) -> Packet[Any]:
    twin = av.Packet(bytes(packet))
    twin.pts, twin.dts, twin.duration, twin.time_base = packet.pts, packet.dts, packet.duration, packet.time_base
    twin.is_keyframe, twin.stream = packet.is_keyframe, stream
    return twin
