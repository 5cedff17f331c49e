"""The numbered events of a show as this process has heard them over its link: kept once for all who listen here."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any

from studio.air import told
from studio.air.kept_events import KeptEvents, Numbered
from studio.air.runmixer.teller import NUMBERED

ANSWER_S = 5.0
Json = dict[str, Any]


class Heard:
    """What the mixer tells is asked for once somebody listens, and again on every connection after that.

    `wakes` are called when something has come. Whoever was away has what they missed fetched by `reach`.
    """

    def __init__(self, send: Callable[[Json], bool]) -> None:
        self._send = send
        self.session = ""  # of the mixer that can be heard now
        self.state: dict[str, told.State] = {}
        self.kept = KeptEvents()
        self.wakes: list[Callable[[], None]] = []
        self._asked, self._told = False, asyncio.Event()
        self._fetching = asyncio.Lock()
        self._page: asyncio.Future[list[str]] | None = None
        self._page_after = -1  # what it was asked for: an answer to who gave up is left aside

    def listen(self, wake: Callable[[], None]) -> None:
        self.wakes.append(wake)
        self.tend()

    def leave(self, wake: Callable[[], None]) -> None:
        if wake in self.wakes:
            self.wakes.remove(wake)

    def tend(self) -> None:
        """Ask the mixer to tell, where somebody listens and it has not been asked on this connection."""
        if self.wakes and not self._asked:
            self._asked = self._send({"type": "events"})

    def lost(self) -> None:
        """The link is down. What is kept is of no use without what follows."""
        self.session, self._asked = "", False
        self._told.clear()
        if self._page and not self._page.done():
            self._page.set_result([])

    async def told_within(self, seconds: float) -> None:
        """Wait until the mixer has told, at most so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._told.wait()

    async def reach(self, session: str, n: int) -> bool:
        """Have all that came after `n`; False where that cannot be."""
        async with self._fetching:
            while session == self.session and n < self.kept.before:
                before = self.kept.before
                await self._fetch(n)
                if self.kept.before == before:
                    return False
        return session == self.session != "" and self.kept.covers(n)

    async def _fetch(self, n: int) -> None:
        """All between `n` and the oldest that is here: pages in their order, put before it together."""
        session, until, found = self.session, self.kept.before, list[Numbered]()
        while n < until:
            page = await self._ask(session, n, until)
            if not page:
                return
            found += page
            n = page[-1].n
        if session == self.session:
            self.kept.put_before(found)

    async def _ask(self, session: str, n: int, until: int) -> list[Numbered]:
        self._page, self._page_after = asyncio.get_running_loop().create_future(), n
        if not self._send({"type": "since", "session": session, "n": n, "until": until}):
            return []
        try:
            async with asyncio.timeout(ANSWER_S):
                return [numbered(text)[0] for text in await self._page]
        except TimeoutError:
            return []

    # -- what comes --------------------------------------------------------------------------------

    def take(self, text: str) -> None:
        """An event as it comes over the link."""
        event, data = numbered(text[len(NUMBERED) : -1])
        if not self.session:
            return
        if event.n != self.kept.last + 1:  # which would be a mistake of ours: how it stands is asked for anew
            self.lost()
            self.tend()
            return
        self.kept.add(event)
        if kind := told.BY_NAME.get(event.kind):
            self.state[event.kind] = told.fold(kind, self.state[event.kind], data)
        self._wake()

    def take_told(self, message: Json) -> None:
        """How everything stands after event n."""
        self.session, self.state, self.kept = message["session"], message["state"], KeptEvents(message["n"])
        self._told.set()
        self._wake()

    def take_missed(self, message: Json) -> None:
        if self._page and not self._page.done() and message["n"] == self._page_after:
            self._page.set_result(message["events"])

    def _wake(self) -> None:
        for wake in list(self.wakes):
            wake()


def numbered(text: str) -> tuple[Numbered, Json]:
    """An event out of its text, and its data."""
    event = json.loads(text)
    return Numbered(event["n"], event["kind"], event["time"], text), event["data"]
