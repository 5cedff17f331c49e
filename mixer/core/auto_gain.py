"""An automatic gain: it brings the loudness of sound slowly to a target, and leaves silence alone.

It is worked out in blocks of sound, each of which has a number; what it made of earlier ones can be given to the next
one, which goes on from there with other settings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from mixer.protocol.processing import AutoGain

QUIET_LUFS = -50.0  # what is quieter over MOMENTARY_S is silence: the gain stands
MOMENTARY_S, SHORT_S = 0.4, 3.0  # as EBU R 128 has them
UP_DB_PER_S, DOWN_DB_PER_S = 3.0, 12.0
KEPT_S = 8.0


@dataclass(frozen=True, slots=True)
class Leveled:
    """What was heard in a block, as the mean square of both channels together (K-weighted), and its gain."""

    energy: float
    gain_db: float


def lufs(energy: float) -> float:
    return -0.691 + 10 * math.log10(max(energy, 1e-12))


class Leveler:
    """The gain of each block of `block_s`. `known` has earlier blocks by their number."""

    def __init__(self, setting: AutoGain, block_s: float, since: int, known: dict[int, Leveled] | None = None) -> None:
        self._setting, self._block_s, self._since = setting, block_s, since
        self.blocks = {number: one for number, one in (known or {}).items() if number < since}

    def take(self, number: int, energy: float) -> tuple[float, float]:
        """The gains (dB) at the beginning and at the end of a block that is so loud."""
        before = self._gain_of(number - 1)
        if number < self._since:  # only listened to, so that it is known what is loud
            known = self.blocks.get(number)
            self.blocks[number] = Leveled(energy, known.gain_db if known else 0.0)
        else:
            self.blocks[number] = Leveled(energy, before)
            self.blocks[number] = Leveled(energy, self._next(number, before))
        self.blocks.pop(number - round(KEPT_S / self._block_s), None)
        return before, self.blocks[number].gain_db

    def _gain_of(self, number: int) -> float:
        return self.blocks[number].gain_db if number in self.blocks else 0.0

    def _next(self, number: int, gain_db: float) -> float:
        """The gain goes towards where the loudness of the last seconds would be on target."""
        if lufs(self._mean(number, MOMENTARY_S, 0.0)) < QUIET_LUFS:
            return gain_db
        most, quiet = self._setting.most_db, 10 ** ((QUIET_LUFS + 0.691) / 10)
        wanted = self._setting.loudness_lufs - lufs(self._mean(number, SHORT_S, quiet))
        wanted = max(-most, min(most, wanted))
        up, down = UP_DB_PER_S * self._block_s, DOWN_DB_PER_S * self._block_s
        return max(gain_db - down, min(gain_db + up, wanted))

    def _mean(self, number: int, seconds: float, least: float) -> float:
        """The mean energy of the last seconds, of those blocks that are as loud as that at least."""
        first = number - max(1, round(seconds / self._block_s)) + 1
        heard = [self.blocks[one].energy for one in range(first, number + 1) if one in self.blocks]
        loud = [energy for energy in heard if energy >= least]
        return sum(loud) / len(loud) if loud else 0.0
