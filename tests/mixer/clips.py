"""Clips whose every picture says its number and whose every sample says where it comes from."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from mixer.sources.counter import write_counter

SIZE = (192, 108)
SOUND_RATE = 48_000
RAMP = 1 << 20  # samples until the ramp comes round: it then stands at 1


def counted(
    path: Path,
    frames: int,
    rate: Fraction = Fraction(30),
    gop: int = 60,
    codec: str = "libx264",
    options: dict[str, str] | None = None,
    pts: Callable[[int], int] = lambda index: index,
    sound: bool = True,
    sound_from_s: float = 0.0,
    sound_s: float | None = None,
    size: tuple[int, int] = SIZE,
) -> Path:
    """A clip of numbered pictures, with B-frames where the codec has them, and a rising ramp for sound (lossless).

    The sound is as long as the pictures, or lasts `sound_s`.
    """
    with av.open(str(path), "w") as container:
        video: Any = container.add_stream(codec, rate=rate)
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        video.codec_context.time_base = 1 / rate
        video.gop_size = gop
        x264 = {"preset": "veryfast", "bf": "3", "b-adapt": "0", "crf": "16", "sc_threshold": "0"}
        video.options = (x264 if codec == "libx264" else {}) | (options or {})
        audio: Any = container.add_stream("flac", rate=SOUND_RATE) if sound else None
        if audio is not None:
            audio.layout = "stereo"
        for index in range(frames):
            container.mux(video.encode(_picture(index, pts(index), rate, size)))
        container.mux(video.encode(None))
        if audio is not None:
            length_s = float(frames / rate) if sound_s is None else sound_s
            _write_ramp(container, audio, round(length_s * SOUND_RATE), round(sound_from_s * SOUND_RATE))
    return path


def _picture(index: int, pts: int, rate: Fraction, size: tuple[int, int]) -> av.VideoFrame:
    luma = np.full((size[1], size[0]), 60 + index % 100, np.uint8)
    write_counter(luma, index)
    frame = av.VideoFrame(*size, "yuv420p")
    for plane, value in zip(frame.planes, (luma, 128, 128), strict=True):
        rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)  # type: ignore[call-overload]
        rows[:, : plane.width] = value
    frame.pts, frame.time_base = pts, 1 / rate
    return frame


def ramp_at(seconds: float) -> float:
    """The sound's value at a time of the clip."""
    return (seconds * SOUND_RATE % RAMP) / RAMP


def _write_ramp(container: Any, audio: Any, samples: int, start: int) -> None:
    for at in range(start, samples, 4096):
        count = min(4096, samples - at)
        line = (np.arange(at, at + count) % RAMP * (32767 / RAMP)).astype(np.int16)
        block = av.AudioFrame.from_ndarray(np.repeat(line, 2)[None], "s16", "stereo")
        block.sample_rate, block.pts, block.time_base = SOUND_RATE, at, Fraction(1, SOUND_RATE)
        container.mux(audio.encode(block))
    container.mux(audio.encode(None))


def begun_later(clip: Path, path: Path, frames: int) -> Path:
    """The same with so many pictures (of 30 a second) before time 0: an edit list tells players where to begin."""
    with av.open(str(clip)) as source, av.open(str(path), "w") as container:
        streams = {stream.index: container.add_stream_from_template(stream) for stream in source.streams}
        for packet in source.demux():
            if packet.dts is None:
                continue
            assert packet.pts is not None and packet.time_base
            back = round(Fraction(frames, 30) / packet.time_base)
            packet.pts, packet.dts, packet.stream = packet.pts - back, packet.dts - back, streams[packet.stream.index]
            container.mux(packet)
    return path
