"""The `speech` and `translate` workers: `celery -A subtitles.worker worker -Q speech` (docs/captions-inside.md)."""

from __future__ import annotations

import logging
from typing import Any

from celery.signals import after_setup_logger, worker_process_init

from mixer.protocol import logs
from subtitles import tasks
from subtitles.broker import SPEECH, TRANSLATE, app_of, url

app = app_of(url())
app.set_default()
log = logging.getLogger(__name__)


@after_setup_logger.connect
def send_lines_on(logger: logging.Logger, **_: Any) -> None:
    """Celery has set up its own lines; ours go where all of the studio's do."""
    logs.send_on(logger)


@worker_process_init.connect
def warm_up(**_: Any) -> None:
    """Open what this worker will most likely be asked for, so that the first pass of a show is not a slow one."""
    queues = app.amqp.queues.consume_from
    for queue, warm in ((SPEECH, tasks.warm_speech), (TRANSLATE, tasks.warm_translate)):
        if queue in queues and (trouble := warm()):
            log.warning("%s", trouble)
