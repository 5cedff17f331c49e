"""How much a browser may be sent, and how much it may send. Pure: time comes in."""

from __future__ import annotations

WINDOW = 160  # messages; about 2 s of a monitor with sound
SILENT_MOST = 32  # unanswered messages that a reader cannot still be working on
SILENT_S = 10.0
RATE, BURST = 60.0, 180.0  # messages a second, and at once


class Flow:
    """Counts what was sent and what was acknowledged."""

    def __init__(self, now: float) -> None:
        self.sent = self.acked = 0
        self._quiet_since = now

    @property
    def open(self) -> bool:
        """Whether the reader keeps up well enough for pictures."""
        return self.sent - self.acked < WINDOW

    def send(self, now: float) -> None:
        if self.sent - self.acked < SILENT_MOST:
            self._quiet_since = now
        self.sent += 1

    def ack(self, n: object, now: float) -> bool:
        """The reader says that it has had `n` messages. What cannot be true is left aside; whether it could."""
        could = isinstance(n, int) and self.acked < n <= self.sent
        if could:
            self.acked, self._quiet_since = n, now  # type: ignore[assignment]
        return could

    def gone(self, now: float) -> bool:
        """Whether nobody can be reading any more."""
        return self.sent - self.acked >= SILENT_MOST and now - self._quiet_since > SILENT_S


class Allowance:
    """A bucket of messages that refills steadily."""

    def __init__(self, now: float, rate: float = RATE, burst: float = BURST) -> None:
        self._rate, self._burst, self._left, self._at = rate, burst, burst, now

    def take(self, now: float) -> bool:
        """Whether one more is within the allowance."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
