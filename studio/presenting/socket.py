"""`/ws/present/KEY/`: which page a deck is on, and turning it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError

from studio.air.browser.admission import Admission
from studio.air.browser.consumers import NOT_ALLOWED, TRY_LATER, ShowSocket
from studio.air.browser.flow import Allowance
from studio.air.browser.grants import Asker, Grant
from studio.air.browser.off_thread import off_thread
from studio.air.runmixer.answers import refusal
from studio.air.runmixer.show_state import text_of
from studio.air.senders import Sender, signed
from studio.people import origin
from studio.presenting import links, state
from studio.presenting.models import PresenterLink

TURNS_A_S, TURNS_AT_ONCE = 5.0, 15.0
IN_FLIGHT_MOST = 4


@dataclass(frozen=True, slots=True)
class Presenter(Asker):
    """Whoever has a link, by its number."""

    link: int = 0


class Present(ShowSocket):
    """A presenter's page. What it may is asked again every second, as of everybody else."""

    link: PresenterLink | None = None

    async def connect(self) -> None:
        route = self.scope["url_route"]["kwargs"]
        try:
            self.link = await off_thread(links.link_of, route["key"])
            self.away = 0
        except DatabaseError:
            self.away = TRY_LATER
        route["show_id"] = self.link.show_id if self.link else ""
        await super().connect()

    async def _refusal(self) -> int:
        if self.away or self.link is None:
            return self.away or NOT_ALLOWED
        self.asker = Presenter(link=self.link.pk)
        try:
            self.grant = (await off_thread(grants_of, [self.asker], self.show_id))[self.asker]
        except DatabaseError:
            return TRY_LATER
        return 0 if self.grant.view else NOT_ALLOWED

    def admission_of(self) -> Admission:
        return Admission(self.show_id, grants_of)

    async def enter(self) -> None:
        assert self.link
        self.source, self.told = self.link.source, ""
        self.turns = Allowance(time.monotonic(), TURNS_A_S, TURNS_AT_ONCE)
        self.running: set[asyncio.Task[None]] = set()
        await self.hub.enter(self)
        self._tell_deck()

    def leave(self) -> None:
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
        if not await self._still_good():
            await self.end(NOT_ALLOWED)
            return
        command = {"verb": "deck", "id": f"{self.asker}-{name}-{time.monotonic_ns()}", "source": self.source, **order}
        answer = await self.hub.link.command(signed(command, self._sender()))
        self.tell({**answer, "id": name})

    async def _still_good(self) -> bool:
        try:
            return (await off_thread(grants_of, [self.asker], self.show_id))[self.asker].view
        except DatabaseError:
            return self.grant.view and self.grant.fresh

    def _sender(self) -> Sender:
        return Sender(self.grant.full_name, "presenter", origin.of_socket(self.scope))


def grants_of(askers: Iterable[Asker], show_id: str) -> dict[Asker, Grant]:
    """What presenters may: see their deck, as long as their link is good. May block; raises DatabaseError."""
    return {asker: _grant(asker) for asker in askers}


def _grant(asker: Asker) -> Grant:
    row = PresenterLink.objects.filter(pk=getattr(asker, "link", 0)).select_related("show", "giver").first()
    good = row is not None and links.is_good(row)
    return Grant(
        known=True, view=good, edit=False, operate=False, name="", role="presenter" if good else "",
        exists=True, at=time.monotonic(), full_name=presenter_name(row) if row else "",
    )  # fmt: skip


def presenter_name(row: PresenterLink) -> str:
    """How the command log calls whoever has the link."""
    source = links.source_of(row)
    return f"presenter of {source.name if source else row.source} ({row.name})"
