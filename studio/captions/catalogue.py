"""Every model as the console lists it: installed, being installed, or to be had."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from studio.captions.jobs import all_jobs, can_be_tried_again
from studio.home import recorded
from studio.library.models import Job
from subtitles import models

NOBODY_COMES = timedelta(seconds=60)
READY = {"state": "ready", "percent": 100, "text": ""}


def everything() -> dict[str, Any]:
    """`setup` is how far the captions' own packages are; `models` has the installed ones first."""
    setup = recorded(settings.TALLY_HOME / "run" / "captions-setup.json") or READY
    jobs = {job.name: job for job in all_jobs().exclude(state=Job.State.DONE)}
    there = [_installed(model) for model in models.installed()]
    names = {one["name"] for one in there}
    offered = [_offered(offer, jobs.get(offer.name)) for offer in models.offers() if offer.name not in names]
    files = [_file(job) for job in jobs.values() if job.name not in names | {one["name"] for one in offered}]
    return {"setup": setup, "models": [*there, *files, *offered]}


def _installed(model: models.Model) -> dict[str, Any]:
    return {
        "name": model.name, "kind": model.kind, "engine": model.engine, "bytes": model.bytes, "demo": model.demo,
        "state": "failed" if model.trouble else "installed", "progress": 1.0, "removable": model.removable,
        "installable": False, "text": model.trouble or model.label,
    }  # fmt: skip


def _offered(offer: models.Offer, job: Job | None) -> dict[str, Any]:
    told = {
        "name": offer.name, "kind": offer.kind, "engine": offer.engine, "bytes": offer.bytes, "demo": False,
        "state": "available", "progress": 0.0, "removable": False, "installable": True, "text": offer.text,
    }  # fmt: skip
    return told | (_of_job(job, again=True) if job else {})


def _file(job: Job) -> dict[str, Any]:
    """A file somebody sent, until it is a model or was removed."""
    told = {"name": job.name, "kind": "", "engine": "", "bytes": 0, "demo": False, "text": ""}
    return told | _of_job(job, again=can_be_tried_again(job))


def _of_job(job: Job, again: bool) -> dict[str, Any]:
    """What a job that is not done changes: it can be removed at any time, and tried again when it failed."""
    told = {"progress": job.progress, "job": job.pk, "removable": True}
    begun = job.state == Job.State.RUNNING
    if job.state == Job.State.FAILED:
        return told | {"state": "failed", "text": job.error, "installable": again}
    return told | {"state": "installing", "installable": False, "begun": begun, "waits_for": _waits_for(job)}


def _waits_for(job: Job) -> str:
    """What nothing happens for, in words for an operator who runs workers elsewhere."""
    late = job.state == Job.State.QUEUED and job.created < timezone.now() - NOBODY_COMES
    if not late:
        return ""
    running = all_jobs().filter(state=Job.State.RUNNING).first()
    return f"{running.name} comes first" if running else "no worker of the queue jobs has taken it yet"
