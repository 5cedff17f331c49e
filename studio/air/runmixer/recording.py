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
from typing import Any, NamedTuple

from mixer.protocol.files import write_whole
from mixer.protocol.room import ENOUGH_BYTES
from studio.air.processes.destination import DestinationProcess
from studio.air.processes.kept import kept
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer.database_writer import DatabaseWriter
from studio.media import recordings
from studio.media.models import recording_id


class Problem(NamedTuple):
    """Why something that was asked for is not done."""

    code: str
    text: str


class Recording:
    """At most one at a time. What is being recorded is noted in the run folder, so that the next runmixer goes on."""

    def __init__(
        self, paths: ShowPaths, writer: DatabaseWriter,
        changed: Callable[[], None], event: Callable[[dict[str, Any]], None], *,
        free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    ) -> None:  # fmt: skip
        self.free = free
        self.paths, self.writer, self.changed, self.event = paths, writer, changed, event
        self.way: DestinationProcess | None = None
        self.id, self.name, self.since = "", "", 0.0
        self._task: asyncio.Task[None] | None = None
        self._finishing = False
        self._writes = asyncio.Event()

    @property
    def on(self) -> bool:
        return self.way is not None and not self._finishing

    def to_json(self) -> dict[str, Any]:
        text = self.way.status.get("text", "") if self.way else ""
        return {"on": self.on, "since": self.since if self.on else None, "id": self.id, "name": self.name, "text": text}

    def resume(self) -> None:
        """Go on with what an earlier runmixer had begun."""
        try:
            note = json.loads(self._note.read_text())
            self._begin(str(note.get("id", "")), str(note["name"]), float(note["since"]))
        except (OSError, ValueError, KeyError, TypeError):
            self._note.unlink(missing_ok=True)

    def start(self) -> Problem | None:
        """Begin recording; returns what is in the way, if anything is."""
        if self._finishing:
            return Problem("busy", "the last recording is still being finished")
        if self.way is not None:
            return Problem("already_recording", f"{self.name} is being recorded already")
        if problem := self._no_room():
            return problem
        id, name, since = recording_id(), recordings.fresh_name(), time.time()
        try:
            write_whole(self._note, json.dumps({"id": id, "name": name, "since": since}).encode())
        except OSError as error:
            return Problem("disk_full", f"the recording cannot be begun: {error.strerror}")
        self._begin(id, name, since)
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

    def stop(self) -> Problem | None:
        """Finish the files, in the background; returns what is in the way, if anything is."""
        if not self.on:
            return Problem("not_recording", "nothing is being recorded")
        self._finish()
        return None

    def _finish(self) -> None:
        if self.on and self.way:
            self._finishing = True
            self._note.unlink(missing_ok=True)
            self.way.ask_to_end()
            self.changed()

    def progress(self) -> None:
        """Write how far it is to the database."""
        if self.on and self.way:
            status = self.way.status
            told = (float(status.get("seconds", 0)), int(status.get("bytes", 0)))
            self.writer.do(partial(recordings.recording_progress, self.paths.show_id, self.name, *told))

    async def end(self, patience_s: float) -> None:
        """Finish, or be finished: the show goes off air."""
        if self.way and self._task:
            self._finish()
            await self.way.end(patience_s)
            await asyncio.wait({self._task}, timeout=1)

    @property
    def _note(self) -> Any:
        return self.paths.run / "recording.json"

    def _begin(self, id: str, name: str, since: float) -> None:
        self.id, self.name, self.since = id, name, since
        self._writes.clear()
        argv = ["record", str(self.paths.run), str(self.paths.recordings), "--name", name]
        self.way = DestinationProcess(self.paths, "record", argv, self._heard, self.event)
        self.writer.do(partial(recordings.recording_started, self.paths.show_id, name, id))
        self._task = asyncio.create_task(self._keep(self.way))
        self.changed()

    def _heard(self) -> None:
        if self.way and self.way.state == "running":
            self._writes.set()
        self.changed()

    async def _keep(self, way: DestinationProcess) -> None:
        await kept(way.run, way.name)
        name, self.way, self._finishing = self.name, None, False
        self.writer.do(partial(recordings.recording_ended, self.paths.show_id, name))
        self.event({"level": "info", "code": "recording_stopped", "text": f"recording {name} is finished"})
        self.changed()
