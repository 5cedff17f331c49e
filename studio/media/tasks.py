"""Cutting clips, in Celery's `jobs` queue. A job may be sent twice and has one effect."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from studio.errors import Refused, words_of
from studio.library import tasks as library
from studio.library.models import Asset, Job
from studio.library.refusals import fail
from studio.media.clips import TRIM, cut, done

log = logging.getLogger(__name__)
TOLD_EVERY_S = 1.0  # each is a write to the database
WAITING, AT_WORK = timedelta(minutes=1), timedelta(minutes=65)


def send(job: Job) -> None:
    """Have a worker cut it. While there is no queue the job waits in its row."""
    try:
        run_trim.apply_async([job.pk], retry=False)
    except OperationalError as error:
        log.warning("job %s waits for the queue: %s", job.pk, error)


@shared_task(name="studio.media.trim", ignore_result=True)
def run_trim(job_id: str) -> None:
    """Cut the clip of a job that nobody cuts yet; then it is looked at as an upload is."""
    waiting = Job.objects.filter(pk=job_id, kind=TRIM, state=Job.State.QUEUED)
    if not waiting.update(state=Job.State.RUNNING, started=timezone.now(), progress=0.0):
        return
    job = Job.objects.select_related("recording").filter(pk=job_id).first()
    if job is None:
        return
    try:
        asset = cut(job, Progress(job), lambda asset: made(job, asset))
    except Refused as error:
        return fail(job, str(error))
    except Exception as error:  # of whatever a disk does
        log.warning("%s could not be cut: %s", job.pk, error)
        return fail(job, f"It could not be cut: {words_of(error)}")
    for probing in asset.jobs.filter(kind=library.PROBE):
        library.send(probing)


def made(job: Job, asset: Asset) -> None:
    """In the transaction of the clip's row: it is to be looked at, and its job is done."""
    if not Job.objects.filter(pk=job.pk).exists():
        raise Refused("gone", "The recording is gone.")  # with its jobs: nobody wants a clip of it
    Job.objects.create(kind=library.PROBE, asset=asset)
    done(job, asset)
    Job.objects.filter(pk=job.pk).update(finished=timezone.now())


class Progress:
    """Writes how far it is, now and then."""

    def __init__(self, job: Job) -> None:
        self._job, self._due = job, time.monotonic()

    def __call__(self, share: float) -> None:
        if time.monotonic() >= self._due:
            self._due = time.monotonic() + TOLD_EVERY_S
            Job.objects.filter(pk=self._job.pk).update(progress=share)


@shared_task(name="studio.media.send_waiting", ignore_result=True)
def send_waiting() -> int:
    """Send again what the queue has lost, or its worker did not live to finish."""
    now = timezone.now()
    left = Q(state=Job.State.QUEUED, created__lt=now - WAITING) | Q(state=Job.State.RUNNING, started__lt=now - AT_WORK)
    jobs = list(Job.objects.filter(left, kind=TRIM).order_by("created", "id"))
    jobs = [job for job in jobs if job.state == Job.State.QUEUED or library.begun_again(job)]
    for job in jobs:
        send(job)
    return len(jobs)
