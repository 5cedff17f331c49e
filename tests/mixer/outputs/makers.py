"""A second or two of real H.264 and AAC, as the init segment and fragments that the engine sends."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

import av
import numpy as np

from mixer.outputs.boxes import Track, leading, mime_of, pieces, tracks
from mixer.outputs.fragments import fragment_of, length_prefixed
from mixer.outputs.session import Session

RATE, SOUND_RATE, SEGMENT_FRAMES = 30, 48_000, 15


@dataclass(frozen=True)
class Clip:
    """What one engine session sends: `media` is (kind, fragment), K where a picture can be decoded by itself."""

    init: bytes
    media: tuple[tuple[bytes, bytes], ...]

    def session(self, name: str, first_frame: int = 0, time: float = 1_700_000_000.0) -> dict[str, object]:
        return {
            "id": name, "first_frame": first_frame, "rate": str(RATE), "width": 160, "height": 90, "video": True,
            "audio": True, "mime": mime_of(self.init), "segment_frames": SEGMENT_FRAMES, "time": time,
        }  # fmt: skip

    def from_keyframe(self, number: int) -> tuple[tuple[bytes, bytes], ...]:
        """The media from the keyframe of that number (0 is the first) on."""
        keys = [at for at, (kind, _) in enumerate(self.media) if kind == b"K"]
        return self.media[keys[number] :]


@dataclass(frozen=True)
class Packet:
    """What an encoder gave; times are in seconds."""

    track: int
    dts: Fraction
    pts: Fraction
    sync: bool
    payload: bytes


def a_session(**changes: Any) -> Session:
    """A session of small pictures and their sound."""
    return replace(Session(0, Fraction(RATE), 160, 90, 60, time=0.0), **changes)


@cache
def clip(frames: int = 60, noisy: tuple[int, int] | None = None) -> Clip:
    """`frames` frames of a grey that gets lighter, with a tone; a keyframe every SEGMENT_FRAMES frames.

    A `noisy` one is of that size, and of some 100 kB a frame at 640×360.
    """
    out, packets = io.BytesIO(), []
    options = {"movflags": "frag_every_frame+delay_moov+default_base_moof"}
    with av.open(out, "w", format="mp4", options=options) as muxer:
        for packet in _encoded(muxer, frames, noisy):
            packets.append(_copy(packet))
            muxer.mux(packet)
    init = pieces(out.getvalue())[0]
    return Clip(init, tuple(_fragments(sorted(packets, key=lambda p: p.dts), tracks(init))))


def _copy(packet: av.Packet[Any]) -> Packet:
    dts, pts = (Fraction(ticks or 0) * packet.time_base for ticks in (packet.dts, packet.pts))
    return Packet(packet.stream.index + 1, dts, pts, packet.is_keyframe, bytes(packet))


def _fragments(packets: list[Packet], found: dict[int, Track]) -> Iterator[tuple[bytes, bytes]]:
    first: dict[int, Fraction] = {}
    for number, packet in enumerate(packets, 1):
        track, video = found[packet.track], packet.track == leading(found).id
        fragment = fragment_of(
            number, track.id, int((packet.dts - first.setdefault(track.id, packet.dts)) * track.timescale),
            track.timescale // RATE if video else 1024,
            length_prefixed(packet.payload) if video else packet.payload,
            sync=packet.sync, composition=int((packet.pts - packet.dts) * track.timescale),
        )  # fmt: skip
        yield b"K" if packet.sync and video else b"F", fragment


def _encoded(
    muxer: av.container.OutputContainer, frames: int, noisy: tuple[int, int] | None
) -> Iterator[av.Packet[Any]]:
    video = muxer.add_stream("libx264", rate=RATE)
    video.width, video.height = noisy or (160, 90)
    video.pix_fmt = "yuv420p"
    video.options = {"preset": "veryfast", "forced-idr": "1", "g": "999", "x264-params": "scenecut=0"}
    sound = muxer.add_stream("aac", rate=SOUND_RATE, layout="stereo")
    for frame in range(frames):
        yield from video.encode(_noise(frame, *noisy) if noisy else _picture(frame))
        yield from sound.encode(_tone(frame))
    yield from video.encode()
    yield from sound.encode()


def _picture(number: int) -> av.VideoFrame:
    return _timed(np.full((135, 160), 40 + number % 100, np.uint8), number)


def _noise(number: int, width: int, height: int) -> av.VideoFrame:
    return _timed(np.random.default_rng(number).integers(16, 235, (height * 3 // 2, width), np.uint8), number)


def _timed(planes: np.ndarray, number: int) -> av.VideoFrame:
    picture = av.VideoFrame.from_ndarray(planes, format="yuv420p")
    picture.pts, picture.time_base = number, Fraction(1, RATE)
    picture.pict_type = av.video.frame.PictureType.I if number % SEGMENT_FRAMES == 0 else 0
    return picture


def _tone(number: int) -> av.AudioFrame:
    count = SOUND_RATE // RATE
    wave = 0.2 * np.sin(2 * np.pi * 1000 * (np.arange(count) + number * count) / SOUND_RATE)
    sound = av.AudioFrame.from_ndarray(np.stack([wave, wave]).astype(np.float32), format="fltp", layout="stereo")
    sound.sample_rate, sound.pts, sound.time_base = SOUND_RATE, number * count, Fraction(1, SOUND_RATE)
    return sound
