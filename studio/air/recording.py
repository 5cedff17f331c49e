"""Recording as runmixer handles it: start, stop, go on after a crash, and keep the row in the database."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from studio.air.journal import replace_file
from studio.air.ledger import Ledger
from studio.air.places import Places
from studio.air.ways_out import WayOut
from studio.media import recordings

FINISHING_S = 60.0


class Recording:
    """At most one at a time. What is being recorded is noted in the run folder, so that the next runmixer goes on."""

    def __init__(
        self, places: Places, ledger: Ledger, changed: Callable[[], None], event: Callable[[dict[str, Any]], None]
    ) -> None:
        self.places, self.ledger, self.changed, self.event = places, ledger, changed, event
        self.way: WayOut | None = None
        self.name, self.since = "", 0.0
        self._task: asyncio.Task[None] | None = None
        self._finishing = False

    @property
    def on(self) -> bool:
        return self.way is not None and not self._finishing

    def to_json(self) -> dict[str, Any]:
        text = self.way.status.get("text", "") if self.way else ""
        return {"on": self.on, "since": self.since if self.on else None, "name": self.name, "text": text}

    def resume(self) -> None:
        """Go on with what an earlier runmixer had begun."""
        try:
            note = json.loads(self._note.read_text())
            self._begin(str(note["name"]), float(note["since"]))
        except (OSError, ValueError, KeyError, TypeError):
            self._note.unlink(missing_ok=True)

    def start(self) -> str:
        """Begin recording; returns what is in the way, or nothing."""
        if self._finishing:
            return "the last recording is still being finished"
        if self.way is None:
            name, since = recordings.fresh_name(), time.time()
            replace_file(self._note, json.dumps({"name": name, "since": since}).encode())
            self._begin(name, since)
            self.event({"level": "info", "code": "recording_started", "text": f"recording {name}"})
        return ""

    def stop(self) -> None:
        """Finish the files, in the background."""
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
            self.ledger.do(partial(recordings.recording_progress, self.places.show_id, self.name, *told))

    async def end(self, patience_s: float) -> None:
        """Finish, or be finished: the show goes off air."""
        if self.way and self._task:
            self.stop()
            await self.way.end(patience_s)
            await asyncio.wait({self._task}, timeout=1)

    @property
    def _note(self) -> Any:
        return self.places.run / "recording.json"

    def _begin(self, name: str, since: float) -> None:
        self.name, self.since = name, since
        argv = ["record", str(self.places.run), str(self.places.recordings), "--name", name]
        self.way = WayOut(self.places, "record", argv, self.changed, self.event)
        self.ledger.do(partial(recordings.recording_started, self.places.show_id, name))
        self._task = asyncio.create_task(self._keep(self.way))
        self.changed()

    async def _keep(self, way: WayOut) -> None:
        await way.run()
        name, self.way, self._finishing = self.name, None, False
        self.ledger.do(partial(recordings.recording_ended, self.places.show_id, name))
        self.event({"level": "info", "code": "recording_stopped", "text": f"recording {name} is finished"})
        self.changed()
