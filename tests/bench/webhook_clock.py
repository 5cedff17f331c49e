"""The studio's Celery with a clock for webhooks that the bench moves: TALLY_HOME/clock has the seconds it is ahead."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from celery.signals import worker_process_init
from django.conf import settings
from django.utils import timezone

from mixer.protocol.files import write_whole
from studio.celery import app as app


def clock_of(home: Path) -> Path:
    return home / "clock"


def set_ahead(home: Path, seconds: float) -> None:
    write_whole(clock_of(home), str(seconds).encode())


def moved() -> datetime:
    return timezone.now() + timedelta(seconds=float(clock_of(Path(settings.TALLY_HOME)).read_text()))


@worker_process_init.connect
def by_our_clock(**_: Any) -> None:
    from studio.webhooks import tasks

    tasks.now = moved
