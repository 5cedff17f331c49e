"""What an operator asks of models: install one by its name or from a file, try again, remove."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from studio.captions import jobs, tasks
from studio.captions.jobs import KIND, UNDER_WAY, file_of
from studio.errors import Refused
from studio.library.intake import check_room, keep
from studio.library.models import Job
from subtitles import models
from subtitles.errors import SubtitlesError

ENDINGS = (".argosmodel", ".zip", ".tar", ".tgz", ".gz", ".xz", ".pt")


def ask(name: str) -> dict[str, Any]:
    """Have a model of the catalogue installed, or a file that was sent tried again; once, however often it is asked.

    Raises Refused.
    """
    known = jobs.all_jobs().filter(name=name)
    if under_way := known.filter(state__in=UNDER_WAY).first():
        return told(under_way)
    if sent := next(filter(jobs.can_be_tried_again, known), None):
        jobs.mark(sent, state=Job.State.QUEUED, error="", progress=0)
        return _sent(sent)
    if name not in {offer.name for offer in models.offers()}:
        raise Refused("unknown_model", f"There is no model {name[:80]!r}; caption-models lists them.", status=400)
    known.delete()  # how it went before says nothing any more
    return _sent(Job.objects.create(kind=KIND, name=name))


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
    for earlier in jobs.all_jobs().filter(name=name).exclude(state__in=UNDER_WAY):
        jobs.forget(earlier)
    job.save(force_insert=True)
    return _sent(job)


def remove(name: str) -> None:
    """Delete a model, or end its installation, or forget one that failed. Raises Refused for what is not ours."""
    known = list(jobs.all_jobs().filter(name=name).exclude(state=Job.State.DONE))
    for job in known:
        jobs.forget(job)
        models.forget(name)
    if not known and name not in {model.name for model in models.installed()}:
        raise Refused("unknown_model", f"The model {name[:80]} is not installed.", status=404)
    try:
        models.remove(name)
    except SubtitlesError as error:
        if not known:
            raise Refused("not_removable", str(error), status=409) from None


def told(job: Job) -> dict[str, Any]:
    return {"job": job.pk, "name": job.name, "state": job.state, "progress": job.progress, "error": job.error}


def _sent(job: Job) -> dict[str, Any]:
    tasks.send(job)
    job.refresh_from_db()
    return told(job)
