"""Times by rule: iCalendar's RRULE in local time, so that a programme of eight o'clock stays one all year.

Only rules that come to something are taken: a producer's rule must not keep the studio counting to the year 9999.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import islice, takewhile
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from annotated_types import Len
from dateutil.rrule import rrulestr
from pydantic import Field

from mixer.protocol.basics import Expected

DAYS_MOST, OCCURRENCES_MOST = 90, 1000
KEPT_BEHIND, BEHIND_MOST = timedelta(days=1), 100  # what began so long ago may still play, or be owed
A_DAY_MOST, COUNTED_MOST = 24 * 60, 100_000
COUNT_MOST, INTERVAL_MOST = 10_000, 1000
YEAR_MOST = 2999  # a day more, or in another zone, is still in the calendar
_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_VALUE = re.compile(r"[A-Z0-9,+:-]+")  # no space and no line break: dateutil would read more rules behind them
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}")
_NUMBERS = {
    "BYMONTH": (1, 12), "BYMONTHDAY": (-31, 31), "BYYEARDAY": (-366, 366), "BYWEEKNO": (-53, 53),
    "BYSETPOS": (-366, 366), "BYHOUR": (0, 23), "BYMINUTE": (0, 59),
    "BYEASTER": (-80, 250),  # in the same year
}  # fmt: skip
_DAY_PARTS = {"BYDAY", "BYMONTH"}
_TIME_PARTS = {"INTERVAL", "COUNT", "UNTIL", "WKST", "BYHOUR", "BYMINUTE"}
# What each may say. More could be contradictory, and dateutil looks for a match for millennia.
PARTS = {
    "MINUTELY": _TIME_PARTS | {"BYDAY"},
    "HOURLY": _TIME_PARTS | {"BYDAY"},
    "DAILY": _TIME_PARTS | _DAY_PARTS,
    "WEEKLY": _TIME_PARTS | _DAY_PARTS,
    "MONTHLY": _TIME_PARTS | _DAY_PARTS | {"BYMONTHDAY", "BYSETPOS"},
    "YEARLY": _TIME_PARTS | _DAY_PARTS | {"BYMONTHDAY", "BYSETPOS", "BYYEARDAY", "BYWEEKNO", "BYEASTER"},
}
_STEP = {
    "MINUTELY": timedelta(minutes=1), "HOURLY": timedelta(hours=1), "DAILY": timedelta(days=1),
    "WEEKLY": timedelta(weeks=1),
}  # fmt: skip
_OWN_DAYS = {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYEASTER"}  # without them its start says the day
_MONTHS = {"MONTHLY": 1, "YEARLY": 12}
_DAYS = {"WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}  # between one start of a rule and the next


def is_local(text: str) -> bool:
    """Whether this is a local time, to the second or finer, that there is in the calendar."""
    return bool(_LOCAL.fullmatch(text)) and _reads(text)


def is_exception(text: str) -> bool:
    """Whether this is a local time, or a whole day."""
    return is_local(text) or bool(_DAY.fullmatch(text) and _reads(text))


def _reads(text: str) -> bool:
    try:
        return 1970 <= datetime.fromisoformat(text).year <= YEAR_MOST
    except ValueError:
        return False


Exceptional = Annotated[str, Expected("a local time, or a day such as 2026-12-24", is_exception)]


@dataclass(frozen=True, slots=True)
class Rule:
    """An RRULE from a local time on, but for exceptions: local times, or whole days such as 2026-12-24."""

    rrule: Annotated[str, Len(1, 500)]
    start: Annotated[str, Expected("a local time such as 2026-11-22T20:00:00", is_local)]
    exceptions: Annotated[tuple[Exceptional, ...], Len(0, 366), Field(alias="except")] = ()

    def __post_init__(self) -> None:
        check(self.rrule, self.start)


@lru_cache(2048)  # those of a rundown are looked at with every change of their items
def check(rrule: str, start: str) -> None:
    """Raise ValueError for a rule that is none, says more than ours may, or never comes to anything."""
    parts = parts_of(rrule)
    freq = parts.get("FREQ", "")
    if freq not in PARTS:
        raise ValueError(f"expected FREQ to be one of {', '.join(PARTS)}, found {freq[:40]!r}")
    if strangers := sorted(set(parts) - PARTS[freq] - {"FREQ"}):
        raise ValueError(f"a {freq} rule does not take {', '.join(strangers)[:80]}")
    for name, most in (("INTERVAL", INTERVAL_MOST), ("COUNT", COUNT_MOST)):
        if name in parts and not (parts[name].isdigit() and 1 <= int(parts[name]) <= most):
            raise ValueError(f"expected {name} to be a number from 1 to {most}, found {parts[name][:40]!r}")
    _check_numbers(parts)
    if freq not in ("MONTHLY", "YEARLY") and re.search(r"\d", parts.get("BYDAY", "")):
        raise ValueError(f"in a {freq} rule BYDAY is days such as MO,TU, found {parts['BYDAY'][:40]!r}")
    _check_often(parts)
    if next(iter(_rule(parts, datetime.fromisoformat(start), "UTC")), None) is None:
        raise ValueError("this rule never comes to anything")


def _check_numbers(parts: dict[str, str]) -> None:
    """Raise ValueError for numbers that no calendar has: dateutil looks for a thirteenth month until the year 9999."""
    for name, (least, most) in _NUMBERS.items():
        for text in parts[name].split(",") if name in parts else ():
            number = int(text) if _NUMBER.fullmatch(text) else None
            if number is None or not least <= number <= most or (least == -most and not number):
                raise ValueError(f"expected {name} to be numbers from {least} to {most}, found {text[:40]!r}")
    most = {"MONTHLY": 5, "YEARLY": 5 if "BYMONTH" in parts else 53}.get(parts["FREQ"], 0)
    for text in re.findall(r"\d+", parts.get("BYDAY", "")) if most else ():
        if not 1 <= int(text[:9]) <= most:
            raise ValueError(f"expected days of BYDAY such as 1MO or -{most}SU, found {parts['BYDAY'][:40]!r}")


def _check_often(parts: dict[str, str]) -> None:
    """Raise ValueError for a rule that comes so often that a studio would only count."""
    often, freq = a_day(parts), parts["FREQ"]
    if often > A_DAY_MOST:
        raise ValueError(f"expected at most {A_DAY_MOST:,} times a day, found {often:,}")
    days = _DAYS.get(freq, 1)
    if often * days > COUNTED_MOST:
        raise ValueError(f"expected at most {COUNTED_MOST // days} times a day of a {freq} rule, found {often:,}")


def a_day(parts: dict[str, str]) -> int:
    """How often a rule comes on a day on which it comes, at most."""
    hours, minutes = (len(parts[name].split(",")) if name in parts else 0 for name in ("BYHOUR", "BYMINUTE"))
    freq = parts["FREQ"]
    return (hours or (24 if freq in ("HOURLY", "MINUTELY") else 1)) * (minutes or (60 if freq == "MINUTELY" else 1))


def parts_of(rrule: str) -> dict[str, str]:
    """The parts of an RRULE by their names. Raises ValueError."""
    pairs = [one.partition("=") for one in rrule.upper().removeprefix("RRULE:").strip(";").split(";")]
    pairs = [(name.strip(), equals, value.strip()) for name, equals, value in pairs]
    if any(not (name and equals and _VALUE.fullmatch(value)) for name, equals, value in pairs):
        raise ValueError(f"expected a rule such as FREQ=DAILY;INTERVAL=2, found {rrule[:60]!r}")
    return {name: value for name, _, value in pairs}


def expanded(rule: dict[str, Any], zone: str, first: datetime, end: datetime) -> list[datetime]:
    """The local times of a stored rule from `first` on and before `end`, at most `OCCURRENCES_MOST`."""
    return list(islice(between(rule, zone, first, end), OCCURRENCES_MOST))


def between(rule: dict[str, Any], zone: str, first: datetime, end: datetime) -> Iterator[datetime]:
    """The local times of a stored rule, from `first` on and before `end`.

    Raises ValueError for a rule of which too much lies before `first`.
    """
    parts, start = parts_of(rule["rrule"]), datetime.fromisoformat(rule["start"])
    skipped = {text if "T" in text else date.fromisoformat(text) for text in rule["except"]}
    times = {datetime.fromisoformat(one) for one in skipped if isinstance(one, str)}
    for number, at in enumerate(takewhile(lambda at: at < end, _rule(parts, _nearer(parts, start, first), zone))):
        if number >= COUNTED_MOST and at >= first:
            return
        if number >= COUNTED_MOST:
            raise ValueError(f"a rule that comes {COUNTED_MOST:,} times before it is due is not counted through")
        if at >= first and at not in times and at.date() not in skipped:
            yield at


def gone_through(rule: dict[str, Any]) -> int:
    """How many times of a rule may have to be gone through before those that are asked for."""
    parts = parts_of(rule["rrule"])
    if "COUNT" in parts:
        return int(parts["COUNT"])
    return a_day(parts) * (_DAYS.get(parts["FREQ"], 1) if _OWN_DAYS & set(parts) else 1)


def starts_of(start: dict[str, Any], zone: str, now: datetime, most: int = OCCURRENCES_MOST) -> tuple[list[str], bool]:
    """When an item with this `start` is due, as local times, from yesterday on for `DAYS_MOST`; `now` is local.

    At most so many, and whether there are more. Of what has been there are `BEHIND_MOST` at most, so that what comes
    often leaves room for what comes next.
    """
    if start.get("at"):
        return [start["at"]], False
    if not start.get("rule"):
        return [], False
    rule, hour = start["rule"], now.replace(minute=0, second=0, microsecond=0)
    times, more = _told(rule["rrule"], rule["start"], tuple(rule["except"]), zone, hour, most)
    return times.split(), more


@lru_cache(1024)
def _told(rrule: str, start: str, skipped: tuple[str, ...], zone: str, hour: datetime, most: int) -> tuple[str, bool]:
    """The same for an hour, in which a rundown may be edited many times. As one text, for that takes less memory."""
    rule = {"rrule": rrule, "start": start, "except": skipped}
    behind = deque(between(rule, zone, hour - _behind(rrule, most), hour), min(BEHIND_MOST, most))
    ahead = list(islice(between(rule, zone, hour, hour + timedelta(days=DAYS_MOST)), most + 1))
    return " ".join(at.isoformat() for at in (*behind, *ahead[:most])), len(ahead) > most


def _behind(rrule: str, most: int) -> timedelta:
    """How far back is looked. Where only few are told, no further than there may be so many."""
    share = 1.0 if most >= BEHIND_MOST else most / max(most, a_day(parts_of(rrule)))
    return KEPT_BEHIND * share


def _nearer(parts: dict[str, str], start: datetime, first: datetime) -> datetime:
    """A start of the same rule that is not years before what is asked for."""
    if "COUNT" in parts or first <= start:
        return start
    interval, freq = int(parts.get("INTERVAL", 1)), parts["FREQ"]
    if freq in _MONTHS:
        start = start.replace(day=min(start.day, 28)) if _OWN_DAYS & set(parts) else start
        return _months_on(start, first, _MONTHS[freq] * interval)
    step = _STEP[freq] * interval
    return start + step * ((first - start) // step)


def _months_on(start: datetime, first: datetime, step: int) -> datetime:
    """The last whole number of steps, in months, after `start` and not after `first`; the day is always the same."""
    months = (first.year - start.year) * 12 + first.month - start.month
    for passed in range(months - months % step, 0, -step):
        years, month = divmod(start.month - 1 + passed, 12)
        with suppress(ValueError):  # a 31st of June: the step before it, then
            at = start.replace(year=start.year + years, month=month + 1)
            if at <= first:
                return at
    return start


def _rule(parts: dict[str, str], start: datetime, zone: str) -> Any:
    known = {**parts, "UNTIL": _until(parts["UNTIL"], zone)} if "UNTIL" in parts else parts
    return rrulestr(";".join(f"{name}={value}" for name, value in known.items()), dtstart=start)


def _until(text: str, zone: str) -> str:
    """UNTIL in local time: the standard wants UTC beside a zone, dateutil wants none; a day means all of it."""
    found = re.fullmatch(r"(\d{8})(?:T(\d{6})(Z?))?", text)
    if not found:
        raise ValueError(f"expected UNTIL to be such as 20261231T225959Z, found {text[:40]!r}")
    day, clock, utc = found.groups()
    at = datetime.strptime(day + (clock or "235959"), "%Y%m%d%H%M%S")
    at = at.replace(year=min(at.year, YEAR_MOST), day=min(at.day, 28 if at.year > YEAR_MOST else 31))
    if utc:
        at = at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return at.strftime("%Y%m%dT%H%M%S")
