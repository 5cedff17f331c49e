"""The rows of recordings, as runmixer keeps them. Every call may be repeated; the recorder's note is the truth.

Called from a thread that may use the database; raises django.db.Error where it does not answer.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from studio.air.processes.show_paths import paths_of
from studio.media.models import Recording
from studio.webhooks import outbox

log = logging.getLogger(__name__)
FINISH_WITHIN_S = 300


def fresh_name(now: datetime | None = None) -> str:
    """A name for the files of a recording that starts now, such as `20261121-183000`."""
    return (now or datetime.now(UTC)).strftime("%Y%m%d-%H%M%S")


def recording_started(show_id: str, name: str, id: str = "") -> Recording:
    """There is a recording of this name; one that a recorder took up again goes on under its own id."""
    folder = paths_of(show_id).recordings.relative_to(settings.TALLY_HOME)
    with transaction.atomic():
        row, is_new = Recording.objects.update_or_create(
            show_id=show_id, name=name, defaults={"state": Recording.State.RECORDING, "ended_at": None},
            create_defaults={"started_at": timezone.now(), "folder": str(folder)} | ({"id": id} if id else {}),
        )  # fmt: skip
        if is_new:
            outbox.keep("recording.started", _told(row), show_id)
    return row


def recording_progress(show_id: str, name: str, seconds: float, bytes: int) -> None:
    """How much there is so far."""
    Recording.objects.filter(show_id=show_id, name=name).update(seconds=seconds, bytes=bytes)


def recording_ended(show_id: str, name: str, state: str = Recording.State.FINISHED) -> None:
    """Nothing more comes. Length and size are what the recorder noted last."""
    recording_progress_of_note(show_id, name)
    rows = Recording.objects.filter(show_id=show_id, name=name)
    with transaction.atomic():
        was_going = rows.filter(state=Recording.State.RECORDING).exists()
        rows.update(state=Recording.State(state), ended_at=timezone.now())
        if was_going:
            outbox.keep("recording.ready", _told(rows.get()), show_id)


def _told(row: Recording) -> dict[str, Any]:
    """What webhooks are told of a recording."""
    return {"recording": row.pk, "name": row.called, "state": row.state, "seconds": row.seconds, "bytes": row.bytes}


def recording_progress_of_note(show_id: str, name: str) -> None:
    note = read_note(paths_of(show_id).recordings / f"{name}.json")
    if note:
        recording_progress(show_id, name, note.seconds, note.bytes)


def index_interrupted(show_id: str) -> list[str]:
    """Finish what a crash interrupted and bring the rows in line with the files; the names of those that were.

    Does nothing while a recorder is at work: what it writes is not interrupted.
    """
    paths = paths_of(show_id)
    if not paths.recordings.is_dir():
        return []
    finish = [sys.executable, "-m", "mixer", "finish", str(paths.run), str(paths.recordings)]
    done = subprocess.run(
        finish, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=FINISH_WITHIN_S, check=False
    )
    if done.returncode:
        log.info("recordings of %s are left alone: %s", show_id, done.stderr.strip()[-200:])
        return []
    for path in paths.recordings.glob("*.json"):
        _bring_in_line(show_id, path)
    return [str(json.loads(line)["name"]) for line in done.stdout.splitlines()]


# -- the recorder's note ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PartFile:
    """One playable file of a recording; `time` is the wall clock of its first frame."""

    file: str
    first_frame: int
    time: float
    seconds: float
    bytes: int
    state: str


@dataclass(frozen=True, slots=True)
class RecorderNote:
    """What the recorder says about a recording in `NAME.json`."""

    name: str
    started: float
    state: str
    parts: tuple[PartFile, ...]

    @property
    def seconds(self) -> float:
        return sum(part.seconds for part in self.parts)

    @property
    def bytes(self) -> int:
        return sum(part.bytes for part in self.parts)


def read_note(path: Path) -> RecorderNote | None:
    """The note in a file; None where there is none that can be read."""
    try:
        told: dict[str, Any] = json.loads(path.read_text())
        parts = tuple(PartFile(**part) for part in told["parts"])
        return RecorderNote(told["name"], float(told["started"]), told["state"], parts)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def parts_of(row: Recording) -> tuple[PartFile, ...]:
    """The files of a recording that hold something."""
    note = read_note(row.root / f"{row.name}.json")
    return tuple(part for part in note.parts if part.state != "empty") if note else ()


def _bring_in_line(show_id: str, path: Path) -> None:
    note = read_note(path)
    if note is None or note.state not in Recording.State.values:
        return
    ended = datetime.fromtimestamp(path.stat().st_mtime, UTC) if note.state != "recording" else None
    told = {"state": note.state, "seconds": note.seconds, "bytes": note.bytes, "ended_at": ended}
    folder = path.parent.relative_to(settings.TALLY_HOME)
    going = Recording.objects.filter(show_id=show_id, name=note.name, state=Recording.State.RECORDING)
    with transaction.atomic():
        was_going = going.exists()
        row, is_new = Recording.objects.update_or_create(
            show_id=show_id, name=note.name, defaults=told,
            create_defaults=told | {"started_at": datetime.fromtimestamp(note.started, UTC), "folder": str(folder)},
        )  # fmt: skip
        if (was_going or is_new) and row.state != Recording.State.RECORDING:
            outbox.keep("recording.ready", _told(row), show_id)
