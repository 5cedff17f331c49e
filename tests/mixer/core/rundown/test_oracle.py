"""A thousand items over days in many zones begin on the frames that a separate, plain oracle works out."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from mixer.core.rundown import WallClock, local_utc_s, plan, read_rundown
from tests.bench.rundown_oracle import expected, utc_of
from tests.mixer.core.rundown.makers import mixed

# Days on which clocks go forward or back in Berlin, New York and Lord Howe; a leap day, and a turn of the year.
DAYS = ["2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-04-05", "2026-10-04", "2028-02-29", "2026-12-31"]
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
RATES = [Fraction(30), Fraction(30000, 1001), Fraction(25), Fraction(50)]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", DAYS)
def test_each_of_a_thousand_items_begins_on_its_frame_whatever_the_clocks_do(zone: str, day: str) -> None:
    random = Random(f"{zone} {day}")
    rate = random.choice(RATES)
    first = date.fromisoformat(day) - timedelta(days=1)
    rundown = mixed(random, zone, [(first + timedelta(days=each)).isoformat() for each in range(3)])
    zero = Fraction(round(utc_of(f"{first}T00:00:00", zone) * 1000) - random.randrange(10_000), 1000)
    frame = random.randrange(1000, 1_000_000)
    until = frame + int(2.5 * 86_400 * rate)
    planned = plan(read_rundown(rundown), WallClock(rate, zero), frame, until)
    begun = [(each.start_frame, each.item) for each in planned if not each.trouble]
    assert begun == expected(rundown, rate, zero, frame, until)
    assert len(begun) > 1000


@pytest.mark.parametrize("zone", [*ZONES, "America/St_Johns", "Africa/Casablanca", "Asia/Beirut"])
def test_every_local_half_hour_of_a_year_has_one_time(zone: str) -> None:
    for day in range(0, 366):
        local = (date(2026, 1, 1) + timedelta(days=day)).isoformat()
        for time in ("00:00:00", "01:30:00", "02:00:00", "02:30:00", "03:00:00.5", "23:45:00"):
            assert local_utc_s(f"{local}T{time}", zone) == utc_of(f"{local}T{time}", zone)
