"""Times by rule: in local time, with the ends and exceptions that people's calendars write."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from studio.rundowns.rules import BEHIND_MOST, OCCURRENCES_MOST, Rule, check, expanded, starts_of

NOW = datetime(2026, 12, 30, 12)


def times(
    rrule: str, start: str = "2026-11-22T20:00:00", skipped: tuple[str, ...] = (), zone: str = "UTC"
) -> list[str]:
    rule = {"rrule": rrule, "start": start, "except": list(skipped)}
    return [at.isoformat() for at in expanded(rule, zone, datetime(2026, 12, 30), datetime(2027, 1, 4))]


def test_a_daily_rule_stays_at_its_local_time_over_a_change_of_daylight_saving() -> None:
    start = {"rule": {"rrule": "FREQ=DAILY", "start": "2026-10-23T20:00:00", "except": []}}
    assert {at[10:] for at in starts_of(start, "Europe/Berlin", datetime(2026, 10, 24))[0]} == {"T20:00:00"}


def test_an_end_in_utc_is_one_of_the_local_day() -> None:
    assert times("FREQ=DAILY;UNTIL=20261231T190000Z", zone="Europe/Berlin")[-1] == "2026-12-31T20:00:00"
    assert times("FREQ=DAILY;UNTIL=20261231T185959Z", zone="Europe/Berlin")[-1] == "2026-12-30T20:00:00"


def test_an_end_that_is_a_day_has_that_day_in_it() -> None:
    assert times("FREQ=DAILY;UNTIL=20261231")[-1] == "2026-12-31T20:00:00"


def test_exceptions_are_times_or_whole_days() -> None:
    skipped = ("2026-12-31", "2027-01-02T20:00:00", "2027-01-03T19:00:00")
    assert [at[8:10] for at in times("FREQ=DAILY", skipped=skipped)] == ["30", "01", "03"]


def test_an_end_beyond_every_calendar_is_none() -> None:
    assert len(times("FREQ=DAILY;UNTIL=99991231T235959Z", zone="America/New_York")) == 5


def test_an_old_rule_keeps_its_step() -> None:
    """Whoever begins nearer, to be quick, comes to the same times."""
    near = times("FREQ=HOURLY;INTERVAL=7", "2026-11-22T20:00:00")
    assert near == times("FREQ=HOURLY;INTERVAL=7;COUNT=1000", "2026-11-22T20:00:00")
    assert times("FREQ=MINUTELY;INTERVAL=97", "1971-03-01T00:01:00")[0].startswith("2026-12-30T0")


@pytest.mark.parametrize(
    ("rrule", "start"),
    [
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU", "1970-01-03T20:00:00"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,WE", "1970-01-01T20:00:00"),
        ("FREQ=MONTHLY", "1970-01-31T20:00:00"),
        ("FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=-1,3", "1970-03-30T20:00:00"),
        ("FREQ=MONTHLY;BYDAY=MO,WE,FR;BYSETPOS=-1", "1970-01-31T20:00:00"),
        ("FREQ=YEARLY", "1972-02-29T20:00:00"),
        ("FREQ=YEARLY;INTERVAL=3;BYDAY=-1FR", "1971-12-31T20:00:00"),
        ("FREQ=YEARLY;BYWEEKNO=1,53", "1970-06-01T20:00:00"),
    ],
)
def test_a_rule_of_weeks_months_or_years_keeps_its_step(rrule: str, start: str) -> None:
    first, end = datetime(2026, 12, 30), datetime(2037, 1, 4)
    near, far = (
        expanded({"rrule": one, "start": start, "except": []}, "UTC", first, end)
        for one in (rrule, f"{rrule};COUNT=9999")
    )
    assert near == far and near


def test_an_old_rule_is_not_counted_through_from_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.rundowns.rules.COUNTED_MOST", 20_000)
    often = f"BYHOUR={','.join(map(str, range(24)))};BYMINUTE={','.join(map(str, range(0, 60, 5)))}"
    days = "BYDAY=MO,TU,WE,TH,FR,SA,SU"
    for freq in ("WEEKLY", "MONTHLY"):
        rule = f"FREQ={freq};{days};{often}"
        assert times(rule, "1970-01-01T00:00:00")[0] == "2026-12-30T00:00:00"
    with pytest.raises(ValueError, match="comes 20,000 times before it is due"):
        times(f"FREQ=YEARLY;{days};{often}", "1970-01-01T00:00:00")


def test_there_are_never_more_than_a_thousand_ahead_and_a_hundred_behind() -> None:
    start: dict[str, Any] = {"rule": {"rrule": "FREQ=MINUTELY", "start": "2026-11-22T20:00:00", "except": []}}
    told, more = starts_of(start, "UTC", NOW.replace(minute=59))
    assert (told[0], told[BEHIND_MOST]) == ("2026-12-30T10:20:00", "2026-12-30T12:00:00")
    assert len(told) == BEHIND_MOST + OCCURRENCES_MOST and more


def test_where_few_are_told_no_more_are_gone_through_behind() -> None:
    start: dict[str, Any] = {"rule": {"rrule": "FREQ=MINUTELY", "start": "2026-11-22T20:00:00", "except": []}}
    told, more = starts_of(start, "UTC", NOW, 20)
    assert (told[0], told[20], told[-1], more) == (
        "2026-12-30T11:40:00", "2026-12-30T12:00:00", "2026-12-30T12:19:00", True,
    )  # fmt: skip
    daily = {"rule": {**start["rule"], "rrule": "FREQ=DAILY;UNTIL=20270105"}}
    assert len(starts_of(daily, "UTC", NOW, 20)[0]) == 1 + 7


@pytest.mark.parametrize(
    ("rrule", "why"),
    [
        ("FREQ=SECONDLY", "expected FREQ to be one of"),
        ("every day", "expected a rule such as"),
        ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "never comes to anything"),
        ("FREQ=MINUTELY;BYMONTHDAY=31", "does not take BYMONTHDAY"),
        ("FREQ=DAILY;BYDAY=2MO", "days such as MO,TU"),
        ("FREQ=YEARLY;BYEASTER=99999999999", "BYEASTER to be numbers from -80 to 250"),
        ("FREQ=YEARLY;BYEASTER=-2,300", "BYEASTER to be numbers from -80 to 250"),
        ("FREQ=DAILY;BYMONTH=13", "BYMONTH to be numbers from 1 to 12"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY to be numbers from -31 to 31"),
        ("FREQ=HOURLY;BYHOUR=24", "BYHOUR to be numbers from 0 to 23"),
        ("FREQ=MONTHLY;BYDAY=53MO", "days of BYDAY such as 1MO or -5SU"),
        ("FREQ=YEARLY;BYMONTH=2;BYDAY=53MO", "days of BYDAY such as 1MO or -5SU"),
        ("FREQ=DAILY;COUNT=99999999", "a number from 1 to 10000"),
        ("FREQ=DAILY;INTERVAL=0", "a number from 1 to 1000"),
        ("FREQ=DAILY;UNTIL=tomorrow", "expected UNTIL to be such as"),
        ("FREQ=DAILY;BYDAY=XX", "invalid 'BYDAY'"),
        ("FREQ=DAILY;UNTIL=20200101", "never comes to anything"),
        ("FREQ=WEEKLY;BYDAY=MO\nRRULE:FREQ=SECONDLY", "expected a rule such as"),
        ("FREQ=WEEKLY;BYDAY=MO RRULE:FREQ=SECONDLY", "expected a rule such as"),
        ("FREQ=DAILY;INTERVAL=\u00b2", "expected a rule such as"),
        (f"FREQ=HOURLY;BYMINUTE={','.join(['5'] * 61)}", "at most 1,440 times a day, found 1,464"),
        (
            f"FREQ=YEARLY;BYHOUR={','.join(map(str, range(24)))};BYMINUTE=0,5,10,15,20,25,30,35,40,45,50,55",
            "273 times a",
        ),
    ],
)
def test_a_rule_that_is_none_or_comes_to_nothing_is_refused(rrule: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check(rrule, "2026-11-22T20:00:00")


def test_a_rule_says_its_exceptions_by_the_name_that_people_write() -> None:
    from pydantic import TypeAdapter

    value = {"rrule": "FREQ=DAILY", "start": "2026-11-22T20:00", "except": ["2026-12-24"]}
    adapter = TypeAdapter(Rule)
    assert adapter.dump_python(adapter.validate_python(value), mode="json", by_alias=True) == value
