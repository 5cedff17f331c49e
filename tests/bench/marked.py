"""Files that tell machines what is on air: a counter in every picture, a tone without an end."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import count, islice
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from mixer.feed.frames import rows_of
from mixer.sources.counter import write_counter

RATE, SOUND_RATE = 30, 48_000
TONES_HZ = (300, 450, 600, 750, 900)  # multiples of 50: a hundredth of a second of each joins on to the next
LEVEL = 0.08
Samples = NDArray[np.float32]


def tone(hertz: int, seconds: float) -> Samples:
    """A sine (n, 2) that joins on to itself after whole seconds."""
    wave = LEVEL * np.sin(2 * np.pi * hertz * np.arange(round(seconds * SOUND_RATE)) / SOUND_RATE)
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


def speech(path: Path, seconds: float) -> Samples:
    """The first seconds of a recording (n, 2)."""
    resampler, found, have = av.AudioResampler("flt", "stereo", SOUND_RATE), [], 0
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            for one in resampler.resample(frame):
                found.append(one.to_ndarray().reshape(-1, 2))
                have += len(found[-1])
            if have >= seconds * SOUND_RATE:
                break
    return np.concatenate(found)[: round(seconds * SOUND_RATE)].astype(np.float32)


def marked(source: Path, out: Path, seconds: float, sound: Samples, kbps: int = 2500) -> None:
    """The pictures of `source` over and over, numbered from 1, with this sound: H.264 with B-frames, and FLAC."""
    with av.open(str(out), "w") as container:
        video: Any = container.add_stream("libx264", rate=RATE)
        with av.open(str(source)) as first:
            codec = first.streams.video[0].codec_context
            video.width, video.height, video.pix_fmt = codec.width, codec.height, "yuv420p"
        video.options = {"preset": "veryfast", "b": f"{kbps}k", "g": "60", "bf": "3"}
        audio: Any = container.add_stream("flac", rate=SOUND_RATE, layout="stereo")
        step = SOUND_RATE // RATE
        for number, frame in enumerate(islice(repeated(source), round(seconds * RATE))):
            write_counter(rows_of(frame.planes[0]), number + 1)
            frame.pts, frame.time_base, frame.pict_type = number, Fraction(1, RATE), 0
            container.mux(video.encode(frame))
            container.mux(audio.encode(block(sound[number * step : (number + 1) * step], number * step)))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))


def repeated(source: Path) -> Iterator[av.VideoFrame]:
    for _ in count():
        with av.open(str(source)) as container:
            yield from container.decode(video=0)


def block(samples: Samples, at: int) -> av.AudioFrame:
    packed = (samples * 32767).astype(np.int16).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(packed), "s16", "stereo")
    frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, at, Fraction(1, SOUND_RATE)
    return frame
