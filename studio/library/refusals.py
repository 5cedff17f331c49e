"""Jobs that no worker can do: they end, with words, and can be asked for again."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from studio.library.models import Asset, Job

log = logging.getLogger(__name__)
UNKNOWN = "The worker of the queue jobs does not know this work: it is older than the console. Start Tally again."


def refused_by_worker(task: str, arguments: Iterable[Any]) -> None:
    """End the job that a message of an unknown task was about; its first argument is the job's id."""
    ids = [one for one in arguments if isinstance(one, str)][:1]
    try:
        for job in Job.objects.filter(pk__in=ids, state=Job.State.QUEUED):
            fail(job, UNKNOWN)
    except DatabaseError as error:
        log.warning("nobody could be told that %s is unknown here: %s", task, error)


def fail(job: Job, words: str) -> None:
    """End a job; an upload that nobody could look at is refused, and can be deleted and sent again."""
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, error=words[:300], finished=timezone.now())
    if job.asset_id:
        looked_at = Asset.objects.filter(pk=job.asset_id, state=Asset.State.PROBING)
        looked_at.update(state=Asset.State.REFUSED, refused_why=words[:300])
