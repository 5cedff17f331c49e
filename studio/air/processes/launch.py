"""Launching and stopping mixers. A live show is never a Celery task: the task starts a program and returns."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from asgiref.sync import async_to_sync
from celery import shared_task
from django.conf import settings
from django.db import DatabaseError
from kombu.exceptions import OperationalError

from mixer.protocol import locks
from studio.air.control.commands import ask_to_stop
from studio.air.processes.programs import open_log
from studio.air.processes.show_paths import paths_of
from studio.air.runmixer import lease
from studio.scheduling import off_air
from studio.shows.models import Show

log = logging.getLogger(__name__)
BEAT_S = 5.0
HAND_OVER = signal.SIGUSR1  # runmixer ends and leaves the show on air; an older one that does not know it, ends too


def launch(show_id: str) -> None:
    """Have a worker of the queue `mixers` put the show on air. Without a queue, the beat does it when there is one."""
    try:
        launch_here.apply_async([show_id], queue="mixers", expires=30, retry=False)
    except OperationalError as error:
        log.warning("the queue cannot be reached, %s goes on air when it can: %s", show_id, error)


@shared_task(name="studio.air.launch", ignore_result=True)
def launch_here(show_id: str) -> None:
    """Start runmixer for a show on this host, as nobody's child, and return at once."""
    start_runmixer(show_id)


def start_runmixer(show_id: str, env: Mapping[str, str] | None = None) -> None:
    """The same without a worker, with these added to the environment."""
    paths = paths_of(show_id)
    if locks.is_held(paths.lock):
        return
    out = open_log(paths.log_of("runmixer"))
    argv = [sys.executable, str(settings.BASE_DIR / "manage.py"), "runmixer", show_id]
    try:
        # The shell is gone at once, and what it started in the background belongs to init: no zombie, no parent.
        subprocess.run(
            ["/bin/sh", "-c", '"$@" &', "sh", *argv],
            cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True, check=True,
            env={**os.environ, **(env or {})},
        )  # fmt: skip
    finally:
        os.close(out)


def stop(show_id: str) -> bool:
    """Take the show off air; False when nobody plays it. Does not wait until it is."""
    if locks.signal_owner(paths_of(show_id).lock, signal.SIGTERM):
        return True
    return bool(async_to_sync(ask_to_stop)(show_id))


@shared_task(name="studio.air.relaunch_wanted", ignore_result=True)
def relaunch_wanted() -> None:
    """Put on air what is wanted there and is played by nobody.

    After a database outage one lease is waited for: other hosts could not renew theirs meanwhile.
    """
    put_wanted_on_air()


def put_wanted_on_air(env: Mapping[str, str] | None = None) -> None:
    """Without a worker: a supervisor that starts puts back on air what was there, before anything else is up."""
    outage = settings.TALLY_HOME / "run" / "database-outage"
    try:
        missing = [show_id for show_id in wanted() if is_free(show_id)]
        gone = off_air.take_back_wanted(missing)
        missing = [show_id for show_id in missing if show_id not in gone]
    except DatabaseError:
        outage.parent.mkdir(parents=True, exist_ok=True)
        outage.touch()
        raise
    if age_s(outage) > lease.LEASE.total_seconds():
        for show_id in missing:
            start_runmixer(show_id, env)


def wanted() -> list[str]:
    return list(Show.objects.filter(wanted=True).values_list("pk", flat=True))


def is_free(show_id: str) -> bool:
    """Whether nobody plays the show, here or on another host."""
    return not locks.is_held(paths_of(show_id).lock) and not lease.taken(show_id, socket.gethostname())


def age_s(path: Path) -> float:
    """Seconds since the file was touched; endless when there is none."""
    with contextlib.suppress(OSError):
        return time.time() - path.stat().st_mtime
    return float("inf")
