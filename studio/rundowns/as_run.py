"""What aired, as it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from studio.rundowns.models import AsRun

COLUMNS = (
    "rundown", "rundown_name", "item", "name", "planned", "start", "end", "planned_frame", "start_frame", "end_frame",
    "status", "note", "by", "occurrence",
)  # fmt: skip
AT_ONCE = 1000


def between(show_id: str, since: datetime | None, until: datetime | None) -> QuerySet[AsRun]:
    """The airings of a show that began, or should have, from one time on and before another; the oldest first."""
    rows = AsRun.objects.filter(show=show_id)
    if since:
        rows = rows.filter(Q(start__gte=since) | Q(start=None, planned__gte=since))
    if until:
        rows = rows.filter(Q(start__lt=until) | Q(start=None, planned__lt=until))
    return rows


def in_pages(rows: QuerySet[AsRun], size: int = AT_ONCE) -> Iterator[list[AsRun]]:
    """All of them, so many at a time: what never began first, then the oldest.

    Each page is asked for anew behind the last row of the one before, so nothing stays open while somebody reads.
    """
    yield from _behind(rows.filter(start=None).order_by("id"), size, lambda last: Q(id__gt=last.pk))
    dated = rows.exclude(start=None).order_by("start", "id")
    yield from _behind(dated, size, lambda last: Q(start__gt=last.start) | Q(start=last.start, id__gt=last.pk))


def _behind(rows: QuerySet[AsRun], size: int, behind: Callable[[AsRun], Q]) -> Iterator[list[AsRun]]:
    page = list(rows[:size])
    while page:
        yield page
        page = list(rows.filter(behind(page[-1]))[:size]) if len(page) == size else []
