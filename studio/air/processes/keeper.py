"""Keeps a program of a show running: adopts or starts it, hears it, starts it again with growing pauses, and ends it.

The engine, the destinations and the captions outlive whoever keeps them; this is the one loop for all of them.
"""

from __future__ import annotations

import asyncio
import signal
import time
from typing import ClassVar

from mixer.protocol.wire import Message
from studio.air.processes.peer import Peer
from studio.air.processes.programs import Program
from studio.air.processes.show_paths import ShowPaths

KILLED_S = 5.0  # so long a killed program may take to be gone


class Keeper:
    """One program at a time, until it is told to end; when we are cancelled, the program itself goes on.

    What differs stands below: how it is begun, what is said first, what is heard, and what its loss means.
    """

    silent_s: ClassVar[float]  # one that has not spoken for so long is stuck
    mute_s: ClassVar[float] = float("inf")  # so long it may be silent while it ends; then it is killed
    starting_s: ClassVar[float]  # so long it may take to answer the first knock
    look_s: ClassVar[float] = 0.25
    knock_s: ClassVar[float] = 0.05
    steady_s: ClassVar[float] = 10.0  # one that ran so long has started well
    pauses_s: ClassVar[tuple[float, ...]]  # before the next try, as often as one has ended young

    def __init__(self, paths: ShowPaths, name: str) -> None:
        self.paths, self.name = paths, name
        self.program: Program | None = None
        self.peer: Peer | None = None
        self.failures = 0
        self._heard_at = 0.0
        self._ending = False
        self._replaced_by: float | None = None  # asked for another one: by then it must have ended by itself

    # -- to be said by each ------------------------------------------------------------------------

    async def begun(self) -> Program | None:
        """A new program; None once there is to be none.

        Nothing is awaited between the last look at `ending` and the program being ours, or it would outlive its end.
        """
        raise NotImplementedError

    def came(self, adopted: bool) -> None:
        """It answers for the first time."""

    def greeting(self) -> bool:
        """Say what it needs to hear on every new connection; False when it is gone again."""
        return True

    def hear(self, message: Message) -> None: ...

    def lost(self, why: str, asked: bool) -> None:
        """It is gone, and another one follows; `asked` when somebody wanted that."""

    # -- its life ----------------------------------------------------------------------------------

    @property
    def ending(self) -> bool:
        return self._ending

    @property
    def connected(self) -> bool:
        return self.peer is not None and not self.peer.closed

    async def run(self) -> None:
        """Until it was told to end."""
        try:
            while not self._ending:
                await self._one_program()
                if not self._ending:
                    await asyncio.sleep(self.pauses_s[min(self.failures, len(self.pauses_s) - 1)])
        finally:
            self._hang_up()
            if self.program:
                self.program.forget()

    async def _one_program(self) -> None:
        found = Program.adopt(self.paths.lock_of(self.name)) or await self.begun()
        if found is None:
            return
        self.program, began = found, time.monotonic()
        why = await self._until_lost(found)
        if self._ending:
            await found.ended.wait()  # `end` sees to it
            return
        self._hang_up()
        found.signal(signal.SIGKILL)
        await found.ended_within(KILLED_S)
        asked, self._replaced_by = self._replaced_by is not None, None
        steady = asked or time.monotonic() - began >= self.steady_s
        self.failures = 0 if steady else self.failures + 1
        if not self._ending:  # told so just now, it is not begun again
            self.lost(why, asked)

    async def _until_lost(self, program: Program) -> str:
        if not await self._answered(program):
            return "it ended while starting" if program.ended.is_set() else "it did not start in time"
        self.came(program.adopted)
        looked = time.monotonic()
        while not await program.ended_within(self.look_s):
            now = time.monotonic()
            if now - looked > 4 * self.look_s:
                self._heard_at = now  # it was we who were held up
            looked = now
            if self._ending:
                if now - self._heard_at > self.mute_s:
                    program.signal(signal.SIGKILL)  # nobody else may be waiting for it
            elif now - self._heard_at > self.silent_s:
                return "it was stuck"
            elif self._replaced_by is not None and now > self._replaced_by:
                return "it did not end by itself"
            elif not self.connected and not self._connect():
                self._heard_at = min(self._heard_at, now - self.silent_s + 1)
        return "it ended"

    async def _answered(self, program: Program) -> bool:
        """Knock until it answers, ends, or takes too long."""
        patience = time.monotonic() + self.starting_s
        while not program.ended.is_set() and (time.monotonic() < patience or self._ending):
            if self._connect():
                return True
            await program.ended_within(self.knock_s)
        return False

    def _connect(self) -> bool:
        self.peer = Peer.connect(self.paths.socket_of(self.name), self._hear, lambda: None)
        if self.peer is None or not self.greeting():
            return False
        self._heard_at = time.monotonic()
        return True

    def _hear(self, message: Message) -> None:
        self._heard_at = time.monotonic()
        self.hear(message)

    def _hang_up(self) -> None:
        if self.peer:
            self.peer.close()
            self.peer = None

    # -- what is asked of it -----------------------------------------------------------------------

    def send(self, value: object) -> bool:
        """False when there is nobody to hear it."""
        return self.peer is not None and self.peer.send_json(value)

    def replace(self, number: signal.Signals, patience_s: float) -> bool:
        """Have another one take its place; False when there is none to end. It may end by itself for so long."""
        if self.program is None or self._ending:
            return False
        self._replaced_by = time.monotonic() + patience_s
        self.program.signal(number)
        return True

    def ask_to_end(self) -> None:
        """Tell it to finish what it has and end."""
        self._ending = True
        if self.program:
            self.program.signal(signal.SIGTERM)

    async def end(self, patience_s: float) -> None:
        """Wait until it has ended; kill it when it takes too long."""
        self.ask_to_end()
        if self.program and not await self.program.ended_within(patience_s):
            self.program.signal(signal.SIGKILL)
            await self.program.ended_within(KILLED_S)
