"""The sockets of views: what one shows, and the monitors of a multiview, for who has its link and for who is signed in.

Nothing can be done here but to look, and to say that a message was read.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

from django.db import DatabaseError

from studio.air.browser.by_link import ByLink, grants_by
from studio.air.browser.close_codes import NO_SUCH_SHOW, NOT_ALLOWED
from studio.air.browser.consumers import Monitor
from studio.air.browser.flow import Allowance
from studio.air.browser.off_thread import off_thread
from studio.air.browser.show_socket import ShowSocket
from studio.air.control.looking import CLOSE, closely
from studio.air.runmixer.show_state import text_of
from studio.people.roles import Action
from studio.views import links, messages, state
from studio.views.models import ViewLink

BEAT_S = 1.0
SILENT_S = 3.0  # of a mixer from which no frame was heard for so long nothing is known
READ_A_S, READ_AT_ONCE = 2.0, 20.0


class View(ShowSocket):
    """`/ws/shows/SHOW_ID/view/KIND/` (of a tally `…/tally/SOURCE/`): one view, for who is signed in.

    Each part is told whole when it changes, the newest alone: who reads slowly is never behind. A beat each second
    says that all this is still so.
    """

    operator = ""
    kind, source = "", ""

    async def _refusal(self) -> int:
        route = self.scope["url_route"]["kwargs"]
        self.kind, self.source = route["kind"], route.get("source") or ""
        if refused := await super()._refusal():
            return refused
        if (self.kind == links.TALLY) != bool(self.source):
            return NO_SUCH_SHOW
        return 0

    async def enter(self) -> None:
        self.told: dict[str, str] = {}
        self.reads = Allowance(time.monotonic(), READ_A_S, READ_AT_ONCE)
        await self.hub.enter(self)
        self._tell()
        self.beating = asyncio.create_task(self._keep_beating())

    def leave(self) -> None:
        self.beating.cancel()
        self.hub.leave(self)

    def must_acknowledge(self) -> bool:
        """Who sees no pictures need not: words are few, and daphne's pings notice who is gone."""
        return bool(self.outbox.wants)

    @property
    def reader(self) -> str:
        """Who has read a message, as others are told."""
        return self.grant.full_name

    # -- out ---------------------------------------------------------------------------------------

    def editors_are(self, editors: list[dict[str, Any]]) -> None: ...

    def link_is(self, up: bool) -> None:
        self._tell()
        self._beat()

    def keeps(self, parts: dict[str, Any]) -> None:
        self._tell()

    def hears(self, message: dict[str, Any]) -> None:
        if message["type"] in ("change", "status"):
            self._tell()
        if message["type"] == "change" and "revision" in message:
            self.hub.look_now()

    def _tell(self) -> None:
        """Only what is new: a desk changes with every fader that moves."""
        link, kept = self.hub.link, self.hub.kept
        wanted = {"wanted": link.up, "since": None}
        beside = {
            "air": kept.air if kept else wanted, "messages": kept.messages if kept else [], "time": time.time(),
        }  # fmt: skip
        parts = state.told(self.kind, self.source, link.up, link.state, kept.show if kept else None, beside)
        parts["reader"] = self.reader
        for name, value in parts.items():
            text = text_of({"type": "part", "name": name, "value": value})
            if self.told.get(name) != text:
                self.told[name] = text
                self.outbox.show(name, text)

    async def _keep_beating(self) -> None:
        while True:
            self._beat()
            await asyncio.sleep(BEAT_S)

    def _beat(self) -> None:
        link, now = self.hub.link, time.monotonic()
        live = link.up and link.frames.silent_s(now) < SILENT_S
        frame = link.frames.at(now) if live else None
        self.outbox.show("beat", text_of({"type": "beat", "time": time.time(), "live": live, "frame": frame}))

    # -- in ----------------------------------------------------------------------------------------

    async def asked(self, message: dict[str, Any]) -> None:
        if message.get("type") == "watch" and self.kind == links.MULTIVIEW:
            close = {CLOSE + source for source in closely(message)}
            self.hub.link.look(self.outbox, {name for name in ("tiles", "meters") if message.get(name)} | close)
        elif message.get("type") == "seen" and type(message.get("message")) is int:
            await self._seen(message["message"])
        else:
            self.refuse("unknown_type", "expected seen or ack, and of a multiview watch")

    async def _seen(self, number: int) -> None:
        if not self.reads.take(time.monotonic()):
            self.refuse("busy", "Slower: too many messages are read at once.")
        elif not await self.still_good():
            await self.end(NOT_ALLOWED)
        else:
            with contextlib.suppress(DatabaseError):  # it is not seen then, and the page shows it still
                await off_thread(messages.saw, self.show_id, number, self.reader)
                self.hub.look_now()

    async def still_good(self) -> bool:
        return self.grant.may(Action.VIEW) and self.grant.fresh


class ViewByLink(ByLink, View):
    """`/ws/view/KEY/`: the view that a link opens."""

    opened_by = links.LINKS
    grants_of = staticmethod(grants_by(links.LINKS, lambda row: row.name, links.opens, "view"))

    async def connect(self) -> None:
        self.scope["url_route"]["kwargs"] |= {"kind": "", "source": ""}
        await super().connect()

    def opens(self, link: ViewLink) -> bool:
        self.kind, self.source = link.kind, link.source
        return True


class MonitorByLink(ByLink, Monitor):
    """`/ws/view/KEY/monitor/BUS/`: the pictures and the sound of a multiview."""

    opened_by = links.LINKS
    grants_of = staticmethod(ViewByLink.grants_of)

    def opens(self, link: ViewLink) -> bool:
        return link.kind == links.MULTIVIEW
