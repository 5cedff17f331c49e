"""What aired, as it is asked for."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from studio.rundowns.models import AsRun

COLUMNS = (
    "rundown", "rundown_name", "item", "name", "planned", "start", "end", "planned_frame", "start_frame", "end_frame",
    "status", "note", "by", "occurrence",
)  # fmt: skip


def between(show_id: str, since: datetime | None, until: datetime | None) -> QuerySet[AsRun]:
    """The airings of a show that began, or should have, from one time on and before another; the oldest first."""
    rows = AsRun.objects.filter(show=show_id)
    if since:
        rows = rows.filter(Q(start__gte=since) | Q(start=None, planned__gte=since))
    if until:
        rows = rows.filter(Q(start__lt=until) | Q(start=None, planned__lt=until))
    return rows
