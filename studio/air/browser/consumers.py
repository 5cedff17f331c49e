"""The browser's two WebSockets: the console, and a monitor."""

from __future__ import annotations

import contextlib
import time
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError

from mixer.protocol.solo import PATTERN
from studio.air.alerts import of_past
from studio.air.browser.asking import Asking
from studio.air.browser.close_codes import NO_SUCH_SHOW, NOT_ALLOWED
from studio.air.browser.editors import read_editing
from studio.air.browser.hub import past_events
from studio.air.browser.last_pictures import LastPictures
from studio.air.browser.off_thread import off_thread
from studio.air.browser.show_socket import ShowSocket
from studio.air.control.looking import CLOSE, closely, looks_at
from studio.air.control.outbox import Parcel
from studio.air.parts import PLAYED, ended, whole
from studio.air.runmixer.relay import BUSES, split
from studio.air.runmixer.show_state import text_of
from studio.people.roles import LISTENS, Action, in_order
from studio.people.sockets import BEARER
from studio.shows.addresses import masked_file

LATEST_ONLY = ("status", "machine", "captions", "caption_partial")
BUS_PATTERN = "|".join([*BUSES, PATTERN])


class Console(ShowSocket):
    """`/ws/shows/SHOW_ID/`: the state of a show, and commands."""

    async def enter(self) -> None:
        self.n, self.asking = 0, Asking(self, "console")
        self.last = LastPictures(self.hub, self.outbox)
        self.introduced = False
        await self.hub.enter(self)
        self._snapshot(await self._events())

    def leave(self) -> None:
        self.hub.leave(self)
        self.last.end()
        self.asking.end()

    @property
    def operator(self) -> str:
        return self.grant.name if self.grant.may(Action.OPERATE) else ""

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
            "type": "snapshot", "n": self.n, "role": self.grant.role, "rights": in_order(self.grant.rights),
            "link": "up" if up else "down",
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
        return file if self.grant.may(Action.EDIT) else masked_file(file)

    def granted(self) -> None:
        if not self.grant.may(Action.EDIT):
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
            self.asking.sit(message)
        elif message.get("type") == "editing":
            self._edits(message)
        elif message.get("type") == "command":
            self.asking.start(message)
        else:
            self.refuse("unknown_type", f"expected watch, editing, command or ack, found {message['type'][:40]!r}")

    def _edits(self, message: dict[str, Any]) -> None:
        if not self.grant.may(Action.EDIT):
            self.refuse("forbidden", "Your role may watch this show, not edit it.")
            return
        try:
            self.hub.edits(self, self.grant.full_name, read_editing(self.grant.name, message))
        except ValueError as error:
            self.refuse("bad_editing", str(error))


class Monitor(ShowSocket):
    """`/ws/shows/SHOW_ID/monitor/BUS/`: a bus as fragments of MP4, from a keyframe on; or its sound.

    What is said at sources that are not on air is for those who make the show: viewers may not listen to them.
    """

    @property
    def bus(self) -> str:
        return str(self.scope["url_route"]["kwargs"]["bus"])

    def why_not(self) -> int:
        refused = super().why_not()
        return refused or (0 if self.bus in BUSES or self.grant.rights & LISTENS else NOT_ALLOWED)

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
