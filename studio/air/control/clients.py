"""One client of the control socket: what it asks, and its share of what is told, in bounds."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass, field
from typing import Any, Protocol

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from studio.air.at_show import together
from studio.air.control.looking import Watch
from studio.air.control.outbox import Outbox
from studio.air.runmixer.answers import refusal
from studio.air.runmixer.show_state import text_of

log = logging.getLogger(__name__)
STUCK_S = 10.0


class Obeys(Protocol):
    """Who carries out what clients ask."""

    def command(self, message: dict[str, Any], client: Client) -> None: ...
    def watching(self, client: Client) -> None: ...
    def seated(self, message: dict[str, Any]) -> None: ...
    def present(self) -> None: ...
    def stop(self) -> None: ...
    def tell_events(self, client: Client) -> None: ...
    def missed(self, asked: dict[str, Any]) -> dict[str, Any]: ...


@dataclass(eq=False)
class Client:
    """Reads requests in one task and sends from the outbox in another; a reader that is stuck is cut off."""

    socket: ServerConnection
    air: Obeys
    name: str = ""
    watch: Watch = field(default_factory=Watch)
    operators: tuple[str, ...] = ()
    people: tuple[dict[str, str], ...] = ()

    def __post_init__(self) -> None:
        self._something = asyncio.Event()
        self.outbox = Outbox(self._something.set)
        self._void = False

    async def serve(self) -> None:
        """Until either side hangs up."""
        sender = asyncio.create_task(self._send())
        try:
            async for message in self.socket:
                if self._void:
                    break
                self._hear(message)
        except ConnectionClosed:
            pass
        finally:
            sender.cancel()

    def hang_up(self) -> None:
        """The same client has connected anew; what still comes this way is too old to be obeyed."""
        self._void = True
        self.socket.transport.abort()

    def tell(self, message: dict[str, Any]) -> None:
        self.outbox.say(text_of(message))

    async def _send(self) -> None:
        try:
            while not self.outbox.overrun:
                parcel = self.outbox.next()
                if parcel is None:
                    self._something.clear()
                    await self._something.wait()
                    continue
                async with asyncio.timeout(STUCK_S):
                    await self.socket.send(parcel)
        except (ConnectionClosed, TimeoutError):
            pass
        self.socket.transport.abort()

    def _command(self, value: dict[str, Any]) -> None:
        """A command that meets a mistake of ours is refused: behind this one socket are all consoles of a server."""
        try:
            self.air.command(value, self)
        except Exception as error:
            log.exception("a command met an error that should not happen")
            self.tell(refusal(str(value.get("id", ""))[:80], "failed", f"{type(error).__name__}: {error}"[:300]))

    def _hear(self, message: str | bytes) -> None:
        try:
            value = json.loads(message)
            kind = value["type"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return
        if kind == "command":
            self._command(value)
        elif kind == "watch":
            self.watch = Watch.read(value)
            self.air.watching(self)
        elif kind == "seat":
            self.air.seated(value)
        elif kind == "presence":
            self.operators = tuple(str(name)[:80] for name in value.get("operators", [])[:50])
            self.people = tuple(together(one for one in value.get("people", [])[:200] if isinstance(one, dict)))
            self.air.present()
        elif kind == "events":
            self.air.tell_events(self)
        elif kind == "since":
            self.tell(self.air.missed(value))
        elif kind == "stop":
            self.air.stop()
