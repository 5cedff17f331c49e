"""What is to be delivered, kept in the transaction of what it tells of: neither is there without the other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from studio.shows.models import Event, Show
from studio.webhooks.kinds import TEST, is_asked_for, kind_of
from studio.webhooks.models import Delivery, Webhook

Json = dict[str, Any]


def keep(kind: str, data: Json, show: str | None = None, at: datetime | None = None) -> int:
    """Have everybody told who asked for this kind; how many those are.

    `show` is the show it happened in; what happened in none is told to the webhooks of all. Called in a transaction.
    """
    return keep_all(kind, [(data, at)], show)


def keep_all(kind: str, told: Iterable[tuple[Json, datetime | None]], show: str | None = None) -> int:
    """The same for several of one kind: each its data, and when it was."""
    hooks = [hook for hook in _hooks(show) if is_asked_for(kind, hook.kinds)]
    if not hooks:
        return 0
    about = _named(show)
    bodies = [body_of(kind, about | data, at or timezone.now()) for data, at in told]
    rows = [message(hook, kind, body) for body in bodies for hook in hooks]
    Delivery.objects.bulk_create(rows)
    return len(rows)


def keep_event(row: Event) -> Event:
    """Save an event that is told under a type of its own, with what is to be delivered of it."""
    with transaction.atomic():
        row.save(force_insert=True)
        if kind := kind_of(row.code):
            data = {"level": row.level, "code": row.code, "text": row.text, "about": row.about}
            keep(kind, data, row.show_id, row.time)
    return row


def message(hook: Webhook, kind: str, body: str, due: datetime | None = None) -> Delivery:
    now = timezone.now()
    return Delivery(webhook=hook, type=kind, body=body, created=now, due=due or now)


def body_of_test(hook: Webhook) -> str:
    return body_of(TEST, _named(hook.show_id) | {"webhook": {"id": hook.pk, "name": hook.name}}, timezone.now())


def body_of(kind: str, data: Json, at: datetime) -> str:
    """The very text that is signed and sent."""
    return json.dumps({"type": kind, "timestamp": at.isoformat(), "data": data}, ensure_ascii=False, default=str)


def _hooks(show: str | None) -> Iterable[Webhook]:
    rows = Webhook.objects.filter(on=True).only("id", "kinds")
    return rows if show is None else rows.filter(Q(show=show) | Q(show=None))


def _named(show: str | None) -> Json:
    if show is None:
        return {"show": None}
    return {"show": {"id": show, "name": Show.objects.filter(pk=show).values_list("name", flat=True).first() or ""}}
