"""The event socket, for programs: how a show stands, what changes by kinds and numbers, and commands."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

from django.db import DatabaseError

from studio.air import told
from studio.air.alerts import of_past
from studio.air.browser.asking import Asking
from studio.air.browser.close_codes import TRY_LATER
from studio.air.browser.hub import past_events
from studio.air.browser.line import Line
from studio.air.browser.off_thread import off_thread
from studio.air.browser.show_socket import ShowSocket
from studio.air.control.outbox import Outbox, Parcel
from studio.air.processes.show_paths import SHOW_ID
from studio.people import tickets
from studio.people.roles import Action, in_order
from studio.people.sockets import ticket_in, token_in

WAITING_MOST = 512 << 10  # characters of answers and snapshots; events wait in no outbox
HELD_S = 60.0  # who has taken nothing for so long reads no more
TOLD_S = 3.0  # a mixer of an older build does not tell

Json = dict[str, Any]


class BadRequest(ValueError):
    """What was asked for is not to be had; the text says what is."""


class Events(ShowSocket):
    """`/ws/shows/SHOW_ID/events/`.

    Events are not queued for it: it has a place in those that are kept for all, and goes on from there as fast as its
    line takes them. Who falls behind all that is kept is closed, and may come back.
    """

    operator = ""
    scope: Json  # of ASGI

    async def _refusal(self) -> int:
        ticket = ticket_in(self.scope)
        if ticket is not None and token_in(self.scope) is None and SHOW_ID.fullmatch(self.show_id):
            try:
                holder = await off_thread(tickets.use, ticket, self.show_id)
            except DatabaseError:
                return TRY_LATER
            self.scope = self.scope | as_holder(holder)
        return await super()._refusal()

    async def enter(self) -> None:
        self.outbox = Outbox(self._something.set, WAITING_MOST)
        self.line = Line(self._something.set)
        self.asking = Asking(self, "api", strict=True)
        self.kinds: tuple[str, ...] = told.USUAL
        self.place: int | None = None  # the number of the last event it was sent; None while it is sent none
        self.session = ""
        self.resuming = ("", 0)  # where it goes on once the mixer tells: a session and a number, of which it was told
        self.stored: told.State = told.show({})  # of a show that is off air, as it was told last
        self.beginning: asyncio.Task[None] | None = None
        self._presence: Json | None = None
        self.said: dict[str, told.State] = {}  # of the studio's own kinds, what it was told last
        await self.hub.enter(self)
        self.hub.link.heard.listen(self._something.set)
        try:
            self._begin_as(asked_in(self.scope))
        except BadRequest as error:
            self.refuse("bad_kinds", str(error))
            self._begin_as({})

    def leave(self) -> None:
        self.hub.link.heard.leave(self._something.set)
        self.hub.leave(self)
        self.asking.end()
        if self.beginning:
            self.beginning.cancel()

    @property
    def person(self) -> str:
        return self.grant.full_name

    @property
    def role(self) -> str:
        return self.grant.role

    def must_acknowledge(self) -> bool:
        return False  # its line says whether it reads

    # -- where it begins ---------------------------------------------------------------------------

    def _begin_as(self, asked: Json) -> None:
        """Raises BadRequest."""
        self.kinds = kinds_in(asked.get("kinds"))
        self.hub.link.look(self.outbox, {told.METERS} & set(self.kinds))
        session, since = asked.get("session"), asked.get("since")
        if isinstance(session, str) and isinstance(since, int):
            self._begin(session, since)
        else:
            self._begin()

    def _begin(self, session: str = "", since: int = 0) -> None:
        """Tell how things stand, or what was missed since; events follow from there on."""
        self.place, self.resuming = None, (session, since)
        if self.beginning:
            self.beginning.cancel()
        self.beginning = asyncio.create_task(self._began(session, since))

    async def _began(self, session: str, since: int) -> None:
        heard = self.hub.link.heard
        await self.hub.link.settled(TOLD_S)
        if self.hub.link.up and not heard.session:
            await heard.told_within(TOLD_S)
        if session and await heard.reach(session, since):
            self._snapshot(since, {}, resumed=True)
        elif heard.session:
            self._snapshot(heard.kept.last, heard.state)
        else:
            self._snapshot(None, await self._stored())

    def _snapshot(self, n: int | None, state: Mapping[str, told.State | None], *, resumed: bool = False) -> None:
        heard, up = self.hub.link.heard, n is not None
        self.place, self.session, self.resuming = n, heard.session, ("", 0)
        self.said = self._own()
        known = {**state, **self.said}
        self.tell({
            "type": "snapshot", "session": heard.session or None, "n": n, "resumed": resumed, "kinds": list(self.kinds),
            "time": time.time(), "frame": self.hub.link.frames.at(time.monotonic()) if up else None,
            "show": self.show_id, "role": self.grant.role, "rights": self._rights(), "link": "up" if up else "down",
            "state": {kind: known[kind] for kind in self.kinds if kind in known},
        })  # fmt: skip

    async def _stored(self) -> dict[str, told.State | None]:
        """What is known without a mixer."""
        kept, events = self.hub.kept, list[Json]()
        with contextlib.suppress(DatabaseError):
            events = await off_thread(past_events, self.show_id)
        parts: told.Parts = {"events": events, "alerts": [one.to_json() for one in of_past(events, time.time())]}
        if kept:
            parts |= {"show": kept.show, "revision": kept.revision}
        known = told.everything(parts)
        self.stored = known["show"]
        return {kind: known[kind] if kind in ("show", "alerts", "log") else None for kind in told.MIXERS}

    def _rights(self) -> list[str]:
        rundown = self.hub.link.state.get("rundown")
        return in_order(one for one in Action if one is not Action.CREATE and self.grant.may(one, rundown))

    # -- what is sent ------------------------------------------------------------------------------

    def too_slow(self) -> bool:
        """Who has fallen behind is told so once it reads on; who does not, is hung up on."""
        if self.line.full:
            return self.line.full_s(time.monotonic()) > HELD_S
        heard = self.hub.link.heard
        return super().too_slow() or (self._hears_mixer() and not heard.kept.covers(self.place or 0))

    def _hears_mixer(self) -> bool:
        return self.place is not None and self.session == self.hub.link.heard.session != ""

    def next_parcel(self, *, words_only: bool) -> Parcel | None:
        if self.line.full:
            return None
        if self._could_begin():
            self._begin(*self.resuming)
        return self.outbox.next(words_only=True) or self._next_event() or self.outbox.next()

    def _could_begin(self) -> bool:
        """Whether a mixer tells by now of which this socket has only heard that it is away."""
        waiting = self.place is None and self.beginning is not None and self.beginning.done()
        return waiting and self.hub.link.heard.session != ""

    def _next_event(self) -> str | None:
        while self._hears_mixer() and (event := self.hub.link.heard.kept.next(self.place or 0)):
            self.place = event.n
            if event.kind in self.kinds:
                return event.text
        return None

    # -- what the studio itself says ---------------------------------------------------------------

    def link_is(self, up: bool) -> None:
        if not self._introduced:
            return  # the first message is the snapshot, and it knows
        self.tell({"type": "link", "state": "up" if up else "down"})
        self._presence = None  # of all web servers, as the mixer said
        if self.place is not None:
            self.resuming = (self.session, self.place)
            self.place = None
        self._say_own()

    def hears(self, message: Json) -> None:
        if message["type"] == "presence":
            self._presence = {name: message.get(name, []) for name in ("operators", "people")}
            self._say_own()
        elif message["type"] == "change" and "revision" in message:
            self.hub.look_now()
        elif message["type"] == "change" and "rehearsing" in message:
            self._say_own()

    def keeps(self, parts: Json) -> None:
        self._say_own()
        off_air = self.place is None and not self.resuming[0] and not self.hub.link.up
        if "show" in parts and self._introduced and off_air:
            before, self.stored = self.stored, told.show(parts)
            if fresh := told.news(told.BY_NAME["show"], before, self.stored):
                self._say("show", fresh)

    def editors_are(self, editors: list[Json]) -> None: ...

    def granted(self) -> None:
        self._begin()

    def _say_own(self) -> None:
        """What is another than it was told; nothing before the snapshot."""
        if not self._introduced:
            return
        before, self.said = self.said, self._own()
        for kind, state in self.said.items():
            if fresh := {name: value for name, value in state.items() if before[kind][name] != value}:
                self._say(kind, fresh)

    @property
    def _introduced(self) -> bool:
        return bool(self.said)

    def _say(self, kind: str, data: Json) -> None:
        if kind in self.kinds:
            frame = self.hub.link.frames.at(time.monotonic()) if self.hub.link.up else None
            self.tell({"type": "event", "n": None, "kind": kind, "time": time.time(), "frame": frame, "data": data})

    def _own(self) -> dict[str, told.State]:
        kept, up = self.hub.kept, self.hub.link.up
        air = kept.air if kept else {"wanted": up, "since": None, "rehearsing": False}
        rehearsing = bool(self.hub.link.state.get("rehearsing")) if up else air["rehearsing"]
        presence = self._presence or {"operators": self.hub.operators(), "people": self.hub.people()}
        return {
            "air": {**air, "rehearsing": rehearsing, "on_air": up and not rehearsing, "link": "up" if up else "down"},
            "messages": {"messages": list(kept.messages) if kept else []},
            "presence": presence,
        }  # fmt: skip

    # -- what is asked -----------------------------------------------------------------------------

    async def end(self, code: int) -> None:
        if self.entered:
            self.line.release()
        await super().end(code)

    async def asked(self, message: Json) -> None:
        if message["type"] == "command":
            self.asking.start(message)
        elif message["type"] == "subscribe":
            self._subscribe(message)
        elif message["type"] == "seat":
            self.asking.sit(message)
        else:
            self.refuse("unknown_type", f"expected command, subscribe or seat, found {message['type'][:40]!r}")

    def _subscribe(self, message: Json) -> None:
        try:
            self._begin_as(message)
        except BadRequest as error:
            self.refuse("bad_kinds", str(error))


def as_holder(holder: tickets.Holder | None) -> Json:
    """Whom a ticket makes of a socket: nobody, where it was not good."""
    session = SimpleNamespace(session_key=holder.session or None) if holder else None
    return {"user": holder.token if holder else None, "session": session}


def asked_in(scope: Json) -> Json:
    """What the address of a socket asks for: `{"kinds", "session", "since"}`, those that are there."""
    query = {name: values[-1] for name, values in parse_qs(scope.get("query_string", b"").decode("latin-1")).items()}
    asked: Json = {name: query[name] for name in ("session", "since", "kinds") if name in query}
    if "kinds" in asked:
        asked["kinds"] = [name for name in asked["kinds"].split(",") if name]
    if (since := asked.pop("since", "")).isdecimal() and len(since) < 16:
        asked["since"] = int(since)
    return asked


def kinds_in(asked: Any) -> tuple[str, ...]:
    """The kinds that are asked for, in our order. Raises BadRequest."""
    if asked is None:
        return told.USUAL
    names: Iterable[Any] = asked if isinstance(asked, list) else [None]
    if not all(isinstance(name, str) and name in told.ALL for name in names):
        raise BadRequest(f"expected a list of {', '.join(told.ALL)}, found {str(asked)[:80]}")
    return tuple(name for name in told.ALL if name in asked)
