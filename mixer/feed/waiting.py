"""How long an answer has been waited for."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable

BETWEEN_S = 0.1  # the most that counts between two looks


class Patience:
    """Counts the seconds for which the same answer has been missing.

    Time in which nobody looked hardly counts: the answer may have come, and we were the ones who stood still.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._for: Hashable = None
        self._waited_s, self._looked = 0.0, now()

    def waited_s(self, answer: Hashable) -> float:
        """Seconds since we began to wait for `answer`, whatever names it; None waits for nothing."""
        now = self._now()
        self._waited_s += min(now - self._looked, BETWEEN_S)
        self._looked = now
        if answer is None or answer != self._for:
            self._for, self._waited_s = answer, 0.0
        return self._waited_s
