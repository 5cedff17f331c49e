"""What a schedule does to the show on air: commands in its name, and the end."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Any

from mixer.core.rundown import WallClock
from studio.air.runmixer.command_log import Applied
from studio.air.senders import Sender
from studio.scheduling import files
from studio.shows import air

if TYPE_CHECKING:
    from studio.air.runmixer.onair import OnAir

ANSWER_S, DATABASE_S = 5.0, 2.0
SCHEDULE = Sender("schedule", "studio")
Json = dict[str, Any]


class ScheduledAir:
    """The show on air, as far as its schedule may command it."""

    def __init__(self, show: OnAir) -> None:
        self._show = show
        self._number = 0

    async def do(self, command: Json) -> Json:
        """Carry a command out; its answer, which may be that none came."""
        self._number += 1
        name = f"schedule-{int(time.time())}-{self._number}"
        told: asyncio.Future[Json] = asyncio.get_running_loop().create_future()

        def tell(answer: Json) -> None:
            if not told.done():
                told.set_result(answer)

        self._show.commands.do(name, command, SCHEDULE, tell)
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(told, ANSWER_S)
        return {"ok": False, "code": "no_answer", "error": "no answer came"}

    def happened(self, level: Any, code: str, text: str) -> None:
        self._show.happened(level, code, text)

    def goes_on_air(self) -> None:
        """The time of a start has come: what was rehearsed until then is on air."""
        if self._show.go_on_air():
            self._show.audit.note(Applied(time.time(), self._show.frame, {"verb": "go_on_air"}, SCHEDULE))

    def clock(self) -> WallClock | None:
        return self._show.rundowns.clock

    def done_with(self, utc_s: float) -> None:
        """Let the database know, whenever it can."""
        show_id = self._show.paths.show_id
        self._show.writer.do(lambda: files.done_with(show_id, utc_s))

    async def leave(self) -> None:
        """Go off air for good. A database that is away is waited for a moment; later the clock sees to it."""
        show, loop, unwanted = self._show, asyncio.get_running_loop(), asyncio.Event()

        def unwant() -> None:
            air.unwant(show.paths.show_id)
            with contextlib.suppress(RuntimeError):  # the loop is gone: we have ended
                loop.call_soon_threadsafe(unwanted.set)

        show.audit.note(Applied(time.time(), None, {"verb": "stop"}, SCHEDULE))
        show.writer.do(unwant)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(unwanted.wait(), DATABASE_S)
        show.stop()
