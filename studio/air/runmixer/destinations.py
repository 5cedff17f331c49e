"""The destinations of a show on air, as the stored show lists them and directors switch them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
from collections.abc import Callable, Collection
from typing import Any

from mixer.protocol import locks
from mixer.protocol.files import write_whole
from mixer.protocol.kinds import DESTINATIONS
from mixer.protocol.parse import read_output
from studio.air.parts import NOT_RECORDING
from studio.air.processes.destination import DestinationProcess
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer.database_writer import DatabaseWriter
from studio.air.runmixer.output import Output, Problem, Tell
from studio.air.runmixer.recording import Recording

Secrets = dict[str, dict[str, str]]
CLOSED = Problem("rehearsing", "the show is rehearsed and its ways out are closed; go on air first")


def kind_of(stored: dict[str, Any] | None) -> str:
    return str(stored["output"]["kind"]) if stored else ""


class Destinations:
    """One Output for each that the show has. Which are on is noted in the run folder, for the next runmixer."""

    def __init__(self, paths: ShowPaths, writer: DatabaseWriter, changed: Callable[[], None], event: Tell) -> None:
        self.paths, self.writer, self.changed, self.event = paths, writer, changed, event
        self.outputs: dict[str, Output] = {}
        self.closed = False  # while the show is rehearsed: nothing begins
        self._ending: list[Output] = []
        self._breaks: list[dict[str, Any]] = []
        self._secrets: Secrets | None = None
        self._revision = self._secrets_of = -1  # of the show, and of the show that the secrets go with
        self._wishes = self._noted()

    def tell_breaks(self, breaks: list[dict[str, Any]]) -> None:
        """The ad breaks that are near; a destination that is begun later is told soon."""
        self._breaks = breaks
        for one in self.outputs.values():
            if one.process:
                one.process.tell_breaks(breaks)

    # -- what the show says ------------------------------------------------------------------------

    def follow(self, show: dict[str, Any] | None, revision: int, secrets: Secrets | None = None) -> None:
        """Begin, tell and end as a show file says; an older one than the last is passed over, None is no news.

        So is a file of an older build, which knows no destinations: what runs goes on until the database answers.
        """
        if revision < self._revision:
            return
        if secrets is not None:
            self._secrets, self._secrets_of = secrets, revision
        if show is not None and "destinations" in show:
            self._list({one["id"]: one for one in show["destinations"]}, revision)
        if self._secrets is not None and self._secrets_of >= self._revision:
            for one in self.outputs.values():
                one.use(one.stored, self._secrets.get(one.id, {}))

    def _list(self, listed: dict[str, Any], revision: int) -> None:
        first, self._revision = self._revision < 0, revision
        if first:
            self._end_strangers(listed)
        gone = [one for one in self.outputs.values() if kind_of(listed.get(one.id)) != one.kind]
        took_over = {(one.kind, one.folder) for one in gone if one.on}
        for one in gone:
            self._remove(self.outputs.pop(one.id))
            (self._wishes or {}).pop(one.id, None)  # of another kind it is another
        for id, stored in listed.items():
            if id in self.outputs:
                self.outputs[id].use(stored, None)
            else:
                self._add(stored, took_over)
        self.outputs = {id: self.outputs[id] for id in listed}
        self._note()
        self.changed()

    def _add(self, stored: dict[str, Any], took_over: Collection[tuple[str, str]]) -> None:
        output = self._made(stored)
        output.others = lambda: (*self.outputs.values(), *self._ending)
        self.outputs[output.id] = output
        kind = DESTINATIONS[output.kind]
        in_its_place = kind.alone and (output.kind, kind.folder(read_output(stored["output"]))) in took_over
        if not self.closed and not output.resume() and (self._wished(stored) or in_its_place):
            self._begin(output)
        if kind.secrets and self._secrets is None:
            self.writer.look_soon()

    def open(self) -> None:
        """The rehearsal is over: begin those that are to be on."""
        self.closed = False
        for one in self.outputs.values():
            if not one.on and self._wished(one.stored):
                self._begin(one)
        self._note()
        self.changed()

    def _begin(self, output: Output) -> None:
        if problem := output.start():
            output.refuse(problem)

    def _wished(self, stored: dict[str, Any]) -> bool:
        """Whether it is to be on: as it was left, and at first as it is stored. What is added on air waits."""
        if self._wishes is None:
            return bool(stored["on"])
        return self._wishes.get(stored["id"], False)

    def _made(self, stored: dict[str, Any]) -> Output:
        if DESTINATIONS[stored["output"]["kind"]].makes_files:
            mark = f"-{stored['id']}" if self.recording else ""
            return Recording(self.paths, stored, self.changed, self.event, self.writer, mark=mark)
        return Output(self.paths, stored, self.changed, self.event)

    def _remove(self, output: Output) -> None:
        output.finish()
        self._ending = [one for one in self._ending if one.process] + [output]

    def _end_strangers(self, listed: dict[str, Any]) -> None:
        """End programs that nobody lists: of what was removed while there was no runmixer, or of an older build."""
        ours = {f"{one['output']['kind']}-{id}" for id, one in listed.items()}
        for lock in self.paths.run.glob("*.lock"):
            if lock.stem.partition("-")[0] in DESTINATIONS and lock.stem not in ours:
                locks.signal_owner(lock, signal.SIGKILL)
        self._take_over_note(listed)

    def _take_over_note(self, listed: dict[str, Any]) -> None:
        """What an older build was recording goes on in the first recording."""
        first = next((id for id, one in listed.items() if DESTINATIONS[one["output"]["kind"]].makes_files), None)
        if first is not None:
            with contextlib.suppress(OSError):
                (self.paths.run / "recording.json").rename(self.paths.run / f"recording-{first}.json")

    # -- what a director says ----------------------------------------------------------------------

    def switch(self, id: str, *, on: bool) -> Problem | None:
        """Start or stop one; what is in the way, if anything is."""
        output = self.outputs.get(id)
        if output is None:
            return Problem("unknown_destination", f"the show has no destination {id}")
        if self.closed:
            return CLOSED
        problem = output.start() if on else output.stop()
        if problem is None:
            self._note()
        return problem

    @property
    def keep_secrets(self) -> bool:
        return any(DESTINATIONS[one.kind].secrets for one in self.outputs.values())

    @property
    def recording(self) -> Recording | None:
        """The first recording of the show, which `start_recording` begins."""
        return next((one for one in self.outputs.values() if isinstance(one, Recording)), None)

    # -- what became of it -------------------------------------------------------------------------

    def told(self) -> list[dict[str, Any]]:
        """Each in the order of the show."""
        return [one.told() | self._when_open(one) for one in self.outputs.values()]

    def _when_open(self, output: Output) -> dict[str, Any]:
        """Why one that is to be on is not."""
        return {"text": "closed: the show is rehearsed"} if self.closed and self._wished(output.stored) else {}

    def recording_told(self) -> dict[str, Any]:
        return self.recording.to_json() if self.recording else NOT_RECORDING

    def processes(self) -> dict[str, DestinationProcess | None]:
        """The programs that may be begun anew beside the engine; a recording would end its file for it."""
        return {
            one.process_name: one.process for one in self.outputs.values() if not DESTINATIONS[one.kind].makes_files
        }

    def progress(self) -> None:
        self.tell_breaks(self._breaks)
        for one in self.outputs.values():
            if isinstance(one, Recording):
                one.progress()

    # -- the end -----------------------------------------------------------------------------------

    async def end(self, patience_s: float) -> None:
        """The show goes off air."""
        await asyncio.gather(*(one.end(patience_s) for one in (*self.outputs.values(), *self._ending)))

    def let_go(self) -> None:
        for one in (*self.outputs.values(), *self._ending):
            one.let_go()

    # -- which are on ------------------------------------------------------------------------------

    def _noted(self) -> dict[str, bool] | None:
        """Which were on when the last runmixer ended; None where there was none."""
        try:
            noted = json.loads(self._note_path.read_text())
            return {str(id): bool(on) for id, on in noted.items()}
        except (OSError, ValueError, AttributeError):
            return None

    def _note(self) -> None:
        if self.closed:
            return  # they are to be as they were left before, or as they are stored
        self._wishes = {id: one.on for id, one in self.outputs.items()}
        with contextlib.suppress(OSError):
            write_whole(self._note_path, json.dumps(self._wishes).encode())

    @property
    def _note_path(self) -> Any:
        return self.paths.run / "destinations.json"
