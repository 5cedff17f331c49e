"""Pictures and sound in, fragmented MP4 out: x264 and AAC, muxed in memory, one sample a fragment."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import av
import numpy as np
from av.packet import Packet

from mixer.core.clock import SAMPLE_RATE
from mixer.core.sound import Samples
from mixer.outputs.boxes import box_at, tracks
from mixer.outputs.fragments import fragment_of, length_prefixed
from mixer.protocol.showfile import Encoding

INIT, KEY, DELTA = b"I", b"K", b"F"
# delay_moov, never empty_moov: with B-frames that would put the sound 45 ms off.
MOVFLAGS = "frag_every_frame+delay_moov+default_base_moof"
VIDEO, AUDIO = 1, 2  # track numbers in the order the streams are added
_TRACK_AT = 44  # moof(8) mfhd(16) traf(8) tfhd: size, type, flags(12), then the track number


class Fragment(NamedTuple):
    """Bytes of the stream: the init (ftyp + moov), a fragment that starts with an IDR, or any other."""

    kind: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Quality:
    """How pictures are encoded: bit rate in kb/s (or `crf`), x264's preset, `instant` for monitors."""

    kbps: int = 4000
    preset: str = "veryfast"
    threads: int = 0
    crf: int | None = None
    instant: bool = False
    audio_kbps: int = 128
    profile: str = ""

    @classmethod
    def of(cls, encoding: Encoding) -> Quality:
        return cls(
            encoding.video_kbps,
            encoding.preset,
            encoding.threads,
            encoding.crf,
            audio_kbps=encoding.audio_kbps,
        )

    def options(self) -> dict[str, str]:
        # IDRs stand where they are forced, also after a late frame: no scene cuts of its own. A picture gets the bits
        # of one frame, however long it shows: few pictures would else be coded ever better, at twice the cost.
        options = {
            "preset": self.preset,
            "forced-idr": "1",
            "x264-params": "scenecut=0:open-gop=0:force-cfr=1",
        }
        if self.instant:
            options["tune"] = "zerolatency"
        if self.profile:
            options["profile"] = self.profile
        if self.crf is not None:
            return options | {"crf": str(self.crf)}
        return options | {"maxrate": f"{self.kbps}k", "bufsize": f"{2 * self.kbps}k"}


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


class Encoder:
    """One rendition of one session. Timestamps count from the session's start.

    libav's muxer writes the init; the fragments are written here, one as soon as its sample is encoded.
    """

    def __init__(
        self, width: int, height: int, rate: Fraction, quality: Quality, *, sound: bool = True, segment_frames: int = 60
    ) -> None:
        self._sink = _Sink()
        self._muxer: av.container.OutputContainer | None = av.open(
            self._sink, "w", format="mp4", options={"movflags": MOVFLAGS, "flush_packets": "1"}
        )
        self._rate = rate
        self._video = self._add_video(width, height, quality, segment_frames)
        self._audio = self._add_audio(quality) if sound else None
        self._timescales: dict[int, int] = {}
        self._first_dts: dict[int, int] = {}
        self._early: list[tuple[int, Packet[Any]]] = []  # encoded before the init was there
        self._sound_ahead: deque[tuple[Fraction, Fragment]] = deque()  # (s, fragment) that its picture has yet to reach
        self._pictures_until = Fraction(0)  # s
        self._sequence = 0
        self._instant = quality.instant
        self._waits: Packet[Any] | None = None  # the newest picture, until it is known how long it shows
        self._decoded_until = 0  # ticks

    def _add_video(self, width: int, height: int, quality: Quality, segment_frames: int) -> av.VideoStream:
        assert self._muxer is not None
        stream = self._muxer.add_stream("libx264", rate=self._rate, options=quality.options())
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.time_base = 1 / self._rate
        context = stream.codec_context
        context.time_base, context.gop_size = 1 / self._rate, segment_frames
        context.thread_count = quality.threads
        # PyAV asks for slices, which cost bits and time; frames in parallel cost delay, which only monitors mind.
        context.thread_type = "SLICE" if quality.instant else "FRAME"
        context.color_range, context.colorspace, context.color_primaries, context.color_trc = 1, 1, 1, 1
        if quality.crf is None:
            context.bit_rate = quality.kbps * 1000
        return stream

    def _add_audio(self, quality: Quality) -> av.AudioStream:
        assert self._muxer is not None
        stream = self._muxer.add_stream("aac", rate=SAMPLE_RATE)
        stream.codec_context.layout, stream.codec_context.bit_rate = "stereo", quality.audio_kbps * 1000
        return stream

    def picture(self, frame: av.VideoFrame) -> list[Fragment]:
        """Encode a stamped picture; what comes out is earlier ones."""
        return self._fragments(VIDEO, self._video.encode(frame))

    def sound(self, samples: Samples, at: int) -> list[Fragment]:
        """Encode samples (n, 2) whose first is sample `at` of the session."""
        if self._audio is None:
            return []
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), "fltp", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, at, Fraction(1, SAMPLE_RATE)
        return self._fragments(AUDIO, self._audio.encode(frame))

    def close(self) -> list[Fragment]:
        """The rest of the stream."""
        fragments = self._fragments(AUDIO, self._audio.encode(None)) if self._audio else []
        fragments += self._fragments(VIDEO, self._video.encode(None))
        fragments += self._begun(closing=True)
        if self._waits:
            fragments += self._shown(self._waits, self._seconds(VIDEO, self._waits) + 1 / self._rate)
        return [*fragments, *(fragment for _, fragment in self._sound_ahead)]

    # -- muxing ------------------------------------------------------------------------------------

    def _fragments(self, track: int, packets: list[Packet[Any]]) -> list[Fragment]:
        for packet in packets:
            self._first_dts.setdefault(track, times_of(packet)[1])
        if self._muxer is None:
            return [fragment for packet in packets for fragment in self._in_step(track, packet)]
        for packet in packets:
            self._early.append((track, packet))
            # The muxer takes what it is given; the packet's bytes and times are still needed here.
            self._muxer.mux_one(copied(packet))
        return self._begun()

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
        # A muxer and its streams refer to each other until it is closed: x264's pictures, 200 MB, would outlive us.
        self._muxer.close()
        self._sink.written.clear()
        early, self._early, self._muxer = self._early, [], None
        return [Fragment(INIT, init), *(fragment for one in early for fragment in self._in_step(*one))]

    def _in_step(self, track: int, packet: Packet[Any]) -> list[Fragment]:
        """Sound and picture in the order of their times, each as soon as nothing can come before it.

        x264 looks ahead, so sound is ready earlier; sent at once it would stand before a keyframe of the
        same time, and whoever joins there would miss it.
        """
        if track == AUDIO:
            self._sound_ahead.append((self._seconds(AUDIO, packet), self._fragment(AUDIO, packet, 0)))
            return self._sound_until(self._pictures_until)
        if self._instant:
            return self._shown(packet, self._seconds(VIDEO, packet) + 1 / self._rate)
        waited, self._waits = self._waits, packet
        return self._shown(waited, self._seconds(VIDEO, packet)) if waited else []

    def _shown(self, packet: Packet[Any], until: Fraction) -> list[Fragment]:
        """A picture that is decoded until the next one is (seconds): one may have been left out in between."""
        seconds = self._seconds(VIDEO, packet)
        before = self._sound_until(seconds)
        self._pictures_until = until
        return [*before, self._fragment(VIDEO, packet, until - seconds), *self._sound_until(until)]

    def _seconds(self, track: int, packet: Packet[Any]) -> Fraction:
        """When a packet is decoded, since its track began."""
        return (times_of(packet)[1] - self._first_dts[track]) * Fraction(packet.time_base or 0)

    def _sound_until(self, seconds: Fraction) -> list[Fragment]:
        """The sound that waits and begins before this."""
        found = []
        while self._sound_ahead and self._sound_ahead[0][0] < seconds:
            found.append(self._sound_ahead.popleft()[1])
        return found

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
        tfdt = self._without_wide_gap(start, duration) if track == VIDEO and self._instant else start
        data = bytes(packet)
        fragment = fragment_of(
            self._sequence,
            track,
            tfdt,
            duration,
            length_prefixed(data) if track == VIDEO else data,
            sync=packet.is_keyframe,
            composition=start - tfdt + round((pts - dts) * ticks),
        )
        return Fragment(KEY if track == VIDEO and packet.is_keyframe else DELTA, fragment)

    def _without_wide_gap(self, start: int, duration: int) -> int:
        """When to decode a picture of a monitor, which leaves pictures out when it has no time.

        After two in a row a browser would refuse all that follow up to the next keyframe, so decode times go on with
        at most one missing, and what was left behind is made up for later; pictures show at their time.
        """
        tfdt = min(start, self._decoded_until + duration)
        self._decoded_until = tfdt + duration
        return tfdt


def times_of(packet: Packet[Any]) -> tuple[int, int]:
    """pts and dts, which every encoder's packet has."""
    assert packet.pts is not None and packet.dts is not None
    return packet.pts, packet.dts


def copied(packet: Packet[Any]) -> Packet[Any]:
    twin = av.Packet(bytes(packet))
    twin.pts, twin.dts, twin.duration, twin.time_base = packet.pts, packet.dts, packet.duration, packet.time_base
    twin.is_keyframe, twin.stream = packet.is_keyframe, packet.stream
    return twin
