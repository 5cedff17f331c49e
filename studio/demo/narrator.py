"""The narrator: the demo pack's voice, with its waveform going by. It is what the demo's captions caption."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from studio.demo import clips
from subtitles.models import best
from subtitles.models.store import PACKS

RATE = 5  # pictures a second: a slow line over a still ground
BARS = 160
GROUND, QUIET, LOUD, LINE = (13, 17, 27), (52, 66, 96), (120, 196, 255), (255, 159, 28)
HEIGHT = 0.34  # of the picture, the loudest bar
SHOWN_S = 12.0  # of sound, across the picture
LANGUAGES = ({"code": "en"}, {"code": "zh"}, {"code": "fr", "burnt": False}, {"code": "es", "burnt": False},
             {"code": "ru", "burnt": False})  # fmt: skip

Samples = NDArray[np.float32]


def voice() -> Path | None:
    """The narration of a pack that can be recognised; None where there is none."""
    found = next(iter(sorted(PACKS.glob("*/narration.*[!n]"))), None)
    return found if found and best("faster-whisper", "en") else None


def settings(source: str) -> dict[str, object]:
    """Captions of what the narrator says, two languages of them in the picture."""
    return {"on": True, "language": "en", "listen": source, "languages": [dict(one) for one in LANGUAGES]}


def write(path: Path) -> None:
    """The clip: as long as the narration, which begins again without a seam."""
    voice_path = voice()
    assert voice_path
    samples = heard(voice_path)
    clips.write(path, pictures(samples), np.stack([samples, samples]), RATE)


def heard(path: Path) -> Samples:
    """Mono samples at 48 kHz."""
    with av.open(str(path)) as file:
        resampler = av.AudioResampler("fltp", "mono", clips.SAMPLES)
        frames = [out for frame in file.decode(audio=0) for out in resampler.resample(frame)]
        frames += resampler.resample(None)
    samples: Samples = np.concatenate([frame.to_ndarray().ravel() for frame in frames]).astype(np.float32)
    return samples


def pictures(samples: Samples) -> Iterator[clips.Picture]:
    """The waveform, a bar for each moment; what is being said stands at the line in the middle."""
    count = len(samples) * RATE // clips.SAMPLES
    width, height = clips.DRAWN
    loudness = loud(samples)
    for number in range(count):
        picture = np.empty((height, width, 3), np.uint8)
        picture[:] = GROUND
        now = number / RATE * BARS / SHOWN_S
        for bar in range(BARS):
            level = loudness[int(now + bar - BARS / 2) % len(loudness)]
            half = max(1, round(level * HEIGHT * height))
            left, right = round(bar * width / BARS), round((bar + 0.7) * width / BARS)
            picture[height // 2 - half : height // 2 + half, left:right] = LOUD if bar < BARS / 2 else QUIET
        picture[height // 6 : -height // 6, width // 2 - 1 : width // 2 + 1] = LINE
        yield picture


def loud(samples: Samples) -> Samples:
    """How loud each bar's moment is, 0 to 1."""
    length = round(clips.SAMPLES * SHOWN_S / BARS)
    whole = samples[: len(samples) // length * length].reshape(-1, length)
    level = np.sqrt((whole**2).mean(axis=1))
    scaled: Samples = (level / max(float(level.max(initial=0)), 1e-6)).astype(np.float32)
    return scaled
