"""Sound files that are made for a test."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from mixer.core.sound import Samples


def wav(path: Path, samples: Samples, rate: int = 48_000) -> Path:
    """A WAV of samples (n, 2), float from -1 to 1."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def tone(seconds: float, peak_db: float = -20.0, hz: float = 997.0, rate: int = 48_000) -> Samples:
    """A sine on both channels; of 997 Hz its loudness in LUFS is its peak in dB."""
    at = np.arange(round(seconds * rate)) / rate
    one = (10 ** (peak_db / 20) * np.sin(2 * np.pi * hz * at)).astype(np.float32)
    return np.stack([one, one], axis=1)
