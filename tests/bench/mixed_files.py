"""Files as people upload them: of any size, rate and length, with sound or without, numbered in every picture."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np

from mixer.feed.frames import rows_of
from mixer.sources.counter import write_counter
from tests.bench.inputs import FILMED
from tests.bench.marked import repeated
from tests.helpers import MEDIA

PICTURES_MOST = 2048  # of a file: its own number stands above them
HD, FULL_HD, SMALL, TALL = (1280, 720), (1920, 1080), (854, 480), (608, 1080)


@dataclass(frozen=True, slots=True)
class Mixed:
    """A file's length, size (None: no picture) and pictures a second, and samples a second of its sound (0: silent)."""

    seconds: float
    size: tuple[int, int] | None = HD
    rate: str = "30"
    sound: int = 48_000
    gop: int = 60

    @property
    def pictures(self) -> int:
        return round(self.seconds * Fraction(self.rate)) if self.size else 0


THIRTY = (
    Mixed(1), Mixed(4, FULL_HD), Mixed(2.5, HD, "60"), Mixed(3, HD, "25", 44_100), Mixed(1, SMALL, "24"),
    Mixed(6, FULL_HD, "25"), Mixed(2, HD, "30000/1001"), Mixed(1.5, HD, "50", 44_100), Mixed(5, None, sound=44_100),
    Mixed(20, FULL_HD, "30"), Mixed(1, HD, "60", 0), Mixed(2, SMALL, "15"), Mixed(3.2, HD, "24000/1001"),
    Mixed(1.04, HD, "25"), Mixed(2, FULL_HD, "30", 0), Mixed(7, HD, "60", 44_100), Mixed(1, TALL),
    Mixed(4, HD, "30", 48_000, 250), Mixed(1.3, HD, "10"), Mixed(2.2, FULL_HD, "25", 44_100), Mixed(3, None),
    Mixed(1, HD, "50"), Mixed(9, HD, "30", 48_000, 15), Mixed(1.7, SMALL, "30000/1001", 44_100), Mixed(2, HD, "60"),
    Mixed(12, FULL_HD, "24"), Mixed(1, FULL_HD), Mixed(1.5, HD, "30", 0), Mixed(5.5, HD, "25"), Mixed(2, FULL_HD, "30"),
)  # fmt: skip


def write(path: Path, number: int, mixed: Mixed) -> None:
    """H.264 and AAC in MP4; each picture says `number` and which it is, from 0; sound is a tone of its own height."""
    with av.open(str(path), "w") as container:
        film = container.add_stream("libx264", rate=Fraction(mixed.rate)) if mixed.size else None
        sound = container.add_stream("aac", rate=mixed.sound, layout="stereo") if mixed.sound else None
        if film:
            _pictures(container, film, number, mixed)
        if sound:
            _tone(container, sound, 300 + 25 * number, mixed)


def _pictures(container: Any, stream: Any, number: int, mixed: Mixed) -> None:
    assert mixed.size
    rate = Fraction(mixed.rate)
    stream.width, stream.height, stream.pix_fmt = *mixed.size, "yuv420p"
    stream.codec_context.time_base = 1 / rate
    stream.options = {"preset": "veryfast", "crf": "21", "g": str(mixed.gop), "bf": "3"}
    filmed = MEDIA / FILMED[number % len(FILMED)]
    for index, frame in enumerate(islice(repeated(filmed), mixed.pictures)):
        picture = frame.reformat(*mixed.size, format="yuv420p")
        write_counter(rows_of(picture.planes[0]), said(number, index))
        picture.pts, picture.time_base, picture.pict_type = index, 1 / rate, 0
        container.mux(stream.encode(picture))
    container.mux(stream.encode(None))


def _tone(container: Any, stream: Any, hertz: int, mixed: Mixed) -> None:
    count = round(mixed.seconds * mixed.sound)
    line = (0.1 * np.sin(2 * np.pi * hertz * np.arange(count) / mixed.sound)).astype(np.float32)
    for at in range(0, count, 1024):
        block = av.AudioFrame.from_ndarray(np.repeat(line[None, at : at + 1024], 2, axis=0), "fltp", "stereo")
        block.sample_rate, block.pts, block.time_base = mixed.sound, at, Fraction(1, mixed.sound)
        container.mux(stream.encode(block))
    container.mux(stream.encode(None))


def said(number: int, index: int) -> int:
    """What stands in picture `index` of a file."""
    return (number + 1) * PICTURES_MOST + index


def right(mixed: Mixed, after: int, fps: Fraction) -> int:
    """The picture that is shown so many frames after the file began: the one on show there, to the nearest frame."""
    at = int((after + Fraction(49, 100)) * Fraction(mixed.rate) / fps)
    return min(at, mixed.pictures - 1)
