"""Where a file's pictures and samples lie on the tape: laps, one after the other, from a position on, at a speed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from mixer.core.clock import SAMPLE_RATE, SECOND_NS
from mixer.feed.messages import Run

LAPS_KEPT = 4096  # sound may be so many of the shortest laps ahead of the pictures


@dataclass(eq=False, slots=True)
class Lap:
    """One pass over the file from `start_s` of it on; its time 0 lies at `base` (seconds of the tape)."""

    base: Fraction
    start_s: Fraction
    speed: Fraction

    def ns(self, time_s: Fraction) -> int:
        """When what lies there in the file is due, rounded down as frame times are: they then agree."""
        return self._placed(time_s, SECOND_NS)

    def sample(self, time_s: Fraction) -> int:
        return self._placed(time_s, SAMPLE_RATE)

    def time_at(self, ns: int) -> Fraction:
        """What of the file is due then."""
        return (Fraction(ns, SECOND_NS) - self.base) * self.speed

    def _placed(self, time_s: Fraction, per_s: int) -> int:
        """(base + time / speed) × per_s, in whole numbers: fractions cost a tenth of the decoding."""
        speed, base = self.speed, self.base
        if speed != 1:
            time_s = time_s / speed
        below = base.denominator * time_s.denominator
        return (base.numerator * time_s.denominator + time_s.numerator * base.denominator) * per_s // below


class Laps:
    """The laps of a run, by number; pictures and sound come to each apart. `end_s` is where it ends, if known."""

    def __init__(self, run: Run) -> None:
        # 0.7 s is meant as 7/10, not as the nearest binary fraction below it.
        self.in_s, self.out_s = Fraction(str(run.in_s)), Fraction(str(run.out_s))
        self.speed = Fraction(str(run.speed))
        self.again = run.end == "loop"
        self.end_s: Fraction | None = None
        position_s = max(Fraction(str(run.position_s)), Fraction(0))
        base = Fraction(run.tape_ns, SECOND_NS) - position_s / self.speed
        self.first = Lap(base, position_s, self.speed)
        self._laps = {0: self.first}

    def cut(self, end_s: Fraction) -> Fraction:
        """An end of the file, or the out point if that comes sooner."""
        return min(end_s, self.out_s) if self.out_s else end_s

    def lap(self, number: int) -> Lap:
        """A lap by its number, of laps that are as long as the file says."""
        if number not in self._laps:
            self._laps[number] = self.after(self._laps[number - 1], self._known_end)
        for over in [other for other in self._laps if other < number - LAPS_KEPT]:
            del self._laps[over]
        return self._laps[number]

    def after(self, lap: Lap, end_s: Fraction) -> Lap:
        """The lap after one that ended there."""
        return Lap(lap.base + (end_s - self.in_s) / self.speed, self.in_s, self.speed)

    def number_at(self, ns: int) -> int:
        """The lap that is due then; those before it are over. What does not loop has one."""
        length_s = (self._known_end - self.in_s) / self.speed
        if not self.again or length_s <= 0:
            return 0
        since = Fraction(ns, SECOND_NS) - self.first.base - self._known_end / self.speed
        number = max(0, since // length_s + 1)
        if number and number not in self._laps:
            self._laps[number] = Lap(self.first.base + number * length_s, self.in_s, self.speed)
        return int(number)

    @property
    def _known_end(self) -> Fraction:
        assert self.end_s is not None
        return self.end_s
