"""Work on uploads that may take a while, in Celery's `jobs` queue. Each may run twice and has one effect."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError

from mixer.protocol import locks
from studio.errors import Refused, words_of
from studio.library import subtitles
from studio.library.documents import work as documents
from studio.library.documents.work import CONVERT, PAGES
from studio.library.measuring import measure, note_loudness
from studio.library.models import Asset, Job
from studio.library.probing import note_findings, probe
from studio.library.refusals import fail
from studio.rundowns import files as rundowns

log = logging.getLogger(__name__)
PROBE, MEASURE = "probe", "measure"
STALE = dict.fromkeys((MEASURE, PAGES), timedelta(minutes=30)) | {
    PROBE: timedelta(minutes=5),
    CONVERT: timedelta(minutes=6),
}
ALONE = (MEASURE, CONVERT, PAGES)
AGAIN = "The worker that looked at it ended before it was done; another looks."
GAVE_UP = "Two workers ended while they looked at this file."


def send(job: Job) -> None:
    """Have a worker look at an asset, or hear it. While there is no queue the job waits in its row."""
    try:
        TASKS[job.kind].apply_async([job.pk], retry=False)
    except OperationalError as error:
        log.warning("job %s waits for the queue: %s", job.pk, error)


def send_waiting() -> int:
    """Send again what the queue has lost, or its worker did not live to finish. Run from time to time."""
    jobs = left_behind(PROBE) + [job for kind in ALONE for job in left_behind(kind)[:1]]  # each sends the next of its
    for job in jobs:
        send(job)
    return len(jobs)


def left_behind(kind: str) -> list[Job]:
    """The jobs of a kind that nobody works on, as far as can be told by now; the oldest first."""
    old, jobs = timezone.now() - STALE[kind], Job.objects.filter(kind=kind).order_by("created", "id")
    begun = list(filter(begun_again, jobs.filter(started__lt=old, state=Job.State.RUNNING)))
    waiting = jobs.filter(created__lt=old, state=Job.State.QUEUED).exclude(pk__in=[job.pk for job in begun])
    return [*begun, *waiting]


def begun_again(job: Job) -> bool:
    """Whether what a dead worker left gets another try: one, for what ends every worker must not go round for ever."""
    if job.error:
        fail(job, GAVE_UP)
        return False
    left = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, started=job.started)
    return bool(left.update(state=Job.State.QUEUED, error=AGAIN))


@shared_task(name="studio.library.probe", ignore_result=True)
def run_probe(job_id: str) -> None:
    """Look at the asset of a job; then its sound is to be measured."""
    work(job_id, look)


@shared_task(name="studio.library.measure", ignore_result=True)
def run_measure(job_id: str) -> None:
    """Hear the asset of a job to its end; the next one then.

    One at a time: it may take twenty minutes, and of the queue's processes one has to look at what is uploaded.
    """
    alone(MEASURE, "measuring.lock", job_id, hear)


@shared_task(name="studio.library.convert", ignore_result=True)
def run_convert(job_id: str) -> None:
    """Have a document laid out as a PDF; the next one then. One at a time: it takes a processor and a gigabyte."""
    alone(CONVERT, "converting.lock", job_id, lay_out)


@shared_task(name="studio.library.pages", ignore_result=True)
def run_pages(job_id: str) -> None:
    """Draw the first pages of a document; the next one's then."""
    alone(PAGES, "drawing.lock", job_id, draw)


def alone(kind: str, lock_name: str, job_id: str, do: Callable[[Job, Asset], None]) -> None:
    """Do a job unless another of its kind is done now: whoever does that one sends the next."""
    lock = Path(settings.TALLY_HOME) / "run" / lock_name
    if locks.is_held(lock):  # at once: hundreds may come here
        return
    with locks.holding(lock) as is_ours:
        if is_ours:
            work(job_id, do)
    if is_ours and (job := Job.objects.filter(kind=kind, state=Job.State.QUEUED).order_by("created", "id").first()):
        send(job)


TASKS: dict[str, Any] = {PROBE: run_probe, MEASURE: run_measure, CONVERT: run_convert, PAGES: run_pages}


def look(job: Job, asset: Asset) -> None:
    if asset.kind == Asset.Kind.SUBTITLES:
        note_findings(asset, subtitles.look(asset.path), b"")
        return
    if asset.kind == Asset.Kind.DOCUMENT:
        follow_up(asset, documents.look(asset))
        return
    is_there = note_findings(asset, *probe(asset.path))
    if is_there and asset.sound and asset.loudness_lufs is None and not asset.jobs.filter(kind=MEASURE).exists():
        send(Job.objects.create(kind=MEASURE, asset=asset))


def hear(job: Job, asset: Asset) -> None:
    note_loudness(asset, measure(asset.path, lambda share: _mark(job, progress=share)))


def lay_out(job: Job, asset: Asset) -> None:
    follow_up(asset, documents.lay_out(asset, lambda share: _mark(job, progress=share)))


def draw(job: Job, asset: Asset) -> None:
    documents.draw_first(asset, lambda share: _mark(job, progress=share))


def follow_up(asset: Asset, kind: str) -> None:
    """Send what is to be done with a document next; once, whoever does a job again."""
    if kind and not asset.jobs.filter(kind=kind).exists() and Asset.objects.filter(pk=asset.pk).exists():
        send(Job.objects.create(kind=kind, asset=asset))


def work(job_id: str, do: Callable[[Job, Asset], None]) -> None:
    """Do a job that nobody does yet, and see that it has an end."""
    waiting = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).exclude(asset=None)
    if not waiting.update(state=Job.State.RUNNING, started=timezone.now(), progress=0.0):
        return
    job = Job.objects.select_related("asset").filter(pk=job_id).first()
    if job is None or job.asset is None:
        return
    try:
        do(job, job.asset)
    except Refused as error:
        return fail(job, str(error))
    except Exception as error:  # of whatever a file or a disk does
        log.warning("%s could not be looked at: %s", job.asset.pk, error)
        return fail(job, f"It could not be looked at: {words_of(error)}")
    _mark(job, state=Job.State.DONE, progress=1.0, error="", finished=timezone.now())
    rundowns.asset_changed(job.asset.pk)


@shared_task(name="studio.library.send_waiting", ignore_result=True)
def sweep() -> None:
    """The clock's call of `send_waiting`."""
    send_waiting()


def _mark(job: Job, **values: Any) -> None:
    Job.objects.filter(pk=job.pk).update(**values)
