"""What recognition costs, and what is given up as it falls behind: partials, then beams, then sound."""

from __future__ import annotations

from collections import deque

from subtitles.listening.utterances import CAP_S

STEP_S, TIMES = 0.8, 1.25
LAG_S = 10.0
NO_PARTIALS_S, NARROW_S = 3.0, 6.0  # of backlog
# Agreement hears everything about three times: a partial dearer than this only falls behind, and whole
# utterances, heard once each, come sooner. They begin again when 3 s of sound would cost 1.2 s.
TOO_DEAR_S = 1.8
PARTIAL_S, PARTIAL_COST_S = 3.0, 1.2
GUESS = 0.3  # seconds a second of sound, before anything was measured
PIECE_LAG_S, SHORTEST_S = 6.0, 2.0
REMEMBERED = 8
BEAM = 5


class Costs:
    """Learns what a pass costs: some seconds at once and some for every second of sound."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, float]] = deque(maxlen=REMEMBERED)

    def note(self, seconds: float, cost_s: float) -> None:
        self._seen.append((seconds, cost_s))

    def __bool__(self) -> bool:
        return bool(self._seen)

    def of(self, seconds: float) -> float:
        """What `seconds` of sound will cost. The line through what was seen, never falling."""
        if not self._seen:
            return GUESS * seconds
        count = len(self._seen)
        x, y = sum(one for one, _ in self._seen) / count, sum(one for _, one in self._seen) / count
        spread = sum((one - x) ** 2 for one, _ in self._seen) / count
        most = y / max(x, 0.1)
        # Alike lengths tell nothing about the slope: half of it, so that longer ones will be tried.
        slope = sum((a - x) * (b - y) for a, b in self._seen) / count / spread if spread > 0.05 else most / 2
        slope = min(max(slope, 0.0), most)
        return max(0.0, y + slope * (seconds - x))


class Pressure:
    """Decides how much is asked of the recogniser, so that captions are never more than 10 s behind.

    `partials`: whether unfinished utterances are asked for. They stop when a pass leaves more than 3 s behind.
    """

    def __init__(self, step_s: float = STEP_S, times: float = TIMES, beam: int = BEAM) -> None:
        self.partials = True
        self.cost_s = 0.0  # of the last pass
        self._least_s, self._times, self._beam = step_s, times, beam
        self._partial_cost_s = 0.0
        self._narrow, self._wide = Costs(), Costs()

    @property
    def step_s(self) -> float:
        """The time from one partial to the next."""
        return max(self._least_s, self._times * self._partial_cost_s)

    def beam(self, backlog_s: float) -> int:
        """How wide a final searches."""
        return self._beam if backlog_s <= NARROW_S else 1

    def predicted_s(self, seconds: float, beam: int = 1) -> float:
        costs = self._wide if beam > 1 and self._wide else self._narrow
        return costs.of(seconds)

    @property
    def piece_s(self) -> float:
        """How long an utterance may get. Where each is recognised only once, it waits, and then costs its own time."""
        if self.partials:
            return CAP_S
        return min(CAP_S, max(SHORTEST_S, PIECE_LAG_S / (1 + self.predicted_s(4.0) / 4.0)))

    def passed(self, seconds: float, cost_s: float, beam: int, final: bool, backlog_s: float) -> None:
        """A pass over `seconds` of sound is back, and leaves `backlog_s` that no pass has heard."""
        self.cost_s = cost_s
        (self._wide if beam > 1 else self._narrow).note(seconds, cost_s)
        if not final:
            self._partial_cost_s = cost_s
        if backlog_s > NO_PARTIALS_S or (not final and cost_s > TOO_DEAR_S):
            self.partials = False
        elif not self.partials and self.predicted_s(PARTIAL_S) <= PARTIAL_COST_S:
            self.partials, self._partial_cost_s = True, self.predicted_s(PARTIAL_S)
