"""How long rows are kept: one line for each kind that grows by itself. Recordings, shows and files are people's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone

from studio.api.idempotency import LIFE
from studio.api.models import KeptAnswer
from studio.captions.models import Cue
from studio.library.arriving import LIFE as UPLOAD_LIFE
from studio.library.models import Job, Upload
from studio.people.models import AuditEntry, SignInLink, SocketTicket
from studio.shows.models import Event, Show
from studio.webhooks.models import Delivery

LINK_KEPT = timedelta(days=1)  # after its end, so that a page can say that it has expired


def oldest_kept(kind: str) -> datetime:
    """What is older than this is let go; 0 days keeps everything."""
    days = settings.KEEP_DAYS[kind]
    return timezone.now() - timedelta(days=days) if days else datetime.fromtimestamp(0, timezone.get_current_timezone())


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows that go: `old` asks for them anew each time."""

    name: str
    old: Callable[[], QuerySet[Any]]


def _old_events() -> QuerySet[Any]:
    return Event.objects.filter(time__lt=oldest_kept("events"))


def _old_audit() -> QuerySet[Any]:
    return AuditEntry.objects.filter(time__lt=oldest_kept("audit"))


def _old_deliveries() -> QuerySet[Any]:
    """What waits is kept as long as it is tried: only of a webhook that is off it goes."""
    over = ~Q(state=Delivery.State.WAITING) | Q(webhook__on=False)
    return Delivery.objects.filter(over, created__lt=oldest_kept("deliveries"))


def _old_cues() -> QuerySet[Any]:
    return Cue.objects.filter(time__lt=oldest_kept("cues").timestamp())


def _old_answers() -> QuerySet[Any]:
    return KeptAnswer.objects.filter(created__lt=timezone.now() - LIFE)


def _old_jobs() -> QuerySet[Any]:
    ended = (Job.State.DONE, Job.State.FAILED)
    return Job.objects.filter(state__in=ended, created__lt=oldest_kept("jobs"))


def _old_uploads() -> QuerySet[Any]:
    return Upload.objects.filter(touched__lt=timezone.now() - UPLOAD_LIFE)


def _old_sessions() -> QuerySet[Any]:
    return Session.objects.filter(expire_date__lt=timezone.now())


def _old_links() -> QuerySet[Any]:
    return SignInLink.objects.filter(expires__lt=timezone.now() - LINK_KEPT)


def _old_tickets() -> QuerySet[Any]:
    return SocketTicket.objects.filter(expires__lt=timezone.now())


RULES = (
    Rule("events", _old_events),
    Rule("audit", _old_audit),
    Rule("cues", _old_cues),
    Rule("deliveries", _old_deliveries),
    Rule("answers", _old_answers),
    Rule("jobs", _old_jobs),
    Rule("uploads", _old_uploads),
    Rule("sessions", _old_sessions),
    Rule("links", _old_links),
    Rule("tickets", _old_tickets),
)


def rules() -> Iterator[Rule]:
    """The rules, and one for each show that has more events, or more of an audit list, than anybody reads."""
    yield from RULES
    for show_id in Show.objects.values_list("pk", flat=True):
        yield from _beyond("events", Event.objects.filter(show=show_id), settings.KEEP_EVENTS_MOST)
        yield from _beyond("audit", AuditEntry.objects.filter(show=show_id), settings.KEEP_AUDIT_MOST)


def _beyond(name: str, rows: QuerySet[Any], most: int) -> Iterator[Rule]:
    """What is older than the newest so many of these."""
    last = rows.order_by("-id").values_list("id", flat=True)[most : most + 1].first()
    if last is not None:
        yield Rule(name, lambda: rows.filter(id__lte=last))
