"""The gate before recognition: 32 ms hops of sound, and which of them are speech.

Recognisers write fluent text over silence, so a hop passes only when it is loud enough and Silero hears a voice.
Silero alone lets near-silence through (faster-whisper #843).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from subtitles.errors import EngineFailed
from subtitles.listening.silero import Silero
from subtitles.values import RATE, Speech

HOP = 512  # samples: 32 ms
QUIET_DB = -50.0
ABOVE_FLOOR_DB = 6.0
LOOSER_DB = 3.0  # while speech goes on
ON, OFF = 0.50, 0.35
# With a voice detector a loud bed of music must not shut a speaker out: from here on the detector alone decides.
FLOOR_AT_MOST_DB = -40.0
FLOOR_S, FLOOR_ALONE_S = 10.0, 2.0
SILENT_DB = -100.0


class Voice(Protocol):
    """A voice detector: (n, 512) samples to (n,) probabilities, remembering what came before."""

    def probabilities(self, hops: NDArray[np.float32]) -> NDArray[np.float32]: ...

    def reset(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Hop:
    """32 ms of sound from index `at`."""

    at: int
    speech: bool
    level_db: float


class Gate:
    """Tells speech from everything else. Without a `voice` it goes by loudness, and `text` says why."""

    def __init__(self, voice: Voice | None, text: str = "") -> None:
        self.voice, self.text = voice, text
        self.level_db = SILENT_DB
        seconds = FLOOR_S if voice else FLOOR_ALONE_S
        self._levels: deque[float] = deque(maxlen=int(seconds * RATE / HOP))
        self._speech = False
        self._rest: Speech = np.zeros(0, np.float32)
        self._at = 0

    @classmethod
    def best(cls) -> Gate:
        """With Silero where it can be had, by loudness alone elsewhere."""
        try:
            return cls(Silero())
        except EngineFailed as error:
            return cls(None, f"speech is told by its loudness only: {error}")

    def reset(self) -> None:
        """What comes next does not follow what came before. The noise floor is still the room's."""
        self._rest, self._speech = np.zeros(0, np.float32), False
        if self.voice:
            self.voice.reset()

    def hear(self, samples: Speech, at: int) -> list[Hop]:
        """The hops completed by `samples`, whose first has index `at`; they follow what was heard last."""
        if not len(self._rest):
            self._at = at
        sound = np.concatenate([self._rest, samples])
        count = len(sound) // HOP
        hops, self._rest = sound[: count * HOP].reshape(count, HOP), sound[count * HOP :]
        if not count:
            return []
        voiced = self.voice.probabilities(hops) if self.voice else np.ones(count, np.float32)
        return [self._hop(level, float(p)) for level, p in zip(levels(hops), voiced, strict=True)]

    def _hop(self, level: float, probability: float) -> Hop:
        self._levels.append(level)
        self.level_db = level
        looser = LOOSER_DB if self._speech else 0.0
        loud = level > max(QUIET_DB, self.floor_db + ABOVE_FLOOR_DB) - looser
        self._speech = loud and probability >= (OFF if self._speech else ON)
        self._at += HOP
        return Hop(self._at - HOP, self._speech, level)

    @property
    def floor_db(self) -> float:
        """The quietest hop of late: what the room sounds like between words."""
        floor = min(self._levels, default=SILENT_DB)
        return min(floor, FLOOR_AT_MOST_DB) if self.voice else floor


def levels(hops: NDArray[np.float32]) -> list[float]:
    """The RMS level of each hop, dBFS; −100 for digital silence."""
    power = np.mean(hops.astype(np.float64) ** 2, axis=1)
    return [float(db) for db in 10 * np.log10(np.maximum(power, 1e-10))]
