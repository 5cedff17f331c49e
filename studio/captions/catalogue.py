"""Every model as the console lists it: installed, being installed, or to be had."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from studio.home import recorded
from studio.library.models import Job
from subtitles import models

KIND = "model"  # of the jobs that install one
READY = {"state": "ready", "percent": 100, "text": ""}


def everything() -> dict[str, Any]:
    """`setup` is how far the captions' own packages are; `models` has the installed ones first."""
    setup = recorded(settings.TALLY_HOME / "run" / "captions-setup.json") or READY
    jobs = {job.name: job for job in Job.objects.filter(kind=KIND).order_by("created")}
    there = [_installed(model) for model in models.installed()]
    names = {one["name"] for one in there}
    offered = [_offered(offer, jobs.get(offer.name)) for offer in models.offers() if offer.name not in names]
    files = [_file(job) for job in jobs.values() if job.name not in names | {one["name"] for one in offered}]
    return {"setup": setup, "models": [*there, *files, *offered]}


def _installed(model: models.Model) -> dict[str, Any]:
    return {
        "name": model.name, "kind": model.kind, "engine": model.engine, "bytes": model.bytes, "demo": model.demo,
        "state": "failed" if model.trouble else "installed", "progress": 1.0, "removable": model.removable,
        "text": model.trouble or model.label,
    }  # fmt: skip


def _offered(offer: models.Offer, job: Job | None) -> dict[str, Any]:
    told = {
        "name": offer.name, "kind": offer.kind, "engine": offer.engine, "bytes": offer.bytes, "demo": False,
        "state": "available", "progress": 0.0, "removable": False, "text": offer.text,
    }  # fmt: skip
    return told | (_progress(job) if job else {})


def _file(job: Job) -> dict[str, Any]:
    """A file somebody sent, until it is a model or was refused."""
    told = {"name": job.name, "kind": "", "engine": "", "bytes": 0, "demo": False, "removable": False, "text": ""}
    return told | {"state": "installing", "progress": 0.0} | _progress(job)


def _progress(job: Job) -> dict[str, Any]:
    if job.state in (Job.State.QUEUED, Job.State.RUNNING):
        return {"state": "installing", "progress": job.progress, "job": job.pk}
    if job.state == Job.State.FAILED:
        return {"state": "failed", "text": job.error, "job": job.pk}
    return {}
