"""The sound of a frame: gains, ramps, limiter and meters on float32 (n, 2) arrays at 48 kHz, full scale ±1."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixer.core.desk import Desk
from mixer.core.pins import Reader, heard, reader_of, seen_in, seen_over
from mixer.core.streams import all_sources
from mixer.kinds.transitions import TRANSITIONS
from mixer.protocol.showfile import Channels, Show

Samples = NDArray[np.float32]
FLOOR_DB = -90.0
FADE_SAMPLES = 240  # 5 ms: shorter clicks, longer is heard
CEILING = 10 ** (-1 / 20)  # the limiter holds peaks at −1 dBFS


def factor(gain_db: float) -> float:
    """A gain as a factor; the floor is silence."""
    return 0.0 if gain_db <= FLOOR_DB else float(10 ** (gain_db / 20))


def decibels(level: float) -> float:
    return max(FLOOR_DB, round(20 * math.log10(max(level, 1e-9)), 1))


# -- which source is how loud ----------------------------------------------------------------------


def gains(desk: Desk, show: Show, frame: int) -> dict[Reader, float]:
    """The gain factor of every source on a frame; audio-follows-video fades with the transition.

    `show` is the stored one. A source that was edited since it was taken has two readers, each with a gain.
    """
    wanted = {reader: desk.sound[reader[0]] for reader in readers(desk, show) if reader[0] in desk.sound}
    shown = presence(desk, show, frame)
    return {
        reader: 0.0 if setting.mute else factor(setting.gain_db) * shown.get(reader, 0.0)
        for reader, setting in wanted.items()
    }


def readers(desk: Desk, show: Show) -> list[Reader]:
    """Those of the programme first, then those of the stored show."""
    shows = [*(side.show for side in desk.sides(show)), show]
    return list(dict.fromkeys(reader_of(source) for one in shows for source in all_sources(one)))


def presence(desk: Desk, show: Show, frame: int) -> dict[Reader, float]:
    """How far each source is on program, 0–1: those that are always on, and those that follow the picture."""
    sides, parts = desk.sides(show), weights(desk, frame)
    always, parted = heard(desk), any(TRANSITIONS[one.kind].parts for one in desk.transitions)
    found: dict[Reader, list[float]] = {}
    for side, part in zip(sides, parts, strict=True):
        shown = seen_in(side) | seen_over(desk, side.show)
        seen = {name for name in shown if name in desk.sound and desk.sound[name].mode == "afv"}
        for source in all_sources(side.show):
            if source.id in seen | always:
                found.setdefault(reader_of(source), []).append(part)
    for reader in film_readers(desk, show):
        found.setdefault(reader, []).append(1.0)
    return {
        reader: 1.0 if len(of) == len(sides) and (reader[0] in always or not parted) else min(1.0, sum(of))
        for reader, of in found.items()
    }


def film_readers(desk: Desk, show: Show) -> list[Reader]:
    """Those of the films that transitions on program play; they are heard while they do."""
    films = {one.film for one in desk.transitions if one.film}
    followed = {name for name in films if name in desk.sound and desk.sound[name].mode == "afv"}
    return [reader_of(source) for source in show.sources if source.id in followed] if followed else []


def weights(desk: Desk, frame: int) -> list[float]:
    """How much is heard of each side of the programme, in the order of `Desk.sides`."""
    parts = [1.0]
    for one in desk.transitions:
        leaving, coming = TRANSITIONS[one.kind].shares(one.position(frame))
        parts = [*(part * leaving for part in parts), coming]
    return parts


def master_gain(desk: Desk, frame: int) -> float:
    return 0.0 if desk.master.mute else factor(desk.master.gain_db) * desk.light(frame)


# -- mixing ----------------------------------------------------------------------------------------


def ramped(samples: Samples, start: float, end: float) -> Samples:
    """The samples with the gain moving evenly from `start` to `end`: no click, whatever was changed."""
    if start == end:
        return samples if end == 1.0 else samples * np.float32(end)
    ramp: Samples = np.linspace(start, end, len(samples), dtype=np.float32)[:, None]
    heard: Samples = samples * ramp
    return heard


def faded_in(samples: Samples) -> Samples:
    """The samples with their first 5 ms coming up from silence."""
    rise = np.linspace(0, 1, FADE_SAMPLES, endpoint=False, dtype=np.float32)[: len(samples), None]
    return np.concatenate((samples[: len(rise)] * rise, samples[len(rise) :]))


def faded_out(samples: Samples) -> Samples:
    """The samples with their last 5 ms going down to silence."""
    return faded_in(samples[::-1])[::-1]


def cut_off(samples: Samples) -> Samples:
    """The samples going down to silence within their first 5 ms."""
    fall = 1 - np.linspace(0, 1, FADE_SAMPLES, endpoint=False, dtype=np.float32)[: len(samples), None]
    return np.concatenate((samples[: len(fall)] * fall, np.zeros_like(samples[len(fall) :])))


def routed(samples: Samples, channels: Channels) -> Samples:
    """Both channels, one of them on both sides, or their mean."""
    if channels == "both":
        return samples
    if channels == "mono":
        return np.repeat(samples.mean(axis=1, keepdims=True), 2, axis=1)
    one: Samples = samples[:, :1] if channels == "left" else samples[:, 1:]
    return np.repeat(one, 2, axis=1)


class Limiter:
    """Holds peaks at −1 dBFS without delaying the sound.

    The gain may fall ahead of a peak within the block it is given (2 ms) and recovers over about
    200 ms; slopes are straight lines, so the whole block is two cumulative minima.
    """

    ATTACK = np.float32(1 / 96)
    RELEASE = np.float32(1 / 9600)

    def __init__(self) -> None:
        self.gain = np.float32(1.0)

    def limit(self, samples: Samples) -> Samples:
        levels = np.abs(samples)
        if self.gain >= 1.0 and levels.max(initial=0.0) <= CEILING:
            return samples
        peaks = np.maximum(levels[:, 0], levels[:, 1])
        needed = np.minimum(np.float32(1.0), np.float32(CEILING) / np.maximum(peaks, np.float32(1e-6)))
        steps = np.arange(len(needed), dtype=np.float32)
        falling = np.minimum.accumulate((needed - steps[::-1] * self.ATTACK)[::-1])[::-1] + steps[::-1] * self.ATTACK
        rising = np.minimum.accumulate(np.concatenate(([self.gain + self.RELEASE], falling - steps * self.RELEASE)))
        curve = np.minimum(needed, rising[1:] + steps * self.RELEASE)
        self.gain = np.float32(curve[-1])
        limited: Samples = (samples * curve[:, None]).astype(np.float32)
        return limited

    @property
    def limiting(self) -> bool:
        return bool(self.gain < 0.999)


# -- meters ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Meter:
    """Peak and RMS per channel, gathered until they are read."""

    peak: list[float]
    squares: list[float]
    count: int = 0

    @classmethod
    def new(cls) -> Meter:
        return cls([0.0, 0.0], [0.0, 0.0])

    def add(self, samples: Samples) -> None:
        """Channel by channel: along the short side of an array numpy is ten times as slow."""
        levels = np.abs(samples)
        for channel in (0, 1):
            self.peak[channel] = max(self.peak[channel], float(levels[:, channel].max(initial=0.0)))
            self.squares[channel] += float(np.dot(samples[:, channel], samples[:, channel]))
        self.count += len(samples)

    def read(self) -> dict[str, list[float]]:
        """Levels in dBFS since the last reading."""
        levels = {
            "peak_db": [decibels(peak) for peak in self.peak],
            "rms_db": [decibels(math.sqrt(squares / max(1, self.count))) for squares in self.squares],
        }
        self.peak, self.squares, self.count = [0.0, 0.0], [0.0, 0.0], 0
        return levels
