"""From local times to frames: local time and zone, UTC, frame of the show's epoch; defined for every time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class WallClock:
    """What time it is on a frame: frame 0 was at `zero_utc_s`, seconds since 1970 without leap seconds.

    It holds until the wall clock is read again: a clock that was set is another value of this. Frames have this rate
    from `from_frame` on; where they had another before, their numbers are only as good as it gets.
    """

    rate: Fraction
    zero_utc_s: Fraction | float = 0
    from_frame: int = 0

    def utc_s(self, frame: int) -> float:
        return float(Fraction(self.zero_utc_s) + frame / self.rate)

    def frame_of(self, utc_s: float) -> int:
        """The frame that is nearest to a time."""
        return round((Fraction(utc_s) - Fraction(self.zero_utc_s)) * self.rate)

    def frames_in(self, seconds: float) -> int:
        return round(seconds * self.rate)

    def seconds_in(self, frames: int) -> float:
        return frames * self.rate.denominator / self.rate.numerator


@lru_cache(maxsize=4096)
def local_utc_s(text: str, zone: str) -> float:
    """The UTC seconds of a local time such as `2026-11-22T20:00:00`.

    Where clocks go forward, a time that does not exist is as much later as they move: 02:30 airs at 03:30. Where they
    go back, it is the first of the two. Both is what `fold` 0 says. Raises ValueError for what is no time or zone.
    """
    return datetime.fromisoformat(text).replace(tzinfo=zone_named(zone)).timestamp()


def local_date(utc_s: float, zone: str, days: int = 0) -> str:
    """The local date of a time, so many days later, such as `2026-11-22`."""
    return (datetime.fromtimestamp(utc_s, zone_named(zone)) + timedelta(days=days)).date().isoformat()


def utc_text(utc_s: float) -> str:
    """A time for people and other programs: UTC with milliseconds and its zone."""
    return datetime.fromtimestamp(utc_s, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@lru_cache(maxsize=64)
def zone_named(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (KeyError, OSError) as error:
        raise ValueError(f"expected a time zone such as Europe/Berlin, found {zone!r}") from error
