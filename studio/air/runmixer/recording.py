"""Recording as runmixer handles it: start, stop, go on after a crash, and keep the row in the database."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from mixer.protocol.files import write_whole
from mixer.protocol.room import ENOUGH_BYTES
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer.database_writer import DatabaseWriter
from studio.air.runmixer.output import Output, Problem, Tell
from studio.media import recordings
from studio.media.models import recording_id


class Recording(Output):
    """What is being recorded is noted in the run folder, so that the next runmixer goes on.

    `mark` tells its files from those of another recording that begins in the same second.
    """

    def __init__(
        self, paths: ShowPaths, stored: dict[str, Any], changed: Callable[[], None], event: Tell,
        writer: DatabaseWriter, *, mark: str = "",
        free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    ) -> None:  # fmt: skip
        super().__init__(paths, stored, changed, event)
        self.writer, self.free, self.mark = writer, free, mark
        self.recording, self.name, self.since = "", "", 0.0
        self._writes = asyncio.Event()

    def to_json(self) -> dict[str, Any]:
        """The `recording` of the show's state."""
        text = self.process.status.get("text", "") if self.process else ""
        since = self.since if self.on else None
        return {"on": self.on, "since": since, "id": self.recording, "name": self.name, "text": text}

    # -- beginning and end -------------------------------------------------------------------------

    def resume(self) -> bool:
        """Go on with what an earlier runmixer had begun, if there is such a thing."""
        try:
            note = json.loads(self.note.read_text())
            self._record(str(note.get("id", "")), str(note["name"]), float(note["since"]))
        except (OSError, ValueError, KeyError, TypeError):
            self.note.unlink(missing_ok=True)
            return False
        return True

    def start(self) -> Problem | None:
        """Begin recording; what is in the way, if anything is."""
        if self._finishing:
            return Problem("busy", "the last recording is still being finished")
        if self.process is not None:
            return Problem("already_recording", f"{self.name} is being recorded already")
        if problem := self._no_room():
            return problem
        id, name, since = recording_id(), recordings.fresh_name() + self.mark, time.time()
        try:
            write_whole(self.note, json.dumps({"id": id, "name": name, "since": since}).encode())
        except OSError as error:
            return Problem("disk_full", f"the recording cannot be begun: {error.strerror}")
        self._record(id, name, since)
        self.event({"level": "info", "code": "recording_started", "text": f"recording {name}"})
        return None

    def _no_room(self) -> Problem | None:
        """A recorder leaves some room for the others: where there is no more than that, it would begin with a pause."""
        try:
            free = self.free(self.paths.shows)
        except OSError as error:
            return Problem("disk_full", f"the disk does not answer: {error.strerror}")
        if free >= ENOUGH_BYTES:
            return None
        least, left = ENOUGH_BYTES // 1_000_000, free // 1_000_000
        return Problem("disk_full", f"only {left} MB are free on the disk; a recording is begun where {least} MB are")

    def _record(self, id: str, name: str, since: float) -> None:
        self.recording, self.name, self.since = id, name, since
        self._writes.clear()
        self.writer.do(partial(recordings.recording_started, self.paths.show_id, name, id))
        self.begin()

    def arguments(self) -> list[str]:
        return ["--name", self.name]

    def stop(self) -> Problem | None:
        """Finish the files, in the background; what is in the way, if anything is."""
        if not self.on:
            return Problem("not_recording", "nothing is being recorded")
        self.finish()
        return None

    def finish(self) -> None:
        if self.process and not self._finishing:
            self.note.unlink(missing_ok=True)
        super().finish()

    def ended(self) -> None:
        self.writer.do(partial(recordings.recording_ended, self.paths.show_id, self.name))
        self.event({"level": "info", "code": "recording_stopped", "text": f"recording {self.name} is finished"})

    # -- how far it is -----------------------------------------------------------------------------

    def progress(self) -> None:
        """Write how far it is to the database."""
        if self.on and self.process:
            status = self.process.status
            told = (float(status.get("seconds", 0)), int(status.get("bytes", 0)))
            self.writer.do(partial(recordings.recording_progress, self.paths.show_id, self.name, *told))

    async def first_frame(self, within_s: float) -> int | None:
        """The frame that the recording begins with, once the recorder has written it; None if that takes too long."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._writes.wait(), within_s)
        parts = await self._parts()
        return parts[0].first_frame if parts else None

    async def last_frame(self, rate: Fraction, within_s: float) -> int | None:
        """The last frame that is in the recording, once its files are finished; None if that takes too long."""
        if self._task and not (await asyncio.wait({self._task}, timeout=within_s))[0]:
            return None
        parts = await self._parts()
        return parts[-1].first_frame + round(parts[-1].seconds * rate) - 1 if parts else None

    async def _parts(self) -> tuple[recordings.PartFile, ...]:
        note = await asyncio.to_thread(recordings.read_note, self.paths.recordings / f"{self.name}.json")
        return tuple(part for part in note.parts if part.state != "empty") if note else ()

    @property
    def note(self) -> Path:
        return self.paths.run / f"recording-{self.id}.json"

    def _heard(self) -> None:
        if self.process and self.process.state == "running":
            self._writes.set()
        super()._heard()
