"""The browser's two WebSockets: the console, and a monitor. Bounded in both directions."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError

from mixer.protocol.solo import PATTERN
from studio.air.alerts import of_past
from studio.air.browser.admission import Admission
from studio.air.browser.editors import read_editing
from studio.air.browser.flow import Allowance, Flow
from studio.air.browser.grants import Asker, Grant, asker_of, grant_of
from studio.air.browser.hub import ShowHub, hub_of, past_events
from studio.air.browser.last_pictures import LastPictures
from studio.air.browser.off_thread import off_thread
from studio.air.control.limits import MESSAGE_MOST
from studio.air.control.looking import CLOSE, closely, looks_at
from studio.air.control.outbox import Outbox, Parcel
from studio.air.parts import PLAYED, ended, whole
from studio.air.processes.show_paths import SHOW_ID
from studio.air.runmixer.answers import refusal
from studio.air.runmixer.relay import BUSES, split
from studio.air.runmixer.show_state import text_of
from studio.air.senders import Sender, signed
from studio.air.verbs import ASKED, Verb, verb_of
from studio.jsonin import BadJson, read_json
from studio.people import origin
from studio.people.sockets import BEARER
from studio.shows.addresses import masked_file

log = logging.getLogger(__name__)
LATEST_ONLY = ("status", "machine", "captions", "caption_partial")
IN_FLIGHT_MOST = 32
NOT_SIGNED_IN, NOT_ALLOWED, NO_SUCH_SHOW, TOO_SLOW, TOO_MUCH = 4401, 4403, 4404, 4408, 4429
NOT_TEXT, TOO_LARGE, TOO_MANY, FAULT, TRY_LATER = 4400, 4413, 4430, 4500, 4503
WHY = {
    NOT_TEXT: "this socket takes text messages only",
    NOT_SIGNED_IN: "sign in, or bring a token",
    NOT_ALLOWED: "your role may not see this show",
    NO_SUCH_SHOW: "there is no such show, or no such monitor",
    TOO_SLOW: "32 messages or more were not acknowledged for 10 s",
    TOO_LARGE: "a message may have 64 KiB",
    TOO_MUCH: "more than 60 messages a second came",
    TOO_MANY: "this link is open in too many places",
    FAULT: "a mistake of the studio's, which its log has; connect again",
    TRY_LATER: "the database does not answer; try again in a few seconds",
}


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
        while not self.outbox.overrun and not self.flow.gone(time.monotonic()):
            if self.flow.open != was_open:
                was_open = self.flow.open
                self.outbox.drop_media()  # what comes after a pause must be live
            parcel = self.outbox.next(words_only=not was_open)
            if parcel is None:
                await self._rest()
            else:
                self.flow.send(time.monotonic())
                await self._send(parcel)
                if not self.must_acknowledge():
                    self.flow.ack(self.flow.sent, time.monotonic())
        await self.end(TOO_SLOW)

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
        elif (before.role, before.operate) != (self.grant.role, self.grant.operate):
            self.granted()


class Console(ShowSocket):
    """`/ws/shows/SHOW_ID/`: the state of a show, and commands."""

    async def enter(self) -> None:
        self.n, self.seat = 0, dict[str, Any]()
        self.last = LastPictures(self.hub, self.outbox)
        self.running: set[asyncio.Task[None]] = set()
        self.introduced = False
        await self.hub.enter(self)
        self._snapshot(await self._events())

    def leave(self) -> None:
        self.hub.leave(self)
        self.last.end()
        for task in self.running:
            task.cancel()

    @property
    def operator(self) -> str:
        return self.grant.name if self.grant.operate else ""

    @property
    def person(self) -> str:
        return self.grant.full_name

    @property
    def role(self) -> str:
        return self.grant.role

    async def _events(self) -> list[dict[str, Any]]:
        if self.hub.link.up:
            return []
        with contextlib.suppress(DatabaseError):
            return await off_thread(past_events, self.show_id)
        return []

    def _snapshot(self, events: list[dict[str, Any]] | None = None) -> None:
        self.introduced = True
        state, kept, up = self.hub.link.state, self.hub.kept, self.hub.link.up
        known = whole(state, up)
        known["events"] = known["events"] or events or []
        if not up:
            known["alerts"] = [one.to_json() for one in of_past(known["events"], time.time())]
        known["show"], known["revision"] = (self._shown(kept.show), kept.revision) if kept else (None, None)
        air = kept.air if kept else {"wanted": up, "since": None, "rehearsing": False}
        self.tell({
            "type": "snapshot", "n": self.n, "role": self.grant.role, "link": "up" if up else "down",
            "frame": self.hub.link.frames.at(time.monotonic()) if up else None,
            "air": air, "messages": kept.messages if kept else [], "operators": self.hub.operators(),
            "people": self.hub.people(),
            "editors": self.hub.editors.told(self), **known,
        })  # fmt: skip

    def must_acknowledge(self) -> bool:
        """Who sees no pictures need not: words are few, and daphne's pings notice who is gone."""
        return self.acknowledges or bool(self.outbox.wants)

    def link_is(self, up: bool) -> None:
        if not self.introduced:
            return  # the first message is the snapshot, and it knows
        self.tell({"type": "link", "state": "up"} if up else {"type": "link", "state": "down", **ended()})
        if up:
            self._snapshot()

    def hears(self, message: dict[str, Any]) -> None:
        if not self.introduced:
            return
        if message["type"] in LATEST_ONLY:
            self.outbox.show(message["type"], text_of(message))
        elif message["type"] == "change":
            self._change({name: part for name, part in message.items() if name in PLAYED})
            if "revision" in message:
                self.hub.look_now()
        else:
            self.tell(message)

    def keeps(self, parts: dict[str, Any]) -> None:
        if not self.introduced:
            return
        self._change({**parts, "show": self._shown(parts["show"])} if "show" in parts else parts)
        if "show" in parts:
            self.last.soon()

    def _shown(self, file: dict[str, Any]) -> dict[str, Any]:
        """The show file, as this person may see it."""
        return file if self.grant.edit else masked_file(file)

    def granted(self) -> None:
        if not self.grant.edit:
            self.hub.edits(self, "", None)
        self._snapshot()

    def editors_are(self, editors: list[dict[str, Any]]) -> None:
        """Others edit other items of a rundown than before."""
        if self.introduced:
            self.outbox.show("editors", text_of({"type": "editors", "editors": editors}))

    def _change(self, parts: dict[str, Any]) -> None:
        if parts:
            self.n += 1
            self.tell({"type": "change", "n": self.n, **parts})

    # -- what the page asks ------------------------------------------------------------------------

    async def asked(self, message: dict[str, Any]) -> None:
        if message.get("type") == "watch":
            close = {CLOSE + source for source in closely(message)}
            self.hub.link.look(self.outbox, looks_at(message) | close)
            await self.last.show(anew=True)
        elif message.get("type") == "seat":
            self._sit(message)
        elif message.get("type") == "editing":
            self._edits(message)
        elif message.get("type") == "command":
            self._start(message)
        else:
            self.refuse("unknown_type", f"expected watch, editing, command or ack, found {message['type'][:40]!r}")

    def _sit(self, message: dict[str, Any]) -> None:
        """Whose connection this is, and the how manyth: what an earlier one had not delivered is void."""
        self.seat = {name: message.get(name) for name in ("seat", "turn")}
        if self.grant.operate:
            self.hub.link.tell_seat(self.seat)

    def _edits(self, message: dict[str, Any]) -> None:
        if not self.grant.edit:
            self.refuse("forbidden", "Your role may watch this show, not edit it.")
            return
        try:
            self.hub.edits(self, self.grant.full_name, read_editing(self.grant.name, message))
        except ValueError as error:
            self.refuse("bad_editing", str(error))

    def _start(self, message: dict[str, Any]) -> None:
        """Carry a command out, or refuse it at once. Nothing waits for better times."""
        name, verb = str(message.get("id", ""))[:80], verb_of(message, ASKED)
        if not name:
            refused = ("bad_command", "A command needs an id.")
        elif verb is None:
            refused = ("bad_command", f"There is no command {str(message.get('verb'))[:40]!r} here.")
        elif not (self.grant.may(verb.right, self.hub.link.state.get("rundown")) and self.grant.fresh):
            refused = ("forbidden", "Your role may watch this show, not direct it.")
        elif len(self.running) >= IN_FLIGHT_MOST:
            refused = ("busy", "Too many commands wait for an answer.")
        else:
            task = asyncio.create_task(self._obey({**message, "id": name}, verb))
            self.running.add(task)
            task.add_done_callback(self.running.discard)
            return
        self.tell(refusal(name, *refused))

    async def _obey(self, message: dict[str, Any], verb: Verb) -> None:
        asked = {name: part for name, part in message.items() if name not in ("seat", "turn")} | self.seat
        by = {"by": self.operator} if verb.signed else {}
        rank = {"directs": self.grant.operate} if verb.ranked else {}
        self.tell(await self.hub.link.command(signed(asked | by | rank, self._sender())))

    def _sender(self) -> Sender:
        """Who sits at this page, for the log of commands."""
        return Sender(self.grant.full_name, "console", origin.of_socket(self.scope))


class Monitor(ShowSocket):
    """`/ws/shows/SHOW_ID/monitor/BUS/`: a bus as fragments of MP4, from a keyframe on; or its sound.

    What is said at sources that are not on air is for those who make the show: viewers may not listen to them.
    """

    @property
    def bus(self) -> str:
        return str(self.scope["url_route"]["kwargs"]["bus"])

    def why_not(self) -> int:
        refused = super().why_not()
        return refused or (0 if self.bus in BUSES or self.grant.edit else NOT_ALLOWED)

    async def enter(self) -> None:
        self.hub.play(self, self.bus)

    def leave(self) -> None:
        self.hub.stop_playing(self, self.bus)

    async def _send(self, parcel: Parcel) -> None:
        # The page knows which bus it asked for: its fragments carry only the kind.
        await super()._send(parcel if isinstance(parcel, str) else parcel[:1] + split(parcel)[1])


class Nowhere(AsyncWebsocketConsumer):
    """Every other address of a socket: closed with a code that browsers are told."""

    channel_layer_alias = None

    async def connect(self) -> None:
        await self.accept(BEARER if BEARER in self.scope.get("subprotocols", ()) else None)
        await self.close(code=NO_SUCH_SHOW)


def why_not(grant: Grant) -> int:
    """The close code for who may not look at this show, or 0."""
    if not grant.known or not grant.fresh:
        return NOT_SIGNED_IN
    if not grant.exists:
        return NO_SUCH_SHOW
    return 0 if grant.view else NOT_ALLOWED


BUS_PATTERN = "|".join([*BUSES, PATTERN])
