"""What Celery finds here. Messages only say that it is time: what is to be sent, and by whom, is in the database."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from mixer.protocol import locks
from studio.webhooks import sending

log = logging.getLogger(__name__)
now: Callable[[], datetime] = timezone.now


@shared_task(name="studio.webhooks.send_due", ignore_result=True)
def send_due() -> None:
    """The clock's call of `sending.send_due`: one at a time on this host, so that it takes one process of the queue."""
    lock = Path(settings.TALLY_HOME) / "run" / "webhooks.lock"
    try:
        if locks.is_held(lock) or not sending.hooks_due(now()):
            return
        with locks.holding(lock) as is_ours:
            if is_ours:
                sending.send_due(lambda: now())
    except DatabaseError as error:
        log.warning("webhooks wait for the database: %s", error)
