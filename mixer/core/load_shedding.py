"""What is given up when there is too much to do, in which order, and when it comes back. Pure.

Sound is never given up, nor is a session of the encoder: whatever else happens, those two go on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

RAISE_S = 0.4  # of strain before the next thing is given up
CALM_S = 0.25  # of calm before the last thing given up comes back, with a processor to spare
BLIND_S = 0.75  # the same without one: it may only be calm because so much is given up
LONGEST_S = 60.0  # what either grows to, doubled each time when something came back too early
FORGET_S = 20.0  # of everything back: the next strain is another one
RELAPSE_S = 6.0  # strain so soon after something came back: it came back too early


class Step(NamedTuple):
    """One thing that can be given up, and how the console says it."""

    name: str
    words: str


STEPS = (
    Step("tiles", "tiles at 1 a second"),
    Step("monitors", "monitors at half rate"),
    Step("preview", "preview at 5 a second"),
    Step("languages", "one caption language is translated"),
    Step("pictures", "programme at half its pictures"),
)
"""From the first to be given up to the last."""


@dataclass(frozen=True, slots=True)
class LoadShedding:
    """How many of the STEPS are given up. `look` moves on by one at a time."""

    level: int = 0
    strained_s: float = 0.0
    calm_s: float = 0.0
    relapses: tuple[int, int] = (0, 0)  # how often something came back too early: blindly, and with time to spare
    spared: bool = False  # whether what came back last did so with time to spare
    back_s: float = RELAPSE_S  # since something came back

    @property
    def names(self) -> frozenset[str]:
        return frozenset(step.name for step in STEPS[: self.level])

    @property
    def words(self) -> str:
        """Such as "overloaded: tiles at 1 a second, monitors at half rate"; nothing when nothing is given up."""
        return "overloaded: " + ", ".join(step.words for step in STEPS[: self.level]) if self.level else ""

    def look(self, elapsed_s: float, strained: bool, spare: bool) -> LoadShedding:
        """The state `elapsed_s` later, in which there was strain or not, and processor time to spare or not."""
        back_s = self.back_s + elapsed_s
        if strained:
            return replace(self, calm_s=0.0, strained_s=self.strained_s + elapsed_s, back_s=back_s)._raised()
        return replace(self, strained_s=0.0, calm_s=self.calm_s + elapsed_s, back_s=back_s)._lowered(spare)

    def _raised(self) -> LoadShedding:
        if self.strained_s < RAISE_S or self.level == len(STEPS):
            return self
        blindly, spared = self.relapses
        if self.back_s < RELAPSE_S:
            blindly, spared = (blindly, spared + 1) if self.spared else (blindly + 1, spared)
        return LoadShedding(self.level + 1, relapses=(blindly, spared))

    def _lowered(self, spare: bool) -> LoadShedding:
        if not self.level:
            return replace(self, relapses=(0, 0)) if self.back_s > FORGET_S else self
        if self.calm_s < min(LONGEST_S, (CALM_S if spare else BLIND_S) * 2.0 ** self.relapses[spare]):
            return self
        return LoadShedding(self.level - 1, relapses=self.relapses, spared=spare, back_s=0.0)
