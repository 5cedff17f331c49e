"""Sounds to listen to, 48 kHz int16: the stored speech, and what is not speech."""

from __future__ import annotations

from functools import cache

import av
import numpy as np
from numpy.typing import NDArray

from tests.helpers import MEDIA

RATE_48 = 48_000
SPEECH = MEDIA / "speech-en-44.1k.flac"
Sound = NDArray[np.int16]
Wave = NDArray[np.float64]


@cache
def speech() -> Sound:
    """Eleven seconds of a speech of 1961."""
    resampler = av.AudioResampler("s16", "mono", RATE_48)
    with av.open(str(SPEECH)) as opened:
        frames = [*opened.decode(audio=0), None]
        parts = [part.to_ndarray().reshape(-1) for frame in frames for part in resampler.resample(frame)]
    return np.concatenate(parts).astype(np.int16)


def int16(wave: Wave) -> Sound:
    return np.asarray(np.clip(wave * 32767, -32768, 32767), np.int16)


def seconds(count: float) -> Wave:
    return np.arange(round(count * RATE_48)) / RATE_48


def silence(count: float) -> Sound:
    return int16(seconds(count) * 0)


def pink_noise(count: float, level: float = 0.1) -> Sound:
    spectrum = np.fft.rfft(np.random.default_rng(1).standard_normal(len(seconds(count))))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    noise = np.fft.irfft(spectrum)
    return int16(level * noise / noise.std())


def hum(count: float) -> Sound:
    at = seconds(count)
    return int16(0.3 * np.sin(2 * np.pi * 50 * at) + 0.1 * np.sin(2 * np.pi * 100 * at))


def music(count: float) -> Sound:
    """Plucked chords, two a second."""
    at = seconds(count)
    beat, within = np.floor(at * 2), (at * 2) % 1 / 2
    root = 220 * 2 ** ((beat * 7 % 12) / 12)
    chord = sum(np.sin(2 * np.pi * root * times * within) for times in (1, 1.26, 1.5, 2))
    return int16(0.12 * np.asarray(chord) * np.exp(-3 * within))


def applause(count: float) -> Sound:
    dice = np.random.default_rng(2)
    wave = np.zeros(len(seconds(count)) + 960)
    for at in dice.integers(0, len(wave) - 960, round(100 * count)):
        wave[at : at + 960] += dice.standard_normal(960) * np.exp(-np.arange(960) / 200)
    return int16(0.7 * wave / np.abs(wave).max())


NOT_SPEECH = {"silence": silence, "noise": pink_noise, "hum": hum, "music": music, "applause": applause}
