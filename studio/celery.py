"""The studio's jobs: queues `jobs` and `mixers`, messages in JSON only. Captions' workers are `subtitles.worker`."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

app = Celery("studio")
app.conf.update(settings.CELERY)
app.autodiscover_tasks(["studio.air", "studio.captions", "studio.library", "studio.media", "studio.retention"])
RELAUNCH, RELAUNCH_S = "studio.air.relaunch_wanted", 5.0
# Expired before the next is due, so that none pile up while no worker runs.
app.conf.beat_schedule = {
    "wanted shows": {"task": RELAUNCH, "schedule": RELAUNCH_S, "options": {"expires": RELAUNCH_S - 1}},
    "waiting uploads": {"task": "studio.library.send_waiting", "schedule": 60.0, "options": {"expires": 59}},
    "old rows": {"task": "studio.retention.purge", "schedule": 600.0, "options": {"expires": 599}},
    "waiting models": {"task": "studio.captions.send_waiting", "schedule": 60.0, "options": {"expires": 59}},
}


@worker_ready.connect
def look_at_once(sender: Any, **_: Any) -> None:
    """A worker that launches mixers does not wait for the beat to put on air what is wanted there."""
    if "mixers" in sender.app.amqp.queues.consume_from:
        sender.app.send_task(RELAUNCH, expires=30)
