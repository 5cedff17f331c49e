"""What a schedule asks of shows that nobody plays: to be put on air ahead of their start, or not to come back."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from studio.people.models import AuditEntry
from studio.scheduling.due import NOTHING, Key, Occurrence, until, unwanted_by, wanted_by
from studio.scheduling.files import done_with, occurrences_in
from studio.shows import air
from studio.shows.models import Event, ScheduleEntry, Show
from studio.webhooks.outbox import keep_event

log = logging.getLogger(__name__)


def put_on_air(now: datetime | None = None) -> list[str]:
    """Put shows on air whose start is a minute away, or was missed; the ids of those. A show that cannot be is told."""
    now = now or datetime.now(UTC)
    put = []
    for show, rows in _scheduled(Show.objects.filter(wanted=False, template=False)):
        found = wanted_by(occurrences_in(rows, now), now.timestamp(), _settled(show))
        if found and _claimed(show, found):
            _put(show, found)
            put.append(show.pk)
    return put


def _claimed(show: Show, found: Occurrence) -> bool:
    """Whether it is ours to do: of two who look at once, one."""
    mine = Show.objects.filter(pk=show.pk, wanted=False, schedule_done=show.schedule_done)
    return bool(mine.update(schedule_done=datetime.fromtimestamp(found.utc_s, UTC)))


def _put(show: Show, found: Occurrence) -> None:
    try:
        air.start(show.pk)
    except Exception as error:  # of a disk or a queue, whatever they do: people have to know, and other shows go on
        log.exception("%s could not be put on air", show.pk)
        why = isinstance(error, OSError) and error.strerror or error  # not where this server keeps its files
        text = f"could not be put on air for the start at {_local(found)}: {why}; start it by hand"
        _tell(show, "error", "schedule_failed", text, "start")
        return
    _tell(show, "info", "on_air_by_schedule", f"put on air by the schedule, for the start at {_local(found)}", "start")


def take_back_wanted(shows: Iterable[str], now: datetime | None = None) -> list[str]:
    """Of shows that are wanted on air and nobody plays, those that are wanted no more: their stop was missed."""
    now = now or datetime.now(UTC)
    gone = []
    for show, rows in _scheduled(Show.objects.filter(wanted=True, pk__in=list(shows))):
        since = show.wanted_since.timestamp() if show.wanted_since else 0.0
        found = unwanted_by(occurrences_in(rows, now), now.timestamp(), _settled(show), since)
        if found:
            done_with(show.pk, found.utc_s)
            air.unwant(show.pk)
            text = f"not put back on air: its stop at {_local(found)} came while nobody played it"
            _tell(show, "info", "stopped_by_schedule", text, "stop")
            gone.append(show.pk)
    return gone


def _scheduled(shows: Any) -> Iterable[tuple[Show, list[ScheduleEntry]]]:
    rows = ScheduleEntry.objects.filter(enabled=True, show__in=shows).select_related("show").order_by("show")
    found: dict[str, list[ScheduleEntry]] = {}
    for row in rows:
        found.setdefault(row.show_id, []).append(row)
    return [(entries[0].show, entries) for entries in found.values()]


def _settled(show: Show) -> Key:
    known = [until(at.timestamp()) for at in (show.schedule_settled, show.schedule_done) if at is not None]
    return max(known, default=NOTHING)


def _local(found: Occurrence) -> str:
    return found.local.replace("T", " ")[:16]


def _tell(show: Show, level: str, code: str, text: str, verb: str) -> None:
    now = datetime.now(UTC)
    with transaction.atomic():
        keep_event(Event(show=show, time=now, level=level, code=code, text=text[:500]))
        AuditEntry.objects.create(
            show=show, time=now, verb=verb, command={}, by="schedule", origin="studio", text=text[:500]
        )
