"""Starts in the order of time, however far apart they are and wherever one looks first."""

from datetime import date, timedelta

from mixer.core.rundown import local_utc_s
from mixer.core.rundown.agenda import Agenda
from tests.mixer.core.rundown.makers import fixed, item, rundown_of

ZONE = "Europe/Berlin"
DAYS = [(date(2026, 3, 1) + timedelta(days=number)).isoformat() for number in range(0, 90, 3)]
ITEMS = {f"i{hour}": fixed(*(f"{day}T{hour:02}:30:00" for day in DAYS)) for hour in range(0, 24, 2)}


def agenda() -> Agenda:
    return Agenda(rundown_of(ITEMS | {"later": fixed("2027-03-01T12:00:00"), "x": item()}, zone=ZONE))


def all_times() -> list[float]:
    starts = [start for each in ITEMS.values() for start in each["starts"]]
    return sorted(local_utc_s(start, ZONE) for start in [*starts, "2027-03-01T12:00:00"])


def test_one_start_after_the_other_is_found() -> None:
    found, known = agenda(), all_times()
    start, times = found.after(0), []
    while start is not None:
        times.append(start.utc_s)
        start = found.after(start.utc_s)
    assert times == known


def test_starts_are_found_forwards_and_backwards() -> None:
    found, known = agenda(), all_times()
    for number in (200, 3, 359, 0, 100):
        start = found.after(known[number] - 1)
        assert start is not None and start.utc_s == known[number]
    assert [start.utc_s for start in found.between(known[10], known[60])] == known[11:61]
    assert found.after(known[-1]) is None and found.between(known[-1], known[-1] + 10**6) == []


def test_the_newest_start_before_a_time_is_of_the_week_before() -> None:
    found, known = agenda(), all_times()
    newest = found.last_fixed(known[50] + 1)
    assert newest is not None and newest.utc_s == known[50]
    assert found.last_fixed(known[-1] - 1) is None
