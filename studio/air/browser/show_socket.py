"""What the browser's WebSockets share. Bounded in both directions."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError

from studio.air.browser.admission import Admission
from studio.air.browser.close_codes import (
    FAULT,
    NO_SUCH_SHOW,
    NOT_ALLOWED,
    NOT_SIGNED_IN,
    NOT_TEXT,
    TOO_LARGE,
    TOO_MUCH,
    TOO_SLOW,
    TRY_LATER,
    WHY,
)
from studio.air.browser.flow import Allowance, Flow
from studio.air.browser.grants import Asker, Grant, asker_of, grant_of
from studio.air.browser.hub import ShowHub, hub_of
from studio.air.browser.off_thread import off_thread
from studio.air.control.limits import MESSAGE_MOST
from studio.air.control.outbox import Outbox, Parcel
from studio.air.processes.show_paths import SHOW_ID
from studio.air.runmixer.show_state import text_of
from studio.jsonin import BadJson, read_json
from studio.people.roles import Action
from studio.people.sockets import BEARER

log = logging.getLogger(__name__)


class ShowSocket(AsyncWebsocketConsumer):
    """What both sockets share: who may look, the outbox and its pump, acks, and limits on what comes in."""

    # What sockets are told comes over their process's own link: nothing of it goes through Redis.
    channel_layer_alias = None
    grant: Grant
    asker: Asker
    hub: ShowHub
    admission: Admission

    async def connect(self) -> None:
        self.show_id = self.scope["url_route"]["kwargs"]["show_id"]
        self.tasks: list[asyncio.Task[None]] = []
        self.entered = self.acknowledges = False
        refused = await self._refusal()
        # Accepted first: a browser is not told the code of a handshake that failed.
        await self.accept(BEARER if BEARER in self.scope.get("subprotocols", ()) else None)
        if refused:
            await self.end(refused)
            return
        self._something = asyncio.Event()
        self.outbox = Outbox(self._something.set)
        self.flow, self.allowance = Flow(time.monotonic()), Allowance(time.monotonic())
        self.hub = hub_of(self.show_id)
        await self.enter()
        self.entered = True
        self.admission = self.admission_of()
        self.admission.admit(self)
        self.tasks = [asyncio.create_task(self._sending())]

    def admission_of(self) -> Admission:
        """Who is asked whether this socket may stay."""
        return self.hub.admission

    async def _refusal(self) -> int:
        """Why this socket is refused, as a close code, or 0."""
        if not SHOW_ID.fullmatch(self.show_id):
            return NO_SUCH_SHOW
        try:
            self.grant = await off_thread(grant_of, self.scope, self.show_id)
            self.asker = asker_of(self.scope)
        except DatabaseError:
            return TRY_LATER
        return self.why_not()

    def why_not(self) -> int:
        """The close code for who may not be at this socket, or 0."""
        return why_not(self.grant)

    async def end(self, code: int) -> None:
        """Say why, and close."""
        with contextlib.suppress(Exception):  # who is being hung up on may be gone already
            await self.send(text_data=text_of({"type": "closing", "code": code, "text": WHY[code]}))
        await self.close(code=code)

    async def disconnect(self, code: int) -> None:
        for task in self.tasks:
            task.cancel()
        if self.entered:
            self.entered = False
            self.admission.leave(self)
            self.leave()

    # -- to be said by each ------------------------------------------------------------------------

    async def enter(self) -> None: ...
    def leave(self) -> None: ...
    async def asked(self, message: dict[str, Any]) -> None: ...
    def link_is(self, up: bool) -> None: ...
    def hears(self, message: dict[str, Any]) -> None: ...
    def granted(self) -> None: ...
    def must_acknowledge(self) -> bool:
        return True

    @property
    def person(self) -> str:
        """That others are told of; nobody, of who came by a link."""
        return ""

    @property
    def role(self) -> str:
        return ""

    # -- out ---------------------------------------------------------------------------------------

    def tell(self, message: dict[str, Any]) -> None:
        self.outbox.say(text_of(message))

    async def _sending(self) -> None:
        """A mistake of ours ends the socket, so that its page connects anew: silence looks like a still."""
        try:
            await self._pump()
        except Exception:
            log.exception("a socket of %s could not be sent to", self.show_id)
            await self.end(FAULT)

    async def _pump(self) -> None:
        """Send what waits. Daphne would take any amount into memory, so the browser's acks are what counts."""
        was_open = True
        while not self.too_slow():
            if self.flow.open != was_open:
                was_open = self.flow.open
                self.outbox.drop_media()  # what comes after a pause must be live
            parcel = self.next_parcel(words_only=not was_open)
            if parcel is None:
                await self._rest()
            else:
                self.flow.send(time.monotonic())
                await self._send(parcel)
                if not self.must_acknowledge():
                    self.flow.ack(self.flow.sent, time.monotonic())
        await self.end(TOO_SLOW)

    def too_slow(self) -> bool:
        """Whether it is no use to go on: too much waits, or nobody reads."""
        return self.outbox.overrun or self.flow.gone(time.monotonic())

    def next_parcel(self, *, words_only: bool) -> Parcel | None:
        """What to send now, or None."""
        return self.outbox.next(words_only=words_only)

    async def _rest(self) -> None:
        self._something.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1):
                await self._something.wait()

    async def _send(self, parcel: Parcel) -> None:
        if isinstance(parcel, str):
            await self.send(text_data=parcel)
        else:
            await self.send(bytes_data=parcel)

    # -- in ----------------------------------------------------------------------------------------

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if not self.entered:
            return
        if text_data is None:
            await self.end(NOT_TEXT)
        elif len(text_data.encode()) > MESSAGE_MOST:
            await self.end(TOO_LARGE)
        elif not self.allowance.take(time.monotonic()):
            await self.end(TOO_MUCH)
        else:
            await self._read(text_data)

    async def _read(self, text: str) -> None:
        try:
            message = read_json(text)
        except BadJson as error:
            self.refuse(error.code, str(error))
            return
        if isinstance(message, dict) and isinstance(message.get("type"), str):
            await self._take(message)
        else:
            self.refuse("bad_message", "expected a JSON object with a type")

    def refuse(self, code: str, error: str) -> None:
        """Say of a message that it was not understood; the socket stays open."""
        self.tell({"type": "refused", "code": code, "error": error})

    async def _take(self, message: dict[str, Any]) -> None:
        if message.get("type") == "ack":
            if self.flow.ack(message.get("n"), time.monotonic()):
                self.acknowledges = True
            self._something.set()
        else:
            await self.asked(message)

    # -- who is there ------------------------------------------------------------------------------

    async def judged(self, grant: Grant | None) -> None:
        """A role that is taken away, or a logout, takes effect within about a second."""
        if not self.entered:
            return
        before, self.grant = self.grant, grant or self.grant
        if refused := self.why_not():
            await self.end(refused)
        elif (before.role, before.rights) != (self.grant.role, self.grant.rights):
            self.granted()


def why_not(grant: Grant) -> int:
    """The close code for who may not look at this show, or 0."""
    if not grant.known or not grant.fresh:
        return NOT_SIGNED_IN
    if not grant.exists:
        return NO_SUCH_SHOW
    return 0 if grant.may(Action.VIEW) else NOT_ALLOWED
