"""Local times, UTC and frames."""

from fractions import Fraction

import pytest

from mixer.core.rundown import WallClock, frames_lasting, local_utc_s
from mixer.core.rundown.wall_clock import utc_text


@pytest.mark.parametrize(
    ("local", "zone", "utc"),
    [
        ("2026-11-22T20:00:00", "Europe/Berlin", "2026-11-22T19:00:00.000Z"),
        ("2026-03-29T02:30:00", "Europe/Berlin", "2026-03-29T01:30:00.000Z"),  # does not exist: airs at 03:30
        ("2026-10-25T02:30:00", "Europe/Berlin", "2026-10-25T00:30:00.000Z"),  # the first of two
        ("2026-10-04T02:10:00", "Australia/Lord_Howe", "2026-10-03T15:40:00.000Z"),  # half an hour: airs at 02:40
        ("2026-11-22T00:00:00.25", "Asia/Kathmandu", "2026-11-21T18:15:00.250Z"),
        ("2028-02-29T12:00:00", "UTC", "2028-02-29T12:00:00.000Z"),
    ],
)
def test_a_local_time_is_one_moment(local: str, zone: str, utc: str) -> None:
    assert utc_text(local_utc_s(local, zone)) == utc


@pytest.mark.parametrize("rate", [Fraction(30), Fraction(30000, 1001), Fraction(24000, 1001), Fraction(60)])
def test_a_frame_after_years_is_the_one_that_is_nearest(rate: Fraction) -> None:
    clock = WallClock(rate, Fraction(1_763_000_000_123, 1000))
    for frame in (0, 1, 7, 10**9, 10**9 + 1):
        assert clock.frame_of(clock.utc_s(frame)) == frame


@pytest.mark.parametrize(("seconds", "frames"), [(0.001, 1), (1, 30), (1.016, 30), (1.017, 31), (2 / 30, 2)])
def test_an_item_lasts_as_many_frames_as_a_file_on_a_transport(seconds: float, frames: int) -> None:
    assert frames_lasting(seconds, Fraction(30)) == frames


def test_a_zone_that_nobody_knows_is_said() -> None:
    with pytest.raises(ValueError, match="expected a time zone such as Europe/Berlin, found 'Mars'"):
        local_utc_s("2026-11-22T20:00:00", "Mars")
