"""The programme's sound on its way to recognition: silence where an item has no use for that."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from subtitles.captioner.items import Items
from subtitles.captioner.link import Sound
from subtitles.listening.ear import Ear
from subtitles.values import Speech

HELD_S = 0.4  # a skip or a take-over is known here that much after its frame, on a busy machine


class Hearing:
    """Where items differ sound is held for a moment: what is on air on its frame is known by then.

    Silence, rather than nothing: it ends a sentence as any pause does, and the next one begins behind it.
    """

    def __init__(self, items: Items) -> None:
        self._items, self._ear = items, Ear()
        self._held: deque[Sound] = deque()

    def hear(self, sound: Sound) -> Iterator[tuple[Speech, int]]:
        """What can be recognised now: samples at 16 kHz with the index of their first."""
        self._held.append(sound)
        newest = sound.at + len(sound.samples)
        while self._held and self._is_due(self._held[0], newest):
            yield self._ear.hear(*self._let_in(self._held.popleft()))

    def _is_due(self, sound: Sound, newest: int) -> bool:
        """The programme's clock, which begins again with another session, lets everything go."""
        return not self._items.differ or not 0 < newest - sound.at <= HELD_S * 48_000

    def _let_in(self, sound: Sound) -> tuple[NDArray[np.int16], int]:
        if self._items.mutes(sound.frame):
            sound = replace(sound, samples=np.zeros_like(sound.samples))
        return sound.samples, sound.at
