"""When the entries of a schedule come: local times and rules, worked out by the rules of the wall clock."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from mixer.core.rundown import local_utc_s
from studio.rundowns.rules import between
from studio.scheduling.due import Occurrence
from studio.shows.models import ScheduleEntry

NEXT = 10  # of each entry
AHEAD = timedelta(days=732)  # two years: a 29th of February may be four away, and then comes into sight in time
BEHIND = (timedelta(days=4), timedelta(days=40), timedelta(days=400))
EDGE = timedelta(days=1)  # local times are looked for so much wider: zones and their changes are hours at most
IN_DOUBT = 4  # times so near to an hour that some moments of it are before and some behind them; a day has one


def occurrences_of(row: ScheduleEntry, now: datetime) -> list[Occurrence]:
    """The last time of an entry that has been, if there is one, and the next ones; none where it is not enabled."""
    return [_occurrence(row, at) for at in (*_last(row, now), *_next(row, now))] if row.enabled else []


def next_of(row: ScheduleEntry, now: datetime) -> list[dict[str, str]]:
    """The next times of an entry, in UTC and in its own zone; also of one that is not enabled."""
    zone = ZoneInfo(row.zone)
    times = [datetime.fromtimestamp(_utc_s(row, at), UTC) for at in _next(row, now)]
    return [
        {"utc": at.isoformat().replace("+00:00", "Z"), "local": at.astimezone(zone).replace(tzinfo=None).isoformat()}
        for at in times
    ]


def _occurrence(row: ScheduleEntry, at: str) -> Occurrence:
    do: Any = row.do
    return Occurrence(row.pk, do, _utc_s(row, at), row.rundown, row.closing, row.name, at)


def _utc_s(row: ScheduleEntry, at: str) -> float:
    return local_utc_s(at, row.zone)


def _next(row: ScheduleEntry, now: datetime) -> list[str]:
    if not row.rule:
        return [row.at] if _utc_s(row, row.at) > now.timestamp() else []
    _, ahead = _by_rule(row.rule, row.zone, now)
    return list(islice((at for at in ahead if _utc_s(row, at) > now.timestamp()), NEXT))


def _last(row: ScheduleEntry, now: datetime) -> list[str]:
    if not row.rule:
        return [row.at] if _utc_s(row, row.at) <= now.timestamp() else []
    behind, _ = _by_rule(row.rule, row.zone, now)
    return [at for at in behind if _utc_s(row, at) <= now.timestamp()][-1:]


def _by_rule(rule: dict[str, Any], zone: str, now: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
    hour = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    return _in_the_hour(rule["rrule"], rule["start"], tuple(rule["except"]), zone, hour)


@lru_cache(1024)
def _in_the_hour(
    rrule: str, start: str, skipped: tuple[str, ...], zone: str, hour: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Local times of a rule, before and after any moment of an hour: the studio asks every few seconds."""
    rule = {"rrule": rrule, "start": start, "except": skipped}
    ahead = islice(between(rule, zone, hour - EDGE, hour - EDGE + AHEAD), NEXT + IN_DOUBT)
    return _words(_behind(rule, zone, hour)), _words(ahead)


def _behind(rule: dict[str, Any], zone: str, hour: datetime) -> deque[datetime]:
    """The last times are looked for not far away first: rules of days are found among a few."""
    end, found = hour + timedelta(hours=1) + EDGE, deque[datetime]()
    for far in BEHIND:
        found = deque(between(rule, zone, end - far, end), 1 + IN_DOUBT)
        if found and found[0] <= hour - EDGE:
            break
    return found


def _words(times: Iterable[datetime]) -> tuple[str, ...]:
    return tuple(at.isoformat() for at in times)


def described(found: Occurrence) -> dict[str, Any]:
    """An occurrence as consoles and programs are told of it."""
    utc = datetime.fromtimestamp(found.utc_s, UTC).isoformat().replace("+00:00", "Z")
    return {"occurrence": found.id, "entry": found.entry, "do": found.do, "utc": utc, "local": found.local,
            "name": found.name, "rundown": found.rundown}  # fmt: skip
