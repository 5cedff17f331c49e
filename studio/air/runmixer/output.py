"""One destination of a show on air: begun, told what it is to do, ended; its program outlives us."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from mixer.protocol.kinds import DESTINATIONS
from mixer.protocol.parse import read_output
from studio.air.processes.destination import DestinationProcess
from studio.air.processes.kept import kept
from studio.air.processes.show_paths import ShowPaths

Tell = Callable[[dict[str, Any]], None]
"""Told an event: {level, code, text, about}, and `time` where it happened before."""


class Problem(NamedTuple):
    """Why something that was asked for is not done."""

    code: str
    text: str


class Output:
    """A destination as the show has it, and its program while it is on. `changed` is called when its state did."""

    def __init__(self, paths: ShowPaths, stored: dict[str, Any], changed: Callable[[], None], event: Tell) -> None:
        self.paths, self.stored, self.changed, self._event = paths, stored, changed, event
        self.secrets: dict[str, str] | None = None  # not known yet
        self.process: DestinationProcess | None = None
        self._task: asyncio.Task[None] | None = None
        self._finishing = self._again = False
        self._problem: Problem | None = None  # why it could not be begun
        self.folder = ""  # that its program writes to
        self.others: Callable[[], Iterable[Output]] = tuple
        self._since: float | None = None

    @property
    def id(self) -> str:
        return str(self.stored["id"])

    @property
    def kind(self) -> str:
        return str(self.stored["output"]["kind"])

    @property
    def process_name(self) -> str:
        return f"{self.kind}-{self.id}"

    @property
    def on(self) -> bool:
        return self.process is not None and (not self._finishing or self._again)

    def told(self) -> dict[str, Any]:
        """How it is doing, for the state of the show."""
        status = self.process.status if self.process else {}
        state, text = (self.process.state, str(status.get("text", ""))) if self.process else ("off", "")
        if self._finishing:
            state, text = "waiting", "beginning anew" if self._again else "ending"
        elif self._problem:
            state, text = "failed", self._problem.text
        about = {"id": self.id, "kind": self.kind, "name": self.stored["name"], "on": self.on, "url": self._address}
        return {**about, "state": state, "text": text, "since": self._since, "failures": status.get("failures", 0)}

    @property
    def _address(self) -> str | None:
        """Where viewers find it, if they do."""
        address = DESTINATIONS[self.kind].address
        return f"/hls/{self.paths.show_id}/{address(read_output(self.stored['output']))}" if address else None

    # -- what is asked of it -----------------------------------------------------------------------

    def use(self, stored: dict[str, Any], secrets: dict[str, str] | None) -> None:
        """What the show says of it now; a running program is told, or begun anew where it writes elsewhere now.

        Secrets that are not known (None) are those there were, unless they might go elsewhere now.
        """
        if secrets is None and stored["output"] == self.stored["output"]:
            secrets = self.secrets
        if (stored, secrets) == (self.stored, self.secrets):
            return
        self.stored, self.secrets = stored, secrets
        if self.process and self.folder != self._folder():
            self.finish()
            self._again = True
        elif self.process:
            self.process.told_first = self._orders()
            self.process.greeting()
        self.changed()

    def refuse(self, problem: Problem) -> None:
        """It was to begin with the show and cannot."""
        self._problem = problem
        self.event({"level": "error", "code": f"{self.kind}_not_started", "text": problem.text})
        self.changed()

    def start(self) -> Problem | None:
        """Begin it; what is in the way, if anything is."""
        if self._finishing:
            return Problem("busy", f"{self.stored['name']} is still ending")
        if self.process is not None:
            return Problem("already_on", f"{self.stored['name']} is on already")
        self.begin()
        self.event({"level": "info", "code": "destination_started", "text": f"{self.stored['name']} is started"})
        return None

    def stop(self) -> Problem | None:
        """End it in the background; what is in the way, if anything is."""
        if not self.on:
            return Problem("not_on", f"{self.stored['name']} is not on")
        self.finish()
        return None

    def begin(self) -> None:
        """Begin its program, or adopt the one that there is."""
        self._problem, self.folder = None, self._folder()
        argv = [self.kind, str(self.paths.run), str(self.paths.shows / self.folder), "--as", self.process_name]
        self.process = DestinationProcess(
            self.paths, self.process_name, [*argv, *self.arguments()], self._heard, self.event,
            label=self.stored["name"],
        )  # fmt: skip
        self.process.told_first = self._orders()
        self._task = asyncio.create_task(self._keep(self.process, self._leaving()))
        self.changed()

    def _folder(self) -> str:
        return DESTINATIONS[self.kind].folder(read_output(self.stored["output"]))

    def _leaving(self) -> list[asyncio.Task[None]]:
        """Those who still write to the folder that is ours now."""
        if not (self.folder and DESTINATIONS[self.kind].alone):
            return []
        alike = (one for one in self.others() if one is not self and one.folder == self.folder and one._finishing)
        return [one._task for one in alike if one._task]

    def finish(self) -> None:
        self._again = False
        if self.process and not self._finishing:
            self._finishing = True
            self.process.ask_to_end()
            self.changed()

    async def end(self, patience_s: float) -> None:
        """Finish, or be finished."""
        if self.process and self._task:
            self.finish()
            await self.process.end(patience_s)
            await asyncio.wait({self._task}, timeout=1)

    def let_go(self) -> None:
        """Look after it no more; its program goes on."""
        if self._task:
            self._task.cancel()

    def event(self, event: dict[str, Any]) -> None:
        self._event({**event, "about": self.id})

    # -- what differs ------------------------------------------------------------------------------

    def resume(self) -> bool:
        """Go on with what an earlier runmixer had begun, where that has a note of its own."""
        return False

    def arguments(self) -> list[str]:
        """What its program is started with, besides what all are."""
        return []

    def ended(self) -> None:
        """Its program has ended as it was told to."""
        self.event({"level": "info", "code": "destination_stopped", "text": f"{self.stored['name']} is stopped"})

    # -- its program -------------------------------------------------------------------------------

    def _orders(self) -> dict[str, Any] | None:
        """What its program is told on every connection; nothing while its secrets are not known."""
        if DESTINATIONS[self.kind].secrets and self.secrets is None:
            return None
        return {"output": self.stored["output"], "secrets": self.secrets or {}}

    def _heard(self) -> None:
        if self.process is None or self.process.state != "running":
            self._since = None
        elif self._since is None:  # of one that was adopted: since when it says
            self._since = time.time() - float(self.process.status.get("seconds", 0))
        self.changed()

    async def _keep(self, process: DestinationProcess, before: Iterable[asyncio.Task[None]]) -> None:
        for task in before:
            await asyncio.wait({task})
        await kept(process.run, process.name)
        self.process, self._finishing, self._since = None, False, None
        again, self._again = self._again, False
        if again:
            self.begin()
            return
        self.ended()
        self.changed()
