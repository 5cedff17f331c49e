"""Keeps a show's engine running: adopts or starts it, hears it, and starts it again the moment it is gone."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from typing import Any, Protocol

from mixer.protocol.wire import JSON, Message
from studio.air.processes.peer import Peer
from studio.air.processes.programs import Program
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer.journal import Journal

SILENT_S = 3.0  # an engine that has not spoken for this long is stuck
STARTING_S = 20.0
ASKED_S = 4.0  # to encode the rest and end, when asked
KNOCK_S = 0.02
LOOK_S = 0.25
STEADY_S = 10.0  # an engine that ran this long has started well
PAUSES_S = (0.0, 0.2, 0.5, 1.0, 2.0, 5.0)
DESK_TRIES = 4  # starts with the journaled desk before one without it


class Hears(Protocol):
    """What the engine's end is told."""

    def engine_up(self, adopted: bool) -> None: ...
    def engine_says(self, value: dict[str, Any]) -> None: ...
    def engine_tile(self, body: bytes) -> None: ...
    def engine_lost(self, why: str, asked: bool) -> None: ...
    def engine_failing(self, times: int) -> None: ...


class EngineKeeper:
    """One engine at a time, for as long as the show is on air."""

    def __init__(self, paths: ShowPaths, journal: Journal, ears: Hears) -> None:
        self.paths, self.journal, self.ears = paths, journal, ears
        self.program: Program | None = None
        self.peer: Peer | None = None
        self.failures = 0
        self._heard_at = 0.0
        self._watch: dict[str, bool] = {}
        self._ending = False
        self._asked_at: float | None = None  # when somebody asked for another engine

    @property
    def up(self) -> bool:
        return self.peer is not None and not self.peer.closed

    def send(self, value: dict[str, Any]) -> bool:
        """False when there is no engine to hear it."""
        return self.peer is not None and self.peer.send_json(value)

    def watch(self, tiles: bool, meters: bool) -> None:
        """Say what somebody looks at; nothing else is made."""
        watch = {"tiles": tiles, "meters": meters}
        if watch != self._watch:
            self._watch = watch
            self.send({"watch": watch})

    async def run(self) -> None:
        """Until it was told to end, or we are cancelled; the engine itself goes on then."""
        try:
            while not self._ending:
                await self._one_engine()
                await asyncio.sleep(PAUSES_S[min(self.failures, len(PAUSES_S) - 1)])
        finally:
            self._hang_up()
            if self.program:
                self.program.forget()

    async def _one_engine(self) -> None:
        found = Program.adopt(self.paths.lock_of("engine")) or await self._started()
        if found is None:
            return
        self.program = found
        began = time.monotonic()
        why = await self._until_lost(self.program)
        if self._ending:
            await self.program.ended.wait()  # `end` sees to it
            return
        self._hang_up()
        self.program.signal(signal.SIGKILL)
        await self.program.ended_within(5)
        asked, self._asked_at = self._asked_at is not None, None
        steady = asked or time.monotonic() - began >= STEADY_S
        self.failures = 0 if steady else self.failures + 1
        self.ears.engine_lost(why, asked)
        if self.failures >= 3:
            self.ears.engine_failing(self.failures)

    async def _started(self) -> Program | None:
        """A new engine with the desk as it was, unless that seems to be what kills it; None once there is to be none.

        Nothing is awaited between the last look at `_ending` and the engine being ours, or it would outlive its end.
        """
        await asyncio.to_thread(self.journal.settled, 0.5)
        if self._ending:
            return None
        argv = ["engine", str(self.paths.run), "--show", str(self.paths.show_file)]
        if self.failures % (DESK_TRIES + 1) < DESK_TRIES:
            argv += ["--desk", str(self.paths.desk_file), "--pinned", str(self.paths.pinned_file)]
        return Program.start(argv, self.paths.log_of("engine"))

    async def _until_lost(self, program: Program) -> str:
        if not await self._connected(program):
            return "it ended while starting" if program.ended.is_set() else "it did not start in time"
        self.ears.engine_up(program.adopted)
        looked = time.monotonic()
        while not await program.ended_within(LOOK_S) and not self._ending:
            now = time.monotonic()
            if now - looked > 4 * LOOK_S:
                self._heard_at = now  # it was we who were held up
            looked = now
            if now - self._heard_at > SILENT_S:
                return "it was stuck"
            if self._asked_at is not None and now - self._asked_at > ASKED_S:
                return "it did not end by itself"
            if not self.up and not self._connect():
                self._heard_at = min(self._heard_at, now - SILENT_S + 1)
        return "it ended"

    async def _connected(self, program: Program) -> bool:
        """Knock until the engine answers, ends, or takes too long."""
        patience = time.monotonic() + STARTING_S
        while not program.ended.is_set() and time.monotonic() < patience:
            if self._connect():
                return True
            await program.ended_within(KNOCK_S)
        return False

    def _connect(self) -> bool:
        self.peer = Peer.connect(self.paths.socket_of("engine"), self._hear, lambda: None)
        if self.peer is None or not self.peer.send_json({"hello": "control"}):
            return False
        self._heard_at = time.monotonic()
        if self._watch:
            self.peer.send_json({"watch": self._watch})
        return True

    def _hear(self, message: Message) -> None:
        self._heard_at = time.monotonic()
        if message.kind == b"T":
            self.ears.engine_tile(message.body)
        elif message.kind == JSON:
            with contextlib.suppress(ValueError):
                self.ears.engine_says(message.json())

    def _hang_up(self) -> None:
        if self.peer:
            self.peer.close()
            self.peer = None

    def restart(self) -> bool:
        """Have the engine end as it should and another take its place; False when there is none to end."""
        if self.program is None or not self.up:
            return False
        self._asked_at = time.monotonic()
        self.program.signal(signal.SIGTERM)
        return True

    async def end(self, patience_s: float) -> None:
        """Take the engine off air; kill it when it does not go by itself."""
        self._ending = True
        if self.program is None:
            return
        self.program.signal(signal.SIGTERM)
        if not await self.program.ended_within(patience_s):
            self.program.signal(signal.SIGKILL)
            await self.program.ended_within(5)
