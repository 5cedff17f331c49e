"""When the entries of a schedule come: local times and rules, worked out by the rules of the wall clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from mixer.core.rundown import local_utc_s
from studio.rundowns.rules import between
from studio.scheduling.due import Occurrence
from studio.shows.models import ScheduleEntry

NEXT = 10  # of each entry
AHEAD = timedelta(days=732)  # two years: a 29th of February may be four away, and then comes into sight in time
BEHIND = (timedelta(days=2), timedelta(days=40), timedelta(days=400))
EDGE = timedelta(days=1)  # local times are looked for so much wider: zones and their changes are hours at most


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
    first = _local(row, now) - EDGE
    found = (at.isoformat() for at in between(row.rule, row.zone, first, first + AHEAD))
    return list(islice((at for at in found if _utc_s(row, at) > now.timestamp()), NEXT))


def _last(row: ScheduleEntry, now: datetime) -> list[str]:
    """It is looked for not far away first: rules of days are found among a few."""
    if not row.rule:
        return [row.at] if _utc_s(row, row.at) <= now.timestamp() else []
    end = _local(row, now) + EDGE
    for far in BEHIND:
        found = [at.isoformat() for at in between(row.rule, row.zone, end - far, end)]
        passed = [at for at in found if _utc_s(row, at) <= now.timestamp()]
        if passed:
            return passed[-1:]
    return []


def _local(row: ScheduleEntry, now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(row.zone)).replace(tzinfo=None, microsecond=0)


def described(found: Occurrence) -> dict[str, Any]:
    """An occurrence as consoles and programs are told of it."""
    utc = datetime.fromtimestamp(found.utc_s, UTC).isoformat().replace("+00:00", "Z")
    return {"occurrence": found.id, "entry": found.entry, "do": found.do, "utc": utc, "local": found.local,
            "name": found.name, "rundown": found.rundown}  # fmt: skip
