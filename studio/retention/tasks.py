"""What Celery finds here."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import DatabaseError

from studio.library.arriving import clear_left
from studio.retention.purge import purge

log = logging.getLogger(__name__)


@shared_task(name="studio.retention.purge", ignore_result=True)
def purge_old_rows() -> None:
    """The clock's call of `purge`; a database that is busy or full has it done another time."""
    try:
        purge()
        clear_left()
    except DatabaseError as error:
        log.warning("old rows are kept for now: %s", error)
