"""Documents that mean harm, each sent to a library and done with to its end: how long until something is said."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from tests.bench.figure import Figure

GOAL_S = 10.0


def hostile_document_s() -> Iterator[Figure]:
    """Until it is refused, or what is known of all its pages can be shown; under the limits that hold on air."""
    with tempfile.TemporaryDirectory(prefix="tally-bench-") as home:
        os.environ |= {"TALLY_HOME": home, "DJANGO_SETTINGS_MODULE": "studio.settings"}
        took, hits = _measured(Path(home))
    slow = {name: round(took_s, 1) for name, took_s in sorted(took.items()) if took_s > GOAL_S}
    about = {"documents": len(took), "over": slow, "canary_hits": hits, "load": os.getloadavg()[0]}
    yield Figure("hostile_document_s", round(max(took.values()), 1), "s", f"<= {GOAL_S:.0f}", about)


def _measured(home: Path) -> tuple[dict[str, float], int]:
    """The seconds of each document, and how often one reached what it must not."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    (home / "run").mkdir(exist_ok=True)
    from tests.studio.library.documents.test_hostile import ALL, a_canary

    with a_canary(home) as canary:
        took = {name: _said_after_s(file, make(canary)) for name, (file, make) in ALL.items()}
        return took, len(canary.hits)


def _said_after_s(file: str, data: bytes) -> float:
    """Each job is done at once, behind the one that sent it."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from studio.errors import Refused
    from studio.library import tasks
    from studio.library.intake import take_in
    from studio.library.models import Job

    began = time.perf_counter()
    waiting: list[Job] = []
    with patch.object(tasks, "send", waiting.append):
        try:
            asset = take_in(SimpleUploadedFile(file, data))
        except Refused:
            return time.perf_counter() - began
        waiting.append(Job.objects.create(kind=tasks.PROBE, asset=asset))
        while waiting and asset.state == "probing":
            job = waiting.pop(0)
            tasks.TASKS[job.kind](job.pk)
            asset.refresh_from_db()
    return time.perf_counter() - began
