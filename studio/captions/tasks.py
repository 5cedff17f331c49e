"""Installing models, in Celery's `jobs` queue. The job's row is the truth: a message only says that there is work."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from studio.captions import jobs
from studio.errors import words_of
from studio.library.models import Job
from subtitles import models
from subtitles.errors import SubtitlesError

log = logging.getLogger(__name__)
TELL_S = 0.5
AGAIN = "The worker that installed it ended before it was done; it was begun again."
GAVE_UP = "The worker that installed it ended twice before it was done. Is there memory enough? Then try again."


class Removed(Exception):
    """Somebody removed the job while it ran."""


def send(job: Job) -> None:
    """Have a worker take it. Without a queue the job fails at once, for nobody would come."""
    try:
        install.apply_async([job.pk], retry=False)
    except OperationalError:
        jobs.mark(job, state=Job.State.FAILED, error="The queue is down; try again in a moment.")
        job.refresh_from_db()


@shared_task(name="studio.captions.install", ignore_result=True)
def install(job_id: str) -> None:
    """Do what waits, the oldest first: this job's turn comes here or with the worker that is at it already."""
    while jobs.waiting().exists():
        with jobs.at_work() as is_ours:
            if not is_ours:
                return
            while job := jobs.waiting().first():
                do(job)


@shared_task(name="studio.captions.send_waiting", ignore_result=True)
def sweep() -> None:
    """The clock's call of `send_waiting`."""
    send_waiting()


def send_waiting() -> None:
    """While nobody is at it: take up what a worker left when it died, and send again what the queue may have lost."""
    with jobs.at_work() as is_nobody:
        if is_nobody:
            for job in jobs.all_jobs().filter(state=Job.State.RUNNING):
                take_up(job)
    if is_nobody and (waits := jobs.waiting().first()):
        send(waits)


def take_up(job: Job) -> None:
    """Let what a dead worker left be begun again, once: what ends every worker must not go round for ever."""
    if job.error:
        jobs.mark(job, state=Job.State.FAILED, error=GAVE_UP, finished=timezone.now())
    else:
        jobs.mark(job, state=Job.State.QUEUED, error=AGAIN)


def do(job: Job) -> None:
    """Install one. Whatever a file or a catalogue holds, the job has an end, with words for the operator."""
    jobs.mark(job, state=Job.State.RUNNING, started=timezone.now(), progress=0)
    try:
        _install(job)
    except Exception as error:
        if isinstance(error, Removed) or not jobs.is_wanted(job):
            models.forget(job.name)
            return
        log.warning("model %s was not installed: %s", job.name, error)
        known = isinstance(error, SubtitlesError | OSError)
        words = words_of(error) if known else f"{type(error).__name__}: {error}"
        jobs.mark(job, state=Job.State.FAILED, error=words[:300], finished=timezone.now())
        if isinstance(error, OSError):
            return  # nothing is wrong with the file: it is kept for another try
    else:
        jobs.mark(job, state=Job.State.DONE, progress=1.0, error="", finished=timezone.now())
    jobs.file_of(job).unlink(missing_ok=True)


def _install(job: Job) -> None:
    path = jobs.file_of(job)
    if path.exists():
        model = models.from_file(path, "" if path.suffix == ".argosmodel" else Path(job.name).stem)
    else:
        model = models.install(job.name, _progress_of(job))
    if not jobs.is_wanted(job):
        models.remove(model.name)  # nobody wants it any more


def _progress_of(job: Job) -> models.Progress:
    """Writes progress down now and then. What it calls raises Removed."""
    told_at = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at > TELL_S:
            told_at = time.monotonic()
            if not jobs.mark(job, progress=done / total if total else 0.0):
                raise Removed

    return progress
