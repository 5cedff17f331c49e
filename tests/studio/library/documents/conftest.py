"""A library of one's own, whose jobs are done at once and one after the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from studio.library import tasks
from studio.library.intake import take_in
from studio.library.models import Asset, Job

Upload = Callable[[str, bytes], Asset]


@pytest.fixture
def home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.TALLY_HOME = tmp_path
    (tmp_path / "run").mkdir()
    return tmp_path


@pytest.fixture
def upload(home: Path, monkeypatch: pytest.MonkeyPatch) -> Upload:
    """Take a file in and do its jobs, each after the one that sent it; what becomes of it. Raises Refused."""
    waiting: list[Job] = []
    monkeypatch.setattr(tasks, "send", waiting.append)

    def uploaded(name: str, data: bytes) -> Asset:
        asset = take_in(SimpleUploadedFile(name, data))
        waiting.append(Job.objects.create(kind=tasks.PROBE, asset=asset))
        while waiting:
            job = waiting.pop(0)
            tasks.TASKS[job.kind](job.pk)
        asset.refresh_from_db()
        return asset

    return uploaded
