"""Two short clips that loop without a seam: ribbons of light, and a stage with a crowd before it.

Everything in them is periodic over their length, so the last frame leads into the first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

RATE, SECONDS = 25, 6
FRAMES = RATE * SECONDS
DRAWN = (512, 288)  # soft pictures: scaled up to what is encoded, which costs a sixth
ENCODED = (1280, 720)
SAMPLES = 48_000
Picture = NDArray[np.uint8]
Sound = NDArray[np.float32]
Light = NDArray[np.float32]
TURN = 2 * math.pi


def write(path: Path, pictures: Iterator[Picture], sound: Sound, rate: int = RATE) -> None:
    """Write an MP4 of RGB pictures (288, 512, 3) and sound (2, samples) from -1 to 1."""
    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as file:
        video = file.add_stream("libx264", rate=rate, options={"preset": "superfast", "crf": "21", "bf": "0"})
        video.width, video.height, video.pix_fmt, video.gop_size = *ENCODED, "yuv420p", rate
        video.codec_context.color_range, video.codec_context.colorspace = 1, 1
        video.codec_context.color_primaries = video.codec_context.color_trc = 1
        audio = file.add_stream("aac", rate=SAMPLES, layout="stereo", options={"b": "128k"})
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, "rgb24").reformat(
                *ENCODED, "yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG", interpolation="BICUBIC"
            )
            frame.pts, frame.time_base = number, Fraction(1, rate)
            file.mux(video.encode(frame))
        file.mux(video.encode(None))
        for start in range(0, sound.shape[1], 1024):
            piece = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound[:, start : start + 1024]), "fltp", "stereo")
            piece.sample_rate, piece.pts, piece.time_base = SAMPLES, start, Fraction(1, SAMPLES)
            file.mux(audio.encode(piece))
        file.mux(audio.encode(None))


def ribbons() -> Iterator[Picture]:
    """Silk-like bands of light that sway over a dark ground."""
    x, y = axes()
    ground = np.array([9, 12, 26], np.float32) + y[..., None] * np.array([10, 6, 26], np.float32)
    tints = np.array([[38, 120, 255], [20, 205, 190], [150, 70, 255], [255, 86, 140], [255, 170, 70]], np.float32)
    for number in range(FRAMES):
        turn = TURN * number / FRAMES
        yield painted(ground, np.stack([ribbon(x, y, turn, band) for band in range(len(tints))]), tints)


def ribbon(x: Light, y: Light, turn: float, band: int) -> Light:
    """How bright a band is at each place: sharp above, falling off slowly below."""
    bend = 0.10 * np.sin(TURN * (0.9 * x + 0.13 * band) + turn) + 0.06 * np.sin(TURN * 2.1 * x - turn * 2 + band)
    thick = 0.035 + 0.03 * np.sin(TURN * (1.3 * x + 0.21 * band) + turn + band) ** 2
    off = (y - (0.26 + 0.12 * band + bend)) / thick
    strength = 0.62 * (0.62 + 0.2 * math.sin(turn + band))
    light: Light = strength / (1 + off**2 * np.where(off < 0, np.float32(6), np.float32(0.55)))
    return light


def stage() -> Iterator[Picture]:
    """Coloured beams over a dark stage, and the heads of a crowd."""
    x, y = axes()
    x = x * np.float32(DRAWN[0] / DRAWN[1])
    lamps = [(0.18 + 0.288 * number, -0.05) for number in range(6)]
    angles = [np.arctan2(x - left, y - top) for left, top in lamps]
    fades = [1.5 * np.exp(-1.1 * np.hypot(x - left, y - top)) for left, top in lamps]
    tints = np.array([[90, 120, 255], [255, 60, 120], [70, 215, 255], [255, 150, 60], [170, 90, 255], [80, 255, 180]])
    haze = np.exp(-(((x - 0.89) / 0.75) ** 2) - ((y - 0.68) / 0.26) ** 2)[..., None]
    ground = np.array([11, 10, 26], np.float32) + haze * np.array([62, 34, 84], np.float32)
    seen = crowd() * (1 - 0.5 * np.clip((y - 0.74) * 30, 0, 1)[..., None])
    for number in range(FRAMES):
        turn = TURN * number / FRAMES
        beams = [fade * beam(angle, turn, lamp) for lamp, (angle, fade) in enumerate(zip(angles, fades, strict=True))]
        yield painted(ground, np.stack(beams), tints.astype(np.float32), seen)


def beam(angle: Light, turn: float, lamp: int) -> Light:
    """How much of a swinging lamp's light goes into each direction."""
    aim = 0.5 * math.sin(turn * (1 + lamp % 2) + lamp * 1.1) + 0.088 * (2.5 - lamp)
    strength = 0.8 + 0.2 * math.sin(turn * 3 + lamp * 2)
    light: Light = strength / (1 + ((angle - aim) / 0.08) ** 2) ** 2
    return light


def axes() -> tuple[Light, Light]:
    """Where each place is, from 0 to 1: across as (1, width), down as (height, 1)."""
    width, height = DRAWN
    return np.linspace(0, 1, width, dtype=np.float32)[None], np.linspace(0, 1, height, dtype=np.float32)[:, None]


def painted(ground: Light, lights: Light, tints: Light, seen: Light | None = None) -> Picture:
    """The ground with coloured lights (n, height, width) added, as far as `seen` lets them through."""
    # Not tensordot: BLAS would spin on every core of the machine for a product this small.
    picture = ground + np.einsum("nhw,nc->hwc", lights, tints)
    shown: Picture = np.clip(picture if seen is None else picture * seen, 0, 255).astype(np.uint8)
    return shown


def crowd() -> Light:
    """What the heads in front let through: (288, 512, 1), 0 where they are."""
    width, height = DRAWN
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    random, seen = np.random.default_rng(8), np.ones((height, width), np.float32)
    for row in range(3):
        for place in np.arange(-10, width + 10, 21 + 6 * row):
            left, top = place + random.uniform(-7, 7), height * (0.84 + 0.055 * row) + random.uniform(-7, 7)
            size = 6.8 + 2 * row
            head = np.hypot(x - left, (y - top) * 0.86) - size
            shoulders = np.hypot((x - left) * 0.62, y - top - size * 2.6) - size * 1.35
            seen = np.minimum(seen, np.clip(np.minimum(head, shoulders), 0.03 * row, 1))
    return seen[..., None]


def chords() -> Sound:
    """A quiet pad: four notes that swell one after the other."""
    time = np.arange(SAMPLES * SECONDS, dtype=np.float64) / SAMPLES
    sides = np.zeros((2, time.size))
    for number, note in enumerate((110.0, 164.5, 220.0, 277.5, 329.5)):  # whole turns in six seconds: no seam
        swell = 0.5 + 0.5 * np.sin(TURN * time / SECONDS + number * 1.3)
        for side in range(2):
            sides[side] += swell * np.sin(TURN * note * time + side * 0.7) * 0.05 / (1 + 0.3 * number)
    return sides.astype(np.float32)


def beat() -> Sound:
    """A soft four-on-the-floor at 120 a minute, with a bass line and the murmur of a crowd."""
    time = np.arange(SAMPLES * SECONDS, dtype=np.float64) / SAMPLES
    since = time % 0.5
    drum = np.sin(TURN * (48 * since + 9 * (1 - np.exp(-since * 28)))) * np.exp(-since * 11) * 0.20
    notes = np.array([55.0, 55.0, 65.5, 49.0])[(time // 1.5).astype(int)]
    bass = np.sin(TURN * notes * time) * np.minimum(1, (time % 0.25) * 80) * np.exp(-(time % 0.25) * 6) * 0.09
    random = np.random.default_rng(3)
    spectrum = np.fft.rfft(random.normal(0, 1, (2, time.size)))
    pitch = np.fft.rfftfreq(time.size, 1 / SAMPLES)
    murmur = np.fft.irfft(spectrum * np.exp(-(((np.log(np.maximum(pitch, 1) / 520)) / 0.8) ** 2)), time.size)
    mixed: Sound = (drum + bass + murmur / np.abs(murmur).max() * 0.05).astype(np.float32)
    return mixed
