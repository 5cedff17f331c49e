"""Who let whom do what: one line a change, in the log and, where it is about one show, in its events and audit list.

The audit list has the commands that were applied on air too: runmixer puts them there.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.utils import timezone

from studio.air.senders import Sender, whoever_sends
from studio.people.models import AuditEntry
from studio.people.names import full_name
from studio.request_ids import request_id
from studio.shows.models import Event
from studio.webhooks.outbox import keep_event

log = logging.getLogger("studio.people")

PEOPLE = "people"  # the code of these events


def note(by: Any, what: str, show_id: str | None = None) -> None:
    """Write down that `by` (None is the command line) did `what`, such as "made ada a producer"."""
    text = f"{full_name(by)} {what}"
    log.info("%s%s", text, f" ({show_id})" if show_id else "")
    if show_id:
        now, sender = timezone.now(), whoever_sends() or Sender(full_name(by))
        with transaction.atomic():
            keep_event(Event(show_id=show_id, time=now, level="info", code=PEOPLE, text=text[:500]))
            AuditEntry.objects.create(
                show_id=show_id, time=now, verb="people", text=text[:500],
                by=full_name(by)[:200], origin=sender.origin, address=sender.address, request=request_id(),
            )  # fmt: skip
