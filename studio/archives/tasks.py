"""Taking archives in, in Celery's `jobs` queue. A job may be sent twice and has one effect."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from studio.archives import making
from studio.archives.media import Taking
from studio.archives.reading import Archive
from studio.errors import Refused, words_of
from studio.library import tasks as library
from studio.library.arriving import forget
from studio.library.models import Job, Upload
from studio.library.refusals import fail
from studio.media.tasks import Progress
from studio.shows import removing
from studio.shows.models import Show

log = logging.getLogger(__name__)
TAKE_IN = "archive"
WAITING, AT_WORK = timedelta(minutes=1), timedelta(hours=3)


def send(job: Job) -> None:
    """Have a worker take it in. While there is no queue the job waits in its row."""
    try:
        run_take_in.apply_async([job.pk], retry=False)
    except OperationalError as error:
        log.warning("job %s waits for the queue: %s", job.pk, error)


@shared_task(name="studio.archives.take_in", ignore_result=True)
def run_take_in(job_id: str) -> None:
    """Make a show of the archive of a job that nobody works on yet, and let go of what was sent."""
    waiting = Job.objects.filter(pk=job_id, kind=TAKE_IN, state=Job.State.QUEUED)
    if not waiting.update(state=Job.State.RUNNING, started=timezone.now(), progress=0.0):
        return
    job = Job.objects.get(pk=job_id)
    upload = Upload.objects.filter(pk=job.spec["upload"]).first()
    if upload is None:
        return fail(job, "What was sent is gone; send it again.")
    try:
        take_in(job, upload)
    except Refused as error:
        fail(job, str(error))
    except Exception as error:  # of whatever an archive or a disk does
        log.warning("the archive of %s could not be taken in: %s", job.pk, error)
        fail(job, f"It could not be taken in: {words_of(error)}")
    forget(upload)


def take_in(job: Job, upload: Upload) -> None:
    """Media first, then the show. Raises Refused, OSError."""
    let_go_of_half(job)
    owner = get_user_model().objects.filter(pk=job.spec.get("owner")).first()
    progress, done = Progress(job), 0
    with Archive(upload.path) as archive:
        most = max(1, archive.media_bytes)

        def follow(count: int) -> None:
            nonlocal done
            done += count
            progress(min(0.95, done / most))

        said = making.read(archive)
        with Taking(archive, owner, job.pk, follow) as media:
            making.made(said, media, job.spec.get("name", ""), owner, lambda show: note(job, show))
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, progress=1.0, error="", finished=timezone.now())


def note(job: Job, show: Show) -> None:
    """Which show a job made, so that one that takes it up again knows what is there already."""
    job.spec = {**job.spec, "show": show.pk}
    Job.objects.filter(pk=job.pk).update(spec=job.spec)


def let_go_of_half(job: Job) -> None:
    """Remove the show of a worker that did not live to finish it."""
    half: Any = job.spec.get("show")
    if half and Show.objects.filter(pk=half, wanted=False).exists():
        removing.remove(half)


@shared_task(name="studio.archives.send_waiting", ignore_result=True)
def send_waiting() -> int:
    """Send again what the queue has lost, or its worker did not live to finish."""
    now = timezone.now()
    left = Q(state=Job.State.QUEUED, created__lt=now - WAITING) | Q(state=Job.State.RUNNING, started__lt=now - AT_WORK)
    jobs = list(Job.objects.filter(left, kind=TAKE_IN).order_by("created", "id"))
    jobs = [job for job in jobs if job.state == Job.State.QUEUED or library.begun_again(job)]
    for job in jobs:
        send(job)
    return len(jobs)
