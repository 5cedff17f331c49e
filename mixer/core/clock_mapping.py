"""When a live source's pictures and sound are due, from their timestamps and when they arrived.

Networks only ever delay. So the packets that came earliest, over a sliding window, tell how the source's
clock lies to ours; the stated buffer, added to that, absorbs the jitter of all others. A burst after a
stall then maps to the past and is skipped, instead of being played late for ever. All times are seconds.
"""

from __future__ import annotations

from collections import deque

WINDOW_S = 10.0  # long enough for steady jitter to show its earliest packets, short enough to follow drift
JUMP_S = 1.0  # timestamps that move further than this, either way, begin a new stretch
STEP_S = 0.2  # a mapping that is further off than this is stepped, below it is slewed
SETTLE_S, SETTLE_STEP_S = (
    1.0,
    0.02,
)  # at first a step is not heard, and a slew would take long
SLEW = 0.005  # the most a mapping drifts to where it belongs: what resampled sound may be bent by
LATE_FOR_S = 1.0  # when everything that came for so long was late, the buffer no longer covers the path
MANY = 5


class Stretch:
    """A run of timestamps without a jump; picture and sound share its mapping.

    `patient` is for sources that arrive in bursts by nature (HLS, files over HTTP): they are anchored on
    their first packet, and pushed back when one comes too late.
    """

    def __init__(self, buffer_s: float, pts_s: float, arrived_s: float, patient: bool = False) -> None:
        self._buffer_s, self._patient = buffer_s, patient
        self._offset = arrived_s - pts_s
        self._born_s = self._updated_s = arrived_s
        self._earliest: deque[tuple[float, float]] = deque()  # (arrived, offset), both rising
        self._recent: deque[tuple[float, float, bool]] = deque()  # (arrived, offset, late)
        self.pts_s, self.arrived_s = pts_s, arrived_s
        self.rate = 1.0

    def due(self, pts_s: float) -> float:
        return pts_s + self._offset + self._buffer_s

    @property
    def settled(self) -> bool:
        """Whether the mapping steps no more: until then, what is worked out late is worked out better."""
        return self._patient or self._updated_s - self._born_s > SETTLE_S

    def continues(self, pts_s: float, arrived_s: float) -> bool:
        """Whether a packet with these times belongs to this stretch."""
        step, elapsed = pts_s - self.pts_s, arrived_s - self.arrived_s
        # A source that was silent comes back with timestamps as far on as our clock: no jump.
        return abs(step) <= JUMP_S or (step > 0 and abs(step - elapsed) <= JUMP_S)

    def observe(self, pts_s: float, arrived_s: float) -> None:
        """Take in the times of one packet."""
        self.pts_s, self.arrived_s = pts_s, arrived_s
        if self._patient:
            if arrived_s > self.due(pts_s):
                self._offset = arrived_s - pts_s
            return
        offset = arrived_s - pts_s
        self._remember(arrived_s, offset)
        if self._buffer_is_outgrown():
            self._earliest = deque([min((o, a) for a, o, _ in self._recent)[::-1]])
        self._follow(self._earliest[0][1], arrived_s)

    def _remember(self, arrived_s: float, offset: float) -> None:
        while self._earliest and self._earliest[-1][1] >= offset:
            self._earliest.pop()
        self._earliest.append((arrived_s, offset))
        while self._earliest[0][0] < arrived_s - WINDOW_S:
            self._earliest.popleft()
        self._recent.append((arrived_s, offset, offset > self._offset + self._buffer_s))
        while self._recent[0][0] < arrived_s - LATE_FOR_S:
            self._recent.popleft()

    def _buffer_is_outgrown(self) -> bool:
        span = self._recent[-1][0] - self._recent[0][0]
        # A burst after a stall is late too, but it is over at once.
        return span > LATE_FOR_S * 0.7 and len(self._recent) >= MANY and all(late for *_, late in self._recent)

    def _follow(self, target: float, now_s: float) -> None:
        elapsed, self._updated_s = max(0.0, now_s - self._updated_s), now_s
        error = target - self._offset
        settled = now_s - self._born_s > SETTLE_S
        if abs(error) > (STEP_S if settled else SETTLE_STEP_S):
            self._offset, self.rate = target, 1.0
            return
        change = max(-SLEW * elapsed, min(SLEW * elapsed, error))
        self._offset += change
        self.rate = 1.0 + (change / elapsed if elapsed else 0.0)


class ClockMapping:
    """Sorts packets into stretches. Times may restart, wrap or leap: a new stretch begins there."""

    def __init__(self, buffer_s: float, patient: bool = False) -> None:
        self._buffer_s, self._patient = buffer_s, patient
        self._stretch: Stretch | None = None
        self._former: Stretch | None = None

    def observe(self, pts_s: float, arrived_s: float) -> Stretch:
        """Take in a packet, of picture or sound; its stretch tells when it is due, now and later."""
        stretch = self._stretch
        if stretch is None or not stretch.continues(pts_s, arrived_s):
            # At a jump, sound and picture cross over it in turn: the old stretch is still good for some.
            if self._former is not None and self._former.continues(pts_s, arrived_s):
                return self._former
            self._former, stretch = (
                stretch,
                Stretch(self._buffer_s, pts_s, arrived_s, self._patient),
            )
            self._stretch = stretch
        stretch.observe(pts_s, arrived_s)
        return stretch

    def due(self, pts_s: float, arrived_s: float) -> float:
        """When what carries this timestamp is due, given that it arrived now."""
        return self.observe(pts_s, arrived_s).due(pts_s)
