"""Work on uploads that may take a while, in Celery's `jobs` queue. Each may run twice and has one effect."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from studio.errors import Refused
from studio.library.models import Asset, Job
from studio.library.probing import note_findings, probe

log = logging.getLogger(__name__)
PROBE = "probe"
STALE = timedelta(minutes=5)


def send(job: Job) -> None:
    """Have a worker look at an asset. While there is no queue the job waits in its row."""
    try:
        run_probe.apply_async([job.pk], retry=False)
    except OperationalError as error:
        log.warning("job %s waits for the queue: %s", job.pk, error)


def send_waiting() -> int:
    """Send again what the queue has lost, or its worker did not live to finish. Run from time to time."""
    old = timezone.now() - STALE
    waiting = Job.objects.filter(kind=PROBE, created__lt=old, state=Job.State.QUEUED)
    stuck = Job.objects.filter(kind=PROBE, started__lt=old, state=Job.State.RUNNING)
    jobs = [*waiting, *stuck]
    for job in jobs:
        send(job)
    return len(jobs)


@shared_task(name="studio.library.probe", ignore_result=True)
def run_probe(job_id: str) -> None:
    """Look at the asset of a job."""
    job = Job.objects.select_related("asset").filter(pk=job_id).first()
    if job is None or job.asset is None or job.state in (Job.State.DONE, Job.State.FAILED):
        return
    _mark(job, state=Job.State.RUNNING, started=timezone.now(), progress=0.1)
    try:
        note_findings(job.asset, *probe(job.asset.path))
    except Refused as error:
        Asset.objects.filter(pk=job.asset.pk).update(state=Asset.State.REFUSED)
        _mark(job, state=Job.State.FAILED, error=str(error)[:300], finished=timezone.now())
        return
    _mark(job, state=Job.State.DONE, progress=1.0, finished=timezone.now())


@shared_task(name="studio.library.send_waiting", ignore_result=True)
def sweep() -> None:
    """The clock's call of `send_waiting`."""
    send_waiting()


def _mark(job: Job, **values: Any) -> None:
    Job.objects.filter(pk=job.pk).update(**values)
