"""Keeps a show's engine running, with the desk as it was."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import Any, Protocol

from mixer.protocol.wire import JSON, Message
from studio.air.processes.keeper import Keeper
from studio.air.processes.programs import Program
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer.journal import Journal

ASKED_S = 4.0  # to encode the rest and end, when asked
DESK_TRIES = 4  # starts with the journaled desk before one without it
FAILING = 3  # times in a row


class Hears(Protocol):
    """What the engine's end is told."""

    def engine_up(self, adopted: bool) -> None: ...
    def engine_says(self, value: dict[str, Any]) -> None: ...
    def engine_tile(self, body: bytes) -> None: ...
    def engine_lost(self, why: str, asked: bool) -> None: ...
    def engine_failing(self, times: int) -> None: ...


class EngineKeeper(Keeper):
    """One engine at a time, for as long as the show is on air."""

    silent_s, starting_s, knock_s = 3.0, 20.0, 0.02
    pauses_s = (0.0, 0.2, 0.5, 1.0, 2.0, 5.0)

    def __init__(self, paths: ShowPaths, journal: Journal, ears: Hears) -> None:
        super().__init__(paths, "engine")
        self.journal, self.ears = journal, ears
        self._watch: dict[str, Any] = {}

    def watch(self, tiles: bool, meters: bool, close: list[str]) -> None:
        """Say what somebody looks at; nothing else is made. Of the sources `close` tiles are larger, and more."""
        self._look({"tiles": tiles, "meters": meters, "close": close})

    def write_down(self) -> None:
        """Ask for all that plays the session again, from now on; asked again, for all there is to begin with."""
        self._look({"log": self._watch.get("log", 0) + 1})

    def _look(self, change: dict[str, Any]) -> None:
        watch = self._watch | change
        if watch != self._watch:
            self._watch = watch
            self.send({"watch": watch})

    async def begun(self) -> Program | None:
        """A new engine with the desk as it was, unless that seems to be what kills it."""
        await asyncio.to_thread(self.journal.settled, 0.5)
        if self.ending:
            return None
        argv = ["engine", str(self.paths.run), "--show", str(self.paths.show_file)]
        if self.failures % (DESK_TRIES + 1) < DESK_TRIES:
            argv += ["--desk", str(self.paths.desk_file), "--pinned", str(self.paths.pinned_file)]
        return Program.start(argv, self.paths.log_of("engine"))

    def greeting(self) -> bool:
        return self.send({"hello": "control"}) and (not self._watch or self.send({"watch": self._watch}))

    def came(self, adopted: bool) -> None:
        self.ears.engine_up(adopted)

    def hear(self, message: Message) -> None:
        if message.kind == b"T":
            self.ears.engine_tile(message.body)
        elif message.kind == JSON:
            with contextlib.suppress(ValueError):
                self.ears.engine_says(message.json())

    def lost(self, why: str, asked: bool) -> None:
        self.ears.engine_lost(why, asked)
        if self.failures >= FAILING:
            self.ears.engine_failing(self.failures)

    def restart(self) -> bool:
        """Have the engine end as it should and another take its place; False when there is none to end."""
        return self.connected and self.replace(signal.SIGTERM, ASKED_S)
