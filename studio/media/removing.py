"""Deleting a recording: its row, its note and its files."""

from __future__ import annotations

import re
from pathlib import Path

from django.db import transaction

from studio.errors import Refused
from studio.media.models import Recording


def remove_recording(row: Recording) -> None:
    """Raises Refused while it is recorded. Who plays one of its files has it open, and goes on."""
    with transaction.atomic():
        now = Recording.objects.select_for_update().get(pk=row.pk)
        if now.state == Recording.State.RECORDING:
            raise Refused("recording", f"{now.called} is being recorded. Stop the recording first.")
        now.delete()
    for path in files_of(row):
        path.unlink(missing_ok=True)


def files_of(row: Recording) -> list[Path]:
    """Its files; the note first, for whoever finds that makes a row of it again."""
    if not row.root.is_dir():
        return []
    part = re.compile(rf"{re.escape(row.name)}-\d+\.mp4")
    return [row.root / f"{row.name}.json", *(path for path in row.root.iterdir() if part.fullmatch(path.name))]
