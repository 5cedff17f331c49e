"""The one job system: queues `jobs`, `speech` and `mixers`, messages in JSON only."""

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

app = Celery("studio")
app.conf.update(settings.CELERY)
app.autodiscover_tasks(["studio.air", "studio.library", "studio.media", "subtitles"])
