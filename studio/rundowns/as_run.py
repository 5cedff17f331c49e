"""What aired, as rows; runmixer keeps here what the plan's `as_run` tells it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet

from studio.rundowns.models import AsRun

Json = dict[str, Any]
COLUMNS = (
    "rundown", "rundown_name", "item", "name", "planned", "start", "end", "planned_frame", "start_frame", "end_frame",
    "status", "note", "by", "occurrence",
)  # fmt: skip


def keep(show_id: str, rundown_id: str, rundown_name: str, entries: Iterable[Json]) -> None:
    """Write finished airings; those that are there already are not written again."""
    for entry in entries:
        known = {name: entry.get(name) for name in ("occurrence", "item", "planned_frame", "start_frame")}
        AsRun.objects.get_or_create(
            show_id=show_id, rundown=rundown_id, **known, defaults=_rest(entry) | {"rundown_name": rundown_name[:120]}
        )


def _rest(entry: Json) -> Json:
    times = {name: _time(entry.get(f"{name}_utc")) for name in ("planned", "start", "end")}
    status = entry.get("status")
    return times | {
        "name": str(entry.get("name", ""))[:200], "end_frame": entry.get("end_frame"),
        "status": status if status in AsRun.Status else AsRun.Status.UNKNOWN,
        "note": str(entry.get("note", ""))[:500], "by": str(entry.get("by", ""))[:200],
    }  # fmt: skip


def _time(value: Any) -> datetime | None:
    """A time of the plan: seconds since 1970, or text with its zone."""
    if value is None or value == "":
        return None
    return datetime.fromisoformat(value) if isinstance(value, str) else datetime.fromtimestamp(value, UTC)


def between(show_id: str, since: datetime | None, until: datetime | None) -> QuerySet[AsRun]:
    """The airings of a show that began, or should have, from one time on and before another; the oldest first."""
    rows = AsRun.objects.filter(show=show_id)
    if since:
        rows = rows.filter(Q(start__gte=since) | Q(start=None, planned__gte=since))
    if until:
        rows = rows.filter(Q(start__lt=until) | Q(start=None, planned__lt=until))
    return rows
