"""How many pictures a second are asked of a page. Pure: times are arguments, in seconds."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

LEAST_FPS = 12.0  # of what is looked at, however busy the machine is
LOOK_S = 1.0
SHORT, SPARE = 0.03, 0.10  # of the machine that is idle: less is given up for, with more it comes back
LATE_S = 0.20  # from being drawn to being here; what is later waited for a processor
LESS, MORE = 0.75, 1.15


@dataclass(slots=True)
class Acknowledgements:
    """Lets so many pictures come a second: one that is not acknowledged keeps a later one from being made."""

    fps: float
    _owed: deque[int] = field(default_factory=deque)
    _next_s: float = 0.0

    def owe(self, number: int) -> None:
        self._owed.append(number)

    def due(self, now_s: float) -> int | None:
        """The picture that may be acknowledged now."""
        if not self._owed or now_s < self._next_s:
            return None
        # Counted from when it was due, so that waking late does not slow the page; but nothing is caught up.
        period_s = 1 / self.fps
        self._next_s = (self._next_s if now_s - self._next_s < period_s else now_s) + period_s
        return self._owed.popleft()

    def wait_s(self, now_s: float) -> float:
        """How long until there is something to acknowledge; endless when nothing is owed."""
        return max(0.0, self._next_s - now_s) if self._owed else float("inf")

    def forget(self) -> None:
        """Nothing that was owed is asked for any more."""
        self._owed.clear()


@dataclass(slots=True)
class Rate:
    """What is asked of a page: as much as was set, or what the machine has left."""

    most: float
    fps: float = 0.0
    _looked_s: float = 0.0
    _late: int = 0
    _came: int = 0

    def __post_init__(self) -> None:
        self.fps = self.fps or self.most

    @property
    def shed(self) -> bool:
        return self.fps < self.most - 0.5

    def came(self, late_s: float) -> None:
        """A picture is here, so long after it was drawn."""
        self._came += 1
        self._late += late_s > LATE_S

    def is_time(self, now_s: float) -> bool:
        return now_s - self._looked_s >= LOOK_S

    def look(self, now_s: float, idle: float, pressed: bool = False) -> None:
        """Once a second: `idle` is what was left of the machine since the last look, 0–1.

        `pressed`: the engine has given something up already, whatever the machine seems to have left.
        """
        moves, late = self._came > LEAST_FPS / 2, self._late * 2 > self._came
        self._looked_s, self._came, self._late = now_s, 0, 0
        if moves and (late or idle < SHORT or pressed):
            self.fps = max(min(LEAST_FPS, self.most), self.fps * LESS)
        elif ((idle > SPARE and not pressed) or not moves) and self.fps < self.most:
            self.fps = min(self.most, self.fps * MORE)
