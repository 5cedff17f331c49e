"""One connection to a show's runmixer for this whole process: opened when first needed, mended by itself."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from studio.air.control.deadlines import ANSWER_S, Refusal, ahead_s, dated
from studio.air.control.dial import OffAir, dial
from studio.air.control.frames import Frames
from studio.air.control.heard import Heard
from studio.air.control.looking import closest
from studio.air.control.outbox import Outbox
from studio.air.control.tiles import Tiles
from studio.air.parts import DETAILS, EVENTS_KEPT, LINES_KEPT, whole
from studio.air.runmixer.answers import refusal
from studio.air.runmixer.relay import Relays, split
from studio.air.runmixer.show_state import text_of
from studio.air.runmixer.teller import NUMBERED

log = logging.getLogger(__name__)
FIRST_WAIT_S, LONGEST_WAIT_S = 0.2, 2.0
STEADY_S = 5.0


class Follower(Protocol):
    """Who is told what comes over the link. Pictures and meters go straight into its outbox."""

    outbox: Outbox

    def link_is(self, up: bool) -> None: ...
    def hears(self, message: dict[str, Any]) -> None: ...


class Link:
    """Holds the newest state of a show and passes on what comes. What cannot be sent now is refused now."""

    def __init__(
        self,
        show_id: str,
        operators: Callable[[], Iterable[str]] = tuple,
        people: Callable[[], Iterable[dict[str, str]]] = tuple,
    ) -> None:
        self.show_id, self._operators, self._people = show_id, operators, people
        self.up = False
        self.state: dict[str, Any] = {}  # the last snapshot, with every change since
        self.frames = Frames()
        self.followers: list[Follower] = []
        self.relays = Relays()
        self._settled = asyncio.Event()
        self._name = uuid.uuid4().hex  # a connection of this name voids what the one before had not delivered
        self.heard = Heard(self._send)
        self._tiles = Tiles()
        self._socket: ClientConnection | None = None
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._sending: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None
        self._watch: dict[str, Any] = {}

    def open(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})
            self._task = None

    async def settled(self, seconds: float) -> None:
        """Wait until it is known whether there is a mixer, at most so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._settled.wait()

    async def command(self, command: dict[str, Any]) -> dict[str, Any]:
        """The answer; a refusal at once when the link is down, and after five seconds without an answer.

        What is for a frame to come is waited for until then, and five seconds on top.

        What was called failed does not happen later: each command leaves with the last frame it may happen on.
        """
        name = str(command.get("id") or uuid.uuid4().hex)
        if not self.up or self._socket is None:
            return refusal(name, "off_air", "the mixer cannot be reached; nothing was sent")
        try:
            sent = dated(command, self.frames, time.monotonic())
        except Refusal as error:
            return refusal(name, error.code, str(error))
        answer = self._answers.setdefault(name, asyncio.get_running_loop().create_future())
        try:
            async with asyncio.timeout(ANSWER_S + ahead_s(command, self.frames, time.monotonic())):
                await self._socket.send(text_of({**sent, "type": "command", "id": name}))
                return await asyncio.shield(answer)
        except (TimeoutError, ConnectionClosed):
            return refusal(name, "no_answer", "the mixer did not answer; look at program before trying again")
        finally:
            self._answers.pop(name, None)

    def tend(self) -> None:
        """Ask for what the followers look at, and no more; say who is here."""
        wants = [reader.wants for reader in self._readers]
        self._tiles.tend(self._readers)
        self.relays.drop_unread()
        monitors = [bus for bus, relay in self.relays.items() if relay.readers]
        watch = {"monitors": monitors, **{name: any(name in one for one in wants) for name in ("tiles", "meters")}}
        watch["close"] = closest(wants)
        # What is not sent is asked for again once the snapshot is there: who begins to look just before it gets tiles.
        if watch != self._watch and self._send({"type": "watch", **watch}):
            self._watch = watch

    def tell_seat(self, seat: dict[str, Any]) -> None:
        """A page has connected anew: what its former connection had not delivered is void."""
        self._send({"type": "seat", **seat})

    def look(self, reader: Outbox, wants: set[str]) -> None:
        """A follower's outbox is to have these (`tiles`, `meters`) from now on."""
        self._tiles.look(reader, wants, self._readers)
        self.tend()

    @property
    def _readers(self) -> list[Outbox]:
        return [follower.outbox for follower in self.followers]

    def tell_presence(self) -> None:
        self._send({"type": "presence", "operators": list(self._operators()), "people": list(self._people())})

    # -- the connection ----------------------------------------------------------------------------

    async def _run(self) -> None:
        wait = FIRST_WAIT_S
        while True:
            began = time.monotonic()
            try:
                await self._one_connection()
            except (OffAir, ConnectionClosed):
                pass
            except Exception:
                log.exception("the link to %s broke in an unexpected way", self.show_id)
            finally:
                self._down()
                self._settled.set()
            wait = FIRST_WAIT_S if time.monotonic() - began > STEADY_S else min(LONGEST_WAIT_S, 1.5 * wait)
            await asyncio.sleep(wait)

    async def _one_connection(self) -> None:
        async with await dial(self.show_id, self._name) as socket:
            self._socket, self._watch = socket, {}
            async for message in socket:
                if isinstance(message, bytes):
                    self._take_bytes(message)
                else:
                    self._take_text(message)

    def _down(self) -> None:
        self._socket = None
        self.frames.forget()
        self.heard.lost()
        for relay in self.relays.values():
            relay.clear()
        for name, answer in self._answers.items():
            if not answer.done():
                text = "the mixer was lost before it answered; look at program"
                answer.set_result(refusal(name, "no_answer", text))
        if self.up:
            self.up = False
            self.state["status"] = None
            for follower in list(self.followers):
                follower.link_is(False)

    def _send(self, message: dict[str, Any]) -> bool:
        """False where there is nobody to hear it."""
        if self._socket is None or not self.up:
            return False
        task = asyncio.create_task(self._sent(self._socket, text_of(message)))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
        return True

    async def _sent(self, socket: ClientConnection, text: str) -> None:
        with contextlib.suppress(ConnectionClosed):
            await socket.send(text)

    # -- what comes --------------------------------------------------------------------------------

    def _take_bytes(self, message: bytes) -> None:
        if message[:1] == b"T":
            self._tiles.show(message[2 : 2 + message[1]], message, self._readers)
            return
        bus, payload = split(message)
        if relay := self.relays.get(bus):
            relay.media(message[:1], payload)

    def _take_text(self, text: str) -> None:
        if text.startswith('{"type":"meters"'):
            self._show_meters(text)
            return
        if text.startswith(NUMBERED):
            self.heard.take(text)
            return
        message = json.loads(text)
        kind = message["type"]
        if kind == "snapshot":
            self._take_snapshot(message)
        elif kind == "answer":
            self._take_answer(message)
        elif kind == "monitor":
            self._take_monitor(message)
        elif kind == "told":
            self.heard.take_told(message)
        elif kind == "missed":
            self.heard.take_missed(message)
        else:
            self._follow(kind, message)

    def _show_meters(self, text: str) -> None:
        for reader in self._readers:
            if "meters" in reader.wants:
                reader.show("meters", text)

    def _take_snapshot(self, message: dict[str, Any]) -> None:
        self.state = whole(message)
        self.frames.play(message.get("show"))
        self.frames.saw(message.get("frame"), time.monotonic())
        self._forget_gone_sources()
        self.up = True
        self._settled.set()
        self.tend()
        self.heard.tend()
        self.tell_presence()
        for follower in list(self.followers):
            follower.link_is(True)

    def _forget_gone_sources(self) -> None:
        self._tiles.keep_only(self.state.get("show") or {})

    def _take_answer(self, message: dict[str, Any]) -> None:
        answer = self._answers.get(message["id"])
        if answer and not answer.done():
            answer.set_result(message)

    def _take_monitor(self, message: dict[str, Any]) -> None:
        relay = self.relays.get(message["bus"])
        if relay is None:  # nobody reads it any more
            return
        if "session" in message:
            relay.session(message["session"])
        else:
            relay.lost()

    def _keep_line(self, line: dict[str, Any]) -> None:
        lines = {one["id"]: one for one in self.state.get("caption_lines") or []}
        self.state["caption_lines"] = list((lines | {line["id"]: line}).values())[-LINES_KEPT:]

    def _see(self, frame: object) -> None:
        self.frames.play(self.state.get("show"))
        self.frames.saw(frame, time.monotonic())

    def _follow(self, kind: str, message: dict[str, Any]) -> None:
        told = {name: part for name, part in message.items() if name not in ("type", "n")}
        if kind == "change":
            self.state |= {name: part for name, part in told.items() if name in DETAILS}
            self._see((told.get("desk") or {}).get("frame"))
            if "show" in told:
                self._forget_gone_sources()
        elif kind == "status":
            self.state["status"] = told
            self._see(told.get("frame"))
        elif kind == "event":
            self.state["events"] = [*(self.state.get("events") or []), told][-EVENTS_KEPT:]
        elif kind in ("captions", "machine"):
            self.state |= told
        elif kind == "caption_line":
            self._keep_line(told["line"])
        for follower in list(self.followers):
            follower.hears(message)
