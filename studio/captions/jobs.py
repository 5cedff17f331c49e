"""The jobs that install models: their rows, the files that were sent for them, and who is at work."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from mixer.protocol.locks import holding
from studio.library.models import Job

KIND = "model"
UNDER_WAY = (Job.State.QUEUED, Job.State.RUNNING)


def all_jobs() -> QuerySet[Job]:
    """Every job that installs a model, the oldest first."""
    return Job.objects.filter(kind=KIND).order_by("created", "pk")


def waiting() -> QuerySet[Job]:
    return all_jobs().filter(state=Job.State.QUEUED)


def mark(job: Job, **values: Any) -> bool:
    """Write it down; False when the job was removed meanwhile."""
    return bool(Job.objects.filter(pk=job.pk).update(**values))


def is_wanted(job: Job) -> bool:
    """Whether nobody removed it meanwhile."""
    return Job.objects.filter(pk=job.pk).exists()


def forget(job: Job) -> None:
    """Remove a job and the file that was sent for it."""
    Job.objects.filter(pk=job.pk).delete()
    file_of(job).unlink(missing_ok=True)


def incoming() -> Path:
    return Path(settings.TALLY_HOME) / "models" / ".uploads"


def file_of(job: Job) -> Path:
    """Where the file of a job waits, if somebody sent one."""
    return incoming() / f"{job.pk}-{job.name}"


def can_be_tried_again(job: Job) -> bool:
    """Whether the file that was sent for a failed job is still there."""
    return job.state == Job.State.FAILED and file_of(job).exists()


def at_work() -> AbstractContextManager[bool]:
    """Held by the one worker that installs, False where another holds it. The system frees it however that one ends.

    One at a time: a worker that waits for a network must not keep the next from looking at an upload.
    """
    incoming().mkdir(parents=True, exist_ok=True)
    return holding(incoming() / "at-work.lock")
