"""Who may stay at a show: asked once a second for everybody here together, so that twenty cost hardly more than one."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable
from typing import Protocol

from django.db import DatabaseError

from studio.air.browser.grants import AGAIN_S, Asker, Grant, grants_of
from studio.air.browser.off_thread import off_thread

log = logging.getLogger(__name__)
Ask = Callable[[Iterable[Asker], str], dict[Asker, Grant]]


class Guest(Protocol):
    """A socket of somebody who was let in."""

    asker: Asker

    async def judged(self, grant: Grant | None) -> None:
        """What its owner may do now; None when nobody could be asked."""


class Admission:
    """Asks about its guests while there are any."""

    def __init__(self, show_id: str, ask: Ask = grants_of) -> None:
        self.show_id, self._ask = show_id, ask
        self._guests: list[Guest] = []
        self._asking: asyncio.Task[None] | None = None
        self._now = asyncio.Event()

    def ask_now(self) -> None:
        """Something says that somebody's rights have changed."""
        self._now.set()

    def admit(self, guest: Guest) -> None:
        self._guests.append(guest)
        if self._asking is None:
            self._asking = asyncio.create_task(self._keep_asking())

    def leave(self, guest: Guest) -> None:
        if guest in self._guests:
            self._guests.remove(guest)
        if self._asking and not self._guests:
            self._asking.cancel()
            self._asking = None

    async def _keep_asking(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._now.wait(), AGAIN_S)
            self._now.clear()
            guests = list(self._guests)
            grants = await self._grants({guest.asker for guest in guests})
            for guest in guests:
                # A task of its own each: one who has to leave may be the last, and end this one.
                self._tell(guest, grants.get(guest.asker))

    def _tell(self, guest: Guest, grant: Grant | None) -> None:
        task = asyncio.create_task(guest.judged(grant))
        _telling.add(task)
        task.add_done_callback(_telling.discard)

    async def _grants(self, askers: set[Asker]) -> dict[Asker, Grant]:
        try:
            return await off_thread(self._ask, askers, self.show_id)
        except DatabaseError:
            return {}
        except Exception:
            log.exception("asking who may stay at %s failed", self.show_id)
            return {}


_telling: set[asyncio.Task[None]] = set()
