"""The `speech` and `translate` workers: `celery -A subtitles.worker worker -Q speech` (docs/captions-inside.md)."""

from __future__ import annotations

import logging
from typing import Any

from celery.signals import worker_process_init

from subtitles import tasks
from subtitles.broker import SPEECH, TRANSLATE, app_of, url

app = app_of(url())
app.set_default()
log = logging.getLogger(__name__)


@worker_process_init.connect
def warm_up(**_: Any) -> None:
    """Open what this worker will most likely be asked for, so that the first pass of a show is not a slow one."""
    queues = app.amqp.queues.consume_from
    for queue, warm in ((SPEECH, tasks.warm_speech), (TRANSLATE, tasks.warm_translate)):
        if queue in queues and (trouble := warm()):
            log.warning("%s", trouble)
