"""`/ws/present/KEY/`: which page a deck is on, and turning it."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from studio.air.browser.by_link import ByLink, grants_by
from studio.air.browser.close_codes import NOT_ALLOWED
from studio.air.browser.flow import Allowance
from studio.air.runmixer.answers import refusal
from studio.air.runmixer.show_state import text_of
from studio.air.senders import Sender, signed
from studio.people import origin
from studio.presenting import links, state
from studio.presenting.models import PresenterLink

TURNS_A_S, TURNS_AT_ONCE = 5.0, 15.0
IN_FLIGHT_MOST = 4


def presenter_name(row: PresenterLink) -> str:
    """How the command log calls whoever has the link."""
    source = links.source_of(row)
    return f"presenter of {source.name if source else row.source} ({row.name})"


def opens(row: PresenterLink) -> bool:
    return links.source_of(row) is not None


class Present(ByLink):
    """A presenter's page."""

    opened_by = links.LINKS
    grants_of = staticmethod(grants_by(links.LINKS, presenter_name, opens, "presenter"))

    async def enter(self) -> None:
        self.source, self.told = self.link.source, ""
        self.turns = Allowance(time.monotonic(), TURNS_A_S, TURNS_AT_ONCE)
        self.running: set[asyncio.Task[None]] = set()
        await self.hub.enter(self)
        await super().enter()
        self._tell_deck()

    def leave(self) -> None:
        super().leave()
        self.hub.leave(self)
        for task in self.running:
            task.cancel()

    def must_acknowledge(self) -> bool:
        """It sees no pictures here; daphne's pings notice who is gone."""
        return False

    # -- what the hub tells ------------------------------------------------------------------------

    operator = ""

    def editors_are(self, editors: list[dict[str, Any]]) -> None: ...

    def link_is(self, up: bool) -> None:
        self._tell_deck()

    def keeps(self, parts: dict[str, Any]) -> None:
        self._tell_deck()

    def hears(self, message: dict[str, Any]) -> None:
        if message["type"] == "change":
            self._tell_deck()
            if "revision" in message:
                self.hub.look_now()

    def _tell_deck(self) -> None:
        """Only what is new: a desk changes with every fader that moves."""
        link, kept = self.hub.link, self.hub.kept
        text = text_of(state.told(link.up, link.state, kept.show if kept else None, self.source))
        if text != self.told:
            self.told = text
            self.outbox.show("deck", text)

    # -- what the page asks ------------------------------------------------------------------------

    async def asked(self, message: dict[str, Any]) -> None:
        order = state.order_in(message) if message.get("type") == "turn" else None
        name = str(message.get("id", ""))[:40]
        if order is None or not name:
            self.refuse("unknown_type", "expected turn with an id, and go or page")
        elif not self.turns.take(time.monotonic()) or len(self.running) >= IN_FLIGHT_MOST:
            self.tell(refusal(name, "busy", "Slower: too many pages are turned at once."))
        else:
            task = asyncio.create_task(self._turn(name, order))
            self.running.add(task)
            task.add_done_callback(self.running.discard)

    async def _turn(self, name: str, order: dict[str, Any]) -> None:
        """Asked anew whether the link is good: a page is not turned in the second after it was revoked."""
        if not await self.still_good():
            await self.end(NOT_ALLOWED)
            return
        command = {"verb": "deck", "id": f"{self.asker}-{name}-{time.monotonic_ns()}", "source": self.source, **order}
        answer = await self.hub.link.command(signed(command, self._sender()))
        self.tell({**answer, "id": name})

    def _sender(self) -> Sender:
        return Sender(self.grant.full_name, "presenter", origin.of_socket(self.scope))
