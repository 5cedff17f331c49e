"""Models are installed by a worker of the `jobs` queue; the job's row tells how far it is."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

from celery import shared_task
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from kombu.exceptions import OperationalError

from studio.captions.catalogue import KIND
from studio.errors import Refused
from studio.library.models import Job
from subtitles import models
from subtitles.errors import SubtitlesError

log = logging.getLogger(__name__)
TELL_S = 0.5
MOST_BYTES = 8 << 30
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
    if (file.size or 0) > MOST_BYTES:
        raise Refused("too_large", f"A model's file has at most {MOST_BYTES >> 30} GB.", status=413)
    folder = incoming()
    folder.mkdir(parents=True, exist_ok=True)
    job = Job.objects.create(kind=KIND, name=name)
    with (folder / f"{job.pk}-{name}").open("wb") as out:
        for chunk in file.chunks():
            out.write(chunk)
    _send(job)
    return told(job)


def remove(name: str) -> None:
    """Raises Refused for a model that is not ours to delete."""
    try:
        models.remove(name)
    except SubtitlesError as error:
        raise Refused("not_removable", str(error), status=409) from None


def told(job: Job) -> dict[str, Any]:
    return {"job": job.pk, "name": job.name, "state": job.state, "progress": job.progress, "error": job.error}


def incoming() -> Path:
    return Path(settings.TALLY_HOME) / "models" / ".uploads"


def _begin(name: str) -> Job:
    job = Job.objects.create(kind=KIND, name=name)
    _send(job)
    return job


def _send(job: Job) -> None:
    try:
        run.apply_async([job.pk], retry=False)
    except OperationalError:
        Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, error="The queue is down; try again in a moment.")
        job.refresh_from_db()


@shared_task(name="studio.captions.install", ignore_result=True)
def run(job_id: str) -> None:
    """Install the model of a job."""
    job = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).first()
    if job is None:
        return
    _mark(job, state=Job.State.RUNNING, started=timezone.now())
    path = incoming() / f"{job.pk}-{job.name}"
    try:
        if path.exists():
            models.from_file(path, "" if path.suffix == ".argosmodel" else Path(job.name).stem)
        else:
            models.install(job.name, _progress_of(job))
    except (SubtitlesError, OSError) as error:
        log.warning("model %s was not installed: %s", job.name, error)
        _mark(job, state=Job.State.FAILED, error=str(error)[:300], finished=timezone.now())
    else:
        _mark(job, state=Job.State.DONE, progress=1.0, finished=timezone.now())
    finally:
        path.unlink(missing_ok=True)


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
