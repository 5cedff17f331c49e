"""Models are installed by a worker of the `jobs` queue; the job's row tells how far it is."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import shared_task
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from kombu.exceptions import OperationalError

from mixer.protocol.resident import held
from studio.captions.catalogue import KIND
from studio.errors import Refused
from studio.library.intake import check_room, keep
from studio.library.models import Job
from subtitles import models
from subtitles.errors import SubtitlesError

log = logging.getLogger(__name__)
TELL_S = 0.5
STALE = timedelta(minutes=5)
ENDINGS = (".argosmodel", ".zip", ".tar", ".tgz", ".gz", ".xz", ".pt")


def ask(name: str) -> dict[str, Any]:
    """Have a model of the catalogue installed; one that is under way already is not begun twice. Raises Refused."""
    if name not in {offer.name for offer in models.offers()}:
        raise Refused("unknown_model", f"There is no model {name[:80]!r}; caption-models lists them.", status=400)
    running = Job.objects.filter(kind=KIND, name=name, state__in=(Job.State.QUEUED, Job.State.RUNNING)).first()
    return told(running or _begin(name))


def take_in(file: UploadedFile[Any]) -> dict[str, Any]:
    """Install a file that was sent. Raises Refused for what cannot be a model."""
    name = Path(str(file.name)).name[:80]
    if not name.endswith(ENDINGS):
        raise Refused("not_a_model", f"A model's file ends in {', '.join(ENDINGS)}; this is {name!r}.", status=415)
    check_room(file.size or 0)
    job = Job(kind=KIND, name=name)
    try:
        keep(file, file_of(job))
    except OSError as error:
        file_of(job).unlink(missing_ok=True)
        raise Refused("disk_full", f"The file could not be kept: {error.strerror}.", status=507) from None
    job.save(force_insert=True)
    _send(job)
    return told(job)


def remove(name: str) -> None:
    """Raises Refused for a model that is not here, or not ours to delete."""
    if name not in {model.name for model in models.installed()}:
        raise Refused("unknown_model", f"The model {name[:80]} is not installed.", status=404)
    try:
        models.remove(name)
    except SubtitlesError as error:
        raise Refused("not_removable", str(error), status=409) from None


def told(job: Job) -> dict[str, Any]:
    return {"job": job.pk, "name": job.name, "state": job.state, "progress": job.progress, "error": job.error}


def incoming() -> Path:
    return Path(settings.TALLY_HOME) / "models" / ".uploads"


def file_of(job: Job) -> Path:
    """Where the file of a job waits, if somebody sent one."""
    return incoming() / f"{job.pk}-{job.name}"


def _begin(name: str) -> Job:
    job = Job.objects.create(kind=KIND, name=name)
    _send(job)
    return job


def _send(job: Job) -> None:
    try:
        run.apply_async([job.pk], retry=False)
    except OperationalError:
        Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, error="The queue is down; try again in a moment.")
        file_of(job).unlink(missing_ok=True)
        job.refresh_from_db()


def send_waiting() -> int:
    """Send again what the queue has lost, or its worker did not live to finish. Run from time to time."""
    ours = Job.objects.filter(kind=KIND, created__lt=timezone.now() - STALE)
    for job in ours.filter(state=Job.State.RUNNING):
        with held(lock_of(job)) as is_nobodys:
            if is_nobodys:
                _mark(job, state=Job.State.QUEUED)
    waiting = list(ours.filter(state=Job.State.QUEUED))
    for job in waiting:
        _send(job)
    return len(waiting)


@shared_task(name="studio.captions.send_waiting", ignore_result=True)
def sweep() -> None:
    """The clock's call of `send_waiting`."""
    send_waiting()


def lock_of(job: Job) -> Path:
    """Held by the worker that installs; the system lets go of it however that one ends."""
    incoming().mkdir(parents=True, exist_ok=True)
    return incoming() / f"{job.pk}.lock"


@shared_task(name="studio.captions.install", ignore_result=True)
def run(job_id: str) -> None:
    """Install the model of a job."""
    job = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).first()
    if job is None:
        return
    with held(lock_of(job)) as is_ours:
        if is_ours:
            _run(job)
    lock_of(job).unlink(missing_ok=True)


def _run(job: Job) -> None:
    _mark(job, state=Job.State.RUNNING, started=timezone.now())
    try:
        _install(job)
    except Exception as error:  # of whatever a file or a catalogue holds: a job has an end
        log.warning("model %s was not installed: %s", job.name, error)
        words = str(error) if isinstance(error, SubtitlesError | OSError) else f"{type(error).__name__}: {error}"
        _mark(job, state=Job.State.FAILED, error=words[:300], finished=timezone.now())
    else:
        _mark(job, state=Job.State.DONE, progress=1.0, finished=timezone.now())
    file_of(job).unlink(missing_ok=True)


def _install(job: Job) -> None:
    path = file_of(job)
    if path.exists():
        models.from_file(path, "" if path.suffix == ".argosmodel" else Path(job.name).stem)
    else:
        models.install(job.name, _progress_of(job))


def _progress_of(job: Job) -> models.Progress:
    """Writes progress down now and then."""
    told_at = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at > TELL_S:
            told_at = time.monotonic()
            _mark(job, progress=done / total if total else 0.0)

    return progress


def _mark(job: Job, **values: Any) -> None:
    Job.objects.filter(pk=job.pk).update(**values)
