"""Who let whom do what: one line a change, in the log and, where it is about one show, in its events."""

from __future__ import annotations

import logging
from typing import Any

from django.utils import timezone

from studio.people.names import full_name
from studio.shows.models import Event

log = logging.getLogger("studio.people")


def note(by: Any, what: str, show_id: str | None = None) -> None:
    """Write down that `by` (None is the command line) did `what`, such as "made ada a producer"."""
    text = f"{full_name(by)} {what}"
    log.info("%s%s", text, f" ({show_id})" if show_id else "")
    if show_id:
        Event.objects.create(show_id=show_id, time=timezone.now(), level="info", code="people", text=text[:500])
