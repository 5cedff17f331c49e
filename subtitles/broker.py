"""The Celery app that captions are recognised and translated with: who asks and who works speak the same way."""

from __future__ import annotations

import os

from celery import Celery

SPEECH, TRANSLATE = "speech", "translate"
RECOGNISE, TRANSLATED = "subtitles.recognise", "subtitles.translate"
BROKER = "TALLY_BROKER"
RESULTS_S = 120


def app_of(url: str) -> Celery:
    """An app on the broker at `url` (a Celery URL), which also keeps the results."""
    app = Celery("subtitles", broker=url, backend=url)
    app.conf.update(
        task_serializer="msgpack",
        result_serializer="msgpack",
        accept_content=["msgpack"],
        result_expires=RESULTS_S,
        task_routes={RECOGNISE: {"queue": SPEECH}, TRANSLATED: {"queue": TRANSLATE}},
        task_default_queue=SPEECH,
        worker_prefetch_multiplier=1,
        broker_connection_retry_on_startup=True,
        worker_hijack_root_logger=False,
        # A worker's child opens a model before it says that it is there.
        worker_proc_alive_timeout=120.0,
    )
    return app


def url() -> str:
    """The broker that whoever started us named."""
    return os.environ.get(BROKER, "redis://127.0.0.1:6379/0")
