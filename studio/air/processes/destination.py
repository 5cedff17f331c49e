"""Keeps a destination (HLS, the recorder) running; like the engine, it outlives us and is adopted."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Sequence
from typing import Any

from mixer.protocol.wire import Message
from studio.air.processes.peer import Peer
from studio.air.processes.programs import Program
from studio.air.processes.show_paths import ShowPaths

SILENT_S = 15.0
KNOCK_S = 0.05
LOOK_S = 0.5
STEADY_S = 10.0
PAUSES_S = (0.0, 0.5, 1.0, 2.0, 5.0)
STATES = {"live": "running", "recording": "running", "waiting": "waiting", "error": "failed", "ended": "off"}


class DestinationProcess:
    """One destination program. `changed` is called when its status did, `event` with what it tells."""

    def __init__(
        self, paths: ShowPaths, name: str, argv: Sequence[str],
        changed: Callable[[], None], event: Callable[[dict[str, Any]], None], *, package: str = "mixer",
    ) -> None:  # fmt: skip
        self.paths, self.name, self.argv, self.package = paths, name, list(argv), package
        self.changed, self.event = changed, event
        self.status: dict[str, Any] = {"state": "waiting", "text": "starting"}
        self.program: Program | None = None
        self._peer: Peer | None = None
        self._heard_at = 0.0
        self._ending = self._renewing = False

    @property
    def state(self) -> str:
        return STATES.get(self.status.get("state", ""), "waiting")

    async def run(self) -> None:
        """Until it was told to stop, or we are cancelled; the program itself goes on then."""
        failures = 0
        try:
            while not self._ending:
                began = time.monotonic()
                await self._one_program()
                failures = 0 if time.monotonic() - began > STEADY_S else failures + 1
                if not self._ending:
                    self._lost()
                    await asyncio.sleep(PAUSES_S[min(failures, len(PAUSES_S) - 1)])
        finally:
            self._hang_up()
            if self.program:
                self.program.forget()

    async def _one_program(self) -> None:
        self.program = Program.adopt(self.paths.lock_of(self.name)) or Program.start(
            self.argv, self.paths.log_of(self.name), self.package, self.environment()
        )
        self._heard_at = time.monotonic()
        while not await self.program.ended_within(KNOCK_S if self._peer is None else LOOK_S):
            if self._peer is None or self._peer.closed:
                self._connect()
            if time.monotonic() - self._heard_at > SILENT_S:
                self.program.signal(signal.SIGKILL)
        self._hang_up()

    def environment(self) -> dict[str, str]:
        """What the program finds in its environment besides ours."""
        return {}

    def _connect(self) -> None:
        self._peer = Peer.connect(self.paths.socket_of(self.name), self._hear, lambda: None)

    def _hear(self, message: Message) -> None:
        self._heard_at = time.monotonic()
        with contextlib.suppress(ValueError):
            told = message.json()
            if "event" in told:
                self.event(told["event"])
            if "status" in told:
                self._take(told["status"])

    def _take(self, status: dict[str, Any]) -> None:
        before, self.status = self.status, status
        if any(before.get(name) != status.get(name) for name in ("state", "text", "name")):
            self.changed()

    def renew(self) -> None:
        """Have another program take its place. It finds its files as it would after a crash."""
        if self.program and not self._ending:
            self._renewing = True
            self.program.signal(signal.SIGKILL)

    def _lost(self) -> None:
        level, text = "error", f"{self.name} ended unexpectedly and is started again"
        if self._renewing:
            level, text = "info", f"{self.name} was started anew, as asked"
        self._renewing = False
        self.event({"level": level, "code": f"{self.name}_restarted", "text": text})
        self._take({"state": "waiting", "text": "starting again"})

    def _hang_up(self) -> None:
        if self._peer:
            self._peer.close()
            self._peer = None

    def ask_to_end(self) -> None:
        """Tell it to finish its files and end."""
        self._ending = True
        if self._peer:
            self._peer.send_json({"stop": True})
        if self.program:
            self.program.signal(signal.SIGTERM)

    async def end(self, patience_s: float) -> None:
        """Wait until it has finished its files; kill it when it takes too long."""
        self.ask_to_end()
        if self.program and not await self.program.ended_within(patience_s):
            self.program.signal(signal.SIGKILL)
            await self.program.ended_within(5)
