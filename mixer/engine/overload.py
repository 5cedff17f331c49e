"""Whether the machine keeps up with a show, from what the frame loop sees; and what is given up when it does not."""

from __future__ import annotations

import contextlib
import os
import time
from collections import deque
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from mixer.core.load_shedding import STEPS, LoadShedding

LOOK_S = 0.25
SPARE = 0.08  # of the machine: idle, or at work that gives way to everybody
LASTING_S = 60.0  # of overload within the last five minutes: a cheaper preset is advised
REMEMBERED_S = 300.0
STRAINED_QUEUE = 0.5  # of the encoder's queue
HURRY_S = 30.0  # so long after pictures were given up the encoder still goes before others: they may be the cause
HURRY_MOST_S = 240.0  # what it comes to where the load is still there each time: twice as long as the time before
PREVIEW_PER_S = 5
CHEAPER = {
    "medium": "fast", "fast": "faster", "faster": "veryfast", "veryfast": "superfast", "superfast": "ultrafast",
}  # fmt: skip


class Overload:
    """Counts what went wrong since the last look, and looks four times a second. Never waits."""

    def __init__(self, rate: Fraction, spare: Callable[[], bool] | None = None) -> None:
        self.shedding = LoadShedding()
        self._rate = float(rate)
        self._spare = spare or MachineLoad().spare
        self._looked = time.monotonic()
        self._bad = 0
        self._queue = 0.0
        self._since = 0.0
        self._hurry_s = HURRY_S
        self._hurry_until = float("-inf")
        self._spells: deque[tuple[float, float]] = deque()  # (when, seconds) of overload
        self._pictures: deque[tuple[float, int]] = deque()  # (when, how many had been encoded)

    def has(self, name: str) -> bool:
        """Whether this step is given up just now."""
        return name in self.shedding.names

    def hurried(self, now: float) -> bool:
        """Whether the programme's encoder should go before other programs: it costs what they wait, monitors too."""
        return now < self._hurry_until

    # -- what happened in a frame --------------------------------------------------------------------

    def frame(self, *, late: bool, left_out: bool, queue: float, encoded: int, now: float) -> None:
        """One frame: repeated as it was late, left out; how full (0–1) the encoder's queue is, and its pictures."""
        self._bad += late or (left_out and not self.has("pictures"))
        self._queue = max(self._queue, queue)
        self._pictures.append((now, encoded))
        while self._pictures[0][0] < now - 1:
            self._pictures.popleft()
        if now - self._looked >= LOOK_S:
            self._look(now)

    def _look(self, now: float) -> None:
        elapsed, self._looked = now - self._looked, now
        strained = self._bad > 1 or self._queue > STRAINED_QUEUE
        before = self.shedding
        spare = before.level > 0 and self._spare()
        # A stop of the whole machine is one look, however long it was.
        self.shedding = before.look(min(elapsed, 2 * LOOK_S), strained, spare)
        if self.shedding.level and not before.level:
            self._since = now
        if self.has("pictures"):
            self._hurry(now)
        if self.shedding.level:
            self._spells.append((now, elapsed))
        while self._spells and self._spells[0][0] < now - REMEMBERED_S:
            self._spells.popleft()
        self._bad, self._queue = 0, 0.0

    def _hurry(self, now: float) -> None:
        if now - self._hurry_until > REMEMBERED_S:
            self._hurry_s = HURRY_S
        elif now >= self._hurry_until:
            self._hurry_s = min(2 * self._hurry_s, HURRY_MOST_S)
        self._hurry_until = now + self._hurry_s

    # -- telling -------------------------------------------------------------------------------------

    def status(self, preset: str, now: float) -> dict[str, Any]:
        """In the words of the protocol."""
        level = self.shedding.level
        return {
            "level": level,
            "shed": [step.name for step in STEPS[:level]],
            "text": self.shedding.words,
            "since_s": round(now - self._since, 1) if level else 0.0,
            "pictures_s": self._pictures[-1][1] - self._pictures[0][1] if self._pictures else 0,
            "advice": self._advice(preset),
        }

    def _advice(self, preset: str) -> str:
        if sum(seconds for _, seconds in self._spells) < LASTING_S:
            return ""
        cheaper = CHEAPER.get(preset)
        with_preset = f"; the encoder preset {cheaper} costs less than {preset}" if cheaper else ""
        return f"this machine is too small for the show, or something else keeps it busy{with_preset}"


class MachineLoad:
    """Processor time that nobody needed, or that went to work which gives way (nice), since the last question.

    Linux tells in /proc/stat; elsewhere there is always time to spare, and strain alone decides.
    """

    def __init__(self, path: str = "/proc/stat") -> None:
        self._fd: int | None = None
        with contextlib.suppress(OSError):
            self._fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self._before = self._read()

    def spare(self) -> bool:
        now = self._read()
        free, total = (one - other for one, other in zip(now, self._before, strict=True))
        self._before = now
        return self._fd is None or (total > 0 and free / total >= SPARE)

    def _read(self) -> tuple[int, int]:
        """(free, all) in ticks since the machine began."""
        if self._fd is None:
            return 0, 0
        line = os.pread(self._fd, 200, 0).split(b"\n", 1)[0]
        user, nice, system, idle, iowait, *rest = (int(part) for part in line.split()[1:9])
        return nice + idle + iowait, user + nice + system + idle + iowait + sum(rest)
