"""The studio's jobs: queues `jobs` and `mixers`, messages in JSON only. Captions' workers are `subtitles.worker`."""

import os
from importlib import import_module
from typing import Any

from celery import Celery
from celery.signals import before_task_publish, task_postrun, task_prerun, task_unknown, worker_ready
from django.conf import settings

from studio.request_ids import begin_following, request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

# Named one by one: Celery's own discovery says nothing of a package whose tasks it does not find.
app = Celery(
    "studio",
    include=[
        "studio.air.tasks",
        "studio.archives.tasks",
        "studio.captions.tasks",
        "studio.library.tasks",
        "studio.media.tasks",
        "studio.retention.tasks",
        "studio.rundowns.tasks",
        "studio.scheduling.tasks",
        "studio.shows.tasks",
        "studio.webhooks.tasks",
    ],
)
app.conf.update(settings.CELERY)
REQUEST = "tally_request"  # of a message's headers
RELAUNCH, RELAUNCH_S = "studio.air.relaunch_wanted", 5.0
UPLOADS, MODELS = "studio.library.send_waiting", "studio.captions.send_waiting"
CLIPS, ARCHIVES = "studio.media.send_waiting", "studio.archives.send_waiting"
WEBHOOKS, WEBHOOKS_S = "studio.webhooks.send_due", 2.0
# What a worker that begins looks for at once, by its queue: nobody waits for the beat to take up what another left.
AT_ONCE = {"mixers": (RELAUNCH,), "jobs": (UPLOADS, MODELS, CLIPS, ARCHIVES, WEBHOOKS)}
# Expired before the next is due, so that none pile up while no worker runs.
app.conf.beat_schedule = {
    "wanted shows": {"task": RELAUNCH, "schedule": RELAUNCH_S, "options": {"expires": RELAUNCH_S - 1}},
    "waiting uploads": {"task": UPLOADS, "schedule": 60.0, "options": {"expires": 59}},
    "waiting clips": {"task": CLIPS, "schedule": 60.0, "options": {"expires": 59}},
    "waiting archives": {"task": ARCHIVES, "schedule": 60.0, "options": {"expires": 59}},
    "waiting models": {"task": MODELS, "schedule": 60.0, "options": {"expires": 59}},
    "deleted shows": {"task": "studio.shows.clear_deleted", "schedule": 600.0, "options": {"expires": 599}},
    "rundowns by rule": {"task": "studio.rundowns.recompile", "schedule": 3600.0, "options": {"expires": 3599}},
    "schedules": {"task": "studio.scheduling.put_on_air", "schedule": 5.0, "options": {"expires": 4}},
    "schedules by rule": {"task": "studio.scheduling.recompile", "schedule": 3600.0, "options": {"expires": 3599}},
    "webhooks": {"task": WEBHOOKS, "schedule": WEBHOOKS_S, "options": {"expires": WEBHOOKS_S}},
    "old rows": {"task": "studio.retention.purge", "schedule": 600.0, "options": {"expires": 599}},
}


import_module("studio.watching.tasks_seen")  # connects to Celery's signals


@worker_ready.connect
def look_at_once(sender: Any, **_: Any) -> None:
    """Send what this worker's queues are looked through with."""
    for queue in sender.app.amqp.queues.consume_from:
        for task in AT_ONCE.get(queue, ()):
            sender.app.send_task(task, expires=30)


@before_task_publish.connect
def give_request_id(headers: dict[str, Any] | None = None, **_: Any) -> None:
    """What a request sends to a worker is still that request's, in the worker's log too."""
    if headers is not None and request_id():
        headers[REQUEST] = request_id()


@task_prerun.connect
def take_request_id(task: Any, **_: Any) -> None:
    if not task.request.is_eager:  # else it runs within the request itself
        begin_following(str(task.request.get(REQUEST) or ""))


@task_postrun.connect
def let_go_of_request_id(task: Any, **_: Any) -> None:
    if not task.request.is_eager:
        begin_following("")


@task_unknown.connect
def end_its_job(message: Any, name: str, **_: Any) -> None:
    """A worker that does not know a task throws the message away: whoever waits for its job is told."""
    from studio.library.refusals import refused_by_worker

    refused_by_worker(name, message.payload[0])
