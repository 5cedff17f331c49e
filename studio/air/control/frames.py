"""Which frame the engine is at, as far as somebody who hears of it now and then can tell. Pure: time comes in."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

USUAL_RATE = Fraction(30)
ANOTHER_COUNT_S = 10.0  # a number that falls back by more is of another count, not of a message that came late


class Frames:
    """The last frame number seen, carried on at the show's rate: never ahead of the engine, only behind it."""

    def __init__(self) -> None:
        self.rate = USUAL_RATE
        self._frame: int | None = None
        self._at = 0.0  # monotonic seconds

    def play(self, show: dict[str, Any] | None) -> None:
        """Count at this show file's rate from now on."""
        try:
            self.rate = Fraction(show["canvas"]["rate"]) if show else self.rate
        except (KeyError, TypeError, ValueError, ZeroDivisionError):
            self.rate = USUAL_RATE

    def saw(self, frame: object, now: float) -> None:
        """A message says that the engine was at `frame`; what is no number, or an older one, is left aside."""
        if not isinstance(frame, int):
            return
        before = self._frame
        if before is None or frame >= before or before - frame > ANOTHER_COUNT_S * self.rate:
            self._frame, self._at = frame, now

    def forget(self) -> None:
        self._frame = None

    def silent_s(self, now: float) -> float:
        """How long no frame has been heard of; infinite when none ever was."""
        return float("inf") if self._frame is None else now - self._at

    def at(self, now: float) -> int | None:
        """The engine's frame by now, or None when none was ever seen."""
        return None if self._frame is None else self._frame + int((now - self._at) * self.rate)

    def after(self, now: float, seconds: float) -> int | None:
        """The frame that will have come `seconds` after now."""
        frame = self.at(now)
        return None if frame is None else frame + int(seconds * self.rate)
