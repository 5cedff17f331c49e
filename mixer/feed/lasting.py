"""For how long something has been so, as far as it is looked at. Pure: times are given."""

from __future__ import annotations

STALE_S = 6.0  # what was looked at longer ago than this is not known any more


class Lasting:
    """Since when it is so."""

    def __init__(self) -> None:
        self._since_s: float | None = None
        self._looked_s = 0.0

    def look(self, so: bool, now_s: float) -> None:
        """It is so, or not, as of now."""
        if self._since_s is None or not so or now_s - self._looked_s > STALE_S:
            self._since_s = now_s if so else None
        self._looked_s = now_s

    def for_s(self, now_s: float) -> float:
        """For so many seconds; 0 when it is not so, or nobody has looked lately."""
        if self._since_s is None or now_s - self._looked_s > STALE_S:
            return 0.0
        return now_s - self._since_s
