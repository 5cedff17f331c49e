"""Messages to the floor: sent from the console, read on views, and taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from studio.people.names import full_name
from studio.shows.models import Show
from studio.views.models import FloorMessage, Seen

TOLD_MOST = 12
TOLD_FOR = timedelta(hours=12)  # nobody who opens a view is told what was said on another day
KEPT_MOST = 200


def send(by: Any, show: Show, text: str, *, urgent: bool = False) -> FloorMessage:
    """A new message; the oldest of very many are forgotten."""
    row = FloorMessage.objects.create(show=show, text=text, urgent=urgent, by=full_name(by)[:200])
    kept = FloorMessage.objects.filter(show=show).values_list("pk", flat=True)[:KEPT_MOST]
    FloorMessage.objects.filter(show=show).exclude(pk__in=list(kept)).delete()
    return row


def withdraw(row: FloorMessage) -> None:
    """Nobody is told of it any more."""
    FloorMessage.objects.filter(pk=row.pk, withdrawn__isnull=True).update(withdrawn=timezone.now())


def standing(show: Show | str) -> QuerySet[FloorMessage]:
    """Those that are told, newest first."""
    since = timezone.now() - TOLD_FOR
    rows = FloorMessage.objects.filter(show=show, withdrawn__isnull=True, created__gt=since)
    return rows.prefetch_related("seen")


def told(show: Show | str) -> list[dict[str, Any]]:
    """The newest as views and consoles are told them; times in seconds since 1970."""
    return [as_told(row) for row in standing(show)[:TOLD_MOST]]


def as_told(row: FloorMessage) -> dict[str, Any]:
    seen = [{"by": one.by, "time": one.time.timestamp()} for one in row.seen.all()]
    return {
        "id": row.pk, "text": row.text, "urgent": row.urgent, "by": row.by, "time": row.created.timestamp(),
        "seen": seen,
    }  # fmt: skip


def saw(show: str, number: int, by: str) -> bool:
    """Somebody has read a message of this show; whether it stands. Saying it again changes nothing."""
    row = standing(show).filter(pk=number).first()
    if row is not None:
        Seen.objects.get_or_create(message=row, by=by[:200])
    return row is not None
