"""Sounds that are not speech, as 16 kHz mono samples of about unit loudness (RMS 0.1)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tools.demo_pack.voice import Samples

RATE = 16_000
LOUDNESS = 0.1
Generator = np.random.Generator
Sound = Callable[[int, Generator], Samples]


def silence(count: int, chance: Generator) -> Samples:
    """Digital silence, or the hiss of a quiet input."""
    hiss = 0.0 if chance.random() < 0.5 else 10 ** chance.uniform(-5, -3.3)
    return (chance.standard_normal(count) * hiss).astype(np.float32)


def noise(count: int, chance: Generator) -> Samples:
    """Noise whose spectrum falls by a random slope: white, pink, brown and between."""
    spectrum = np.fft.rfft(chance.standard_normal(count))
    frequencies = np.maximum(np.fft.rfftfreq(count, 1 / RATE), 20)
    return _levelled(np.fft.irfft(spectrum * frequencies ** -chance.uniform(0, 1.2), count))


def hum(count: int, chance: Generator) -> Samples:
    """Mains hum with its harmonics."""
    base = float(chance.choice([50, 60])) * chance.uniform(0.995, 1.005)
    partials = [(base * n, chance.uniform(0.1, 1) / n) for n in range(1, 9)]
    return _levelled(_sines(count, partials, chance))


def tone(count: int, chance: Generator) -> Samples:
    """A line-up tone, often the usual 1 kHz."""
    frequency = 1000.0 if chance.random() < 0.4 else chance.uniform(200, 4000)
    return _levelled(_sines(count, [(frequency, 1.0)], chance))


def music(count: int, chance: Generator) -> Samples:
    """Chords that are struck and fade, at a steady beat."""
    beat = int(RATE * chance.uniform(0.25, 0.7))
    track = np.zeros(count + beat * 4)
    for start in range(0, count, beat):
        track[start : start + beat * 4] += _chord(beat * 4, chance)
    return _levelled(track[:count])


def clapping(count: int, chance: Generator) -> Samples:
    """Short bursts of noise at random times."""
    track = chance.standard_normal(count) * 0.05
    for start in chance.integers(0, max(1, count - 400), max(1, count // 1500)):
        burst = chance.standard_normal(400) * np.exp(-np.arange(400) / 60)
        track[start : start + 400] += burst[: len(track) - start]
    return _levelled(track)


NOT_SPEECH: tuple[Sound, ...] = (silence, noise, hum, tone, music, clapping)
BEDS: tuple[Sound, ...] = (noise, noise, hum, tone, music)


def _chord(count: int, chance: Generator) -> Samples:
    root = 110 * 2 ** (chance.integers(0, 24) / 12)
    partials = [
        (root * interval * n, 1 / n**1.5)
        for interval in (1, *chance.choice([1.2, 1.25, 1.333, 1.5, 2], 2))
        for n in range(1, 6)
    ]
    fading = np.exp(-np.arange(count) / (RATE * chance.uniform(0.1, 0.6)))
    return np.asarray(_sines(count, partials, chance) * fading, np.float32)


def _sines(count: int, partials: list[tuple[float, float]], chance: Generator) -> Samples:
    time = np.arange(count) / RATE
    total = np.zeros(count)
    for frequency, strength in partials:
        total += strength * np.sin(2 * np.pi * (frequency * time + chance.random()))
    return total.astype(np.float32)


def _levelled(samples: np.ndarray) -> Samples:
    loudness = float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0
    return (samples * (LOUDNESS / max(loudness, 1e-9))).astype(np.float32)
