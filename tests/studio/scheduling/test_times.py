"""When entries come: local times and rules, over changes of the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from studio.models import ScheduleEntry
from studio.scheduling import times as module
from studio.scheduling.times import next_of, occurrences_of

BERLIN = "Europe/Berlin"


def entry(**values: Any) -> ScheduleEntry:
    return ScheduleEntry(id="sch_x", **({"do": "start", "zone": BERLIN} | values))


def rule(start: str, rrule: str = "FREQ=DAILY", *skipped: str) -> dict[str, Any]:
    return {"rrule": rrule, "start": start, "except": list(skipped)}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def times(row: ScheduleEntry, now: str) -> list[str]:
    found = occurrences_of(row, utc(now))
    return [datetime.fromtimestamp(one.utc_s, UTC).strftime("%m-%d %H:%M") for one in found]


def test_a_time_comes_once_before_it_and_after_it() -> None:
    row = entry(at="2026-11-22T20:00:00")
    assert times(row, "2026-11-01T00:00:00") == times(row, "2027-01-01T00:00:00") == ["11-22 19:00"]
    assert next_of(row, utc("2026-11-01T00:00:00")) == [
        {"utc": "2026-11-22T19:00:00Z", "local": "2026-11-22T20:00:00"},
    ]  # fmt: skip
    assert next_of(row, utc("2027-01-01T00:00:00")) == []


def test_a_rule_comes_the_last_time_that_was_and_the_ten_next() -> None:
    found = times(entry(rule=rule("2026-11-01T20:00:00")), "2026-11-22T19:30:00")
    assert found == ["11-22 19:00", *(f"11-{day} 19:00" for day in range(23, 31)), "12-01 19:00", "12-02 19:00"]


def test_the_last_time_of_a_seldom_rule_is_found() -> None:
    monday = entry(rule=rule("2026-11-02T20:00:00", "FREQ=WEEKLY;BYDAY=MO"))
    assert times(monday, "2026-11-22T12:00:00")[:2] == ["11-16 19:00", "11-23 19:00"]
    yearly = entry(rule=rule("2020-12-31T20:00:00", "FREQ=YEARLY"))
    assert times(yearly, "2026-11-22T12:00:00")[0] == "12-31 19:00"


def test_exceptions_are_left_out() -> None:
    row = entry(rule=rule("2026-12-23T20:00:00", "FREQ=DAILY", "2026-12-24"))
    assert times(row, "2026-12-23T12:00:00")[:2] == ["12-23 19:00", "12-25 19:00"]


def test_eight_in_the_evening_stays_that_when_clocks_change() -> None:
    row = entry(rule=rule("2026-01-01T20:00:00"))
    assert times(row, "2026-10-24T12:00:00")[1:3] == ["10-24 18:00", "10-25 19:00"]


def test_a_time_that_does_not_exist_is_an_hour_later_and_of_two_it_is_the_first() -> None:
    assert times(entry(at="2026-03-29T02:30:00"), "2026-03-01T00:00:00") == ["03-29 01:30"]
    assert times(entry(at="2026-10-25T02:30:00"), "2026-10-01T00:00:00") == ["10-25 00:30"]
    assert times(entry(rule=rule("2026-10-20T02:30:00")), "2026-10-25T00:40:00")[:2] == ["10-25 00:30", "10-26 01:30"]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Australia/Lord_Howe"])
def test_the_next_is_never_passed_over_whatever_the_zone(zone: str) -> None:
    row = entry(zone=zone, rule=rule("2026-01-01T00:05:00"))
    for hour in range(24):
        now = utc(f"2026-11-22T{hour:02}:00:00")
        last, first = occurrences_of(row, now)[:2]
        assert 0 < first.utc_s - now.timestamp() <= 86_400 and 0 <= now.timestamp() - last.utc_s < 86_400


def test_what_is_not_enabled_does_not_come_but_says_when_it_would() -> None:
    row = entry(at="2036-11-22T20:00:00", enabled=False)
    assert occurrences_of(row, utc("2026-01-01T00:00:00")) == []
    assert len(next_of(row, utc("2026-01-01T00:00:00"))) == 1


@pytest.mark.parametrize(
    "rrule",
    ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,FR", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=YEARLY", "FREQ=DAILY;COUNT=9"],
)
def test_at_any_moment_of_an_hour_the_last_has_been_and_the_next_has_not(rrule: str) -> None:
    row = entry(rule=rule("2026-10-22T02:30:00", rrule, "2026-10-24"), zone="Europe/Berlin")
    every = [one.utc_s for at in ("2026-10-01", "2027-02-20") for one in occurrences_of(row, utc(f"{at}T00:00:00"))]
    for minute in range(0, 9 * 24 * 60, 7):
        now = utc("2026-10-20T00:00:00") + timedelta(minutes=minute)
        found = [one.utc_s for one in occurrences_of(row, now)]
        passed = [one for one in found if one <= now.timestamp()]
        assert passed == [one for one in sorted({*every, *found}) if one <= now.timestamp()][-1:]
        assert found[len(passed) :][:1] == [one for one in sorted({*every, *found}) if one > now.timestamp()][:1]


def test_a_rule_is_worked_out_once_an_hour_however_often_one_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []

    def look(rule: dict[str, Any], *rest: Any) -> Iterator[datetime]:
        looks.append(rule["rrule"])
        return iter(())

    monkeypatch.setattr(module, "between", look)
    row = entry(rule=rule("2026-11-01T20:07:09"))
    occurrences_of(row, utc("2026-11-22T19:00:00"))
    before = len(looks)
    for second in range(0, 3600, 5):
        occurrences_of(row, utc("2026-11-22T19:00:00") + timedelta(seconds=second))
    assert len(looks) == before
