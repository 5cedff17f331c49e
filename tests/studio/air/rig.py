"""A control socket with nothing behind it, and browsers at a console: what lies between them is real."""

from __future__ import annotations

import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from mixer.protocol import locks
from studio.air.browser.hub import hubs
from studio.air.browser.routing import websocket_urlpatterns
from studio.air.control.clients import Client
from studio.air.control.deadlines import too_late
from studio.air.control.server import Control
from studio.air.processes.show_paths import paths_of
from studio.air.runmixer.answers import refusal
from studio.air.runmixer.relay import Relay
from studio.air.runmixer.seats import Seats
from studio.air.runmixer.show_state import ShowState
from studio.people.secrets import make_token
from studio.shows.making import new_show
from studio.shows.models import Show

PATIENCE_S = 20.0
FIRST_FRAME = 9000


class PaperMixer:
    """Stands where runmixer does: answers every command with the next frame number."""

    def __init__(self, show: Show) -> None:
        self.show_state, self.seats, self.commands = ShowState(), Seats(), list[dict[str, Any]]()
        self.show_state.change(desk={"program": "scn_a", "revision": 1}, revision=1)
        self.show_state.report({"frame": FIRST_FRAME})
        self.control = Control(paths_of(show.pk), self.show_state, self)
        self.relay = Relay("program")
        self.relay.session({"id": "s", "mime": "video/mp4"})
        self.relay.media(b"I", b"init")
        self.stopped = False

    def command(self, message: dict[str, Any], client: Client) -> None:
        if not self.seats.take(message):
            client.tell(refusal(message["id"], "void", "another connection of this page has taken over"))
            return
        if late := too_late(message, self.show_state.frames, time.monotonic()):
            client.tell(refusal(message["id"], "too_late", late))
            return
        self.commands.append(message)
        if message["verb"] != "master":  # the one that this mixer never answers
            client.tell({"type": "answer", "id": message["id"], "ok": True, "frame": len(self.commands)})

    def watching(self, client: Client) -> None:
        watched = client in self.control.clients and "program" in client.watch.monitors
        (self.relay.join if watched else self.relay.leave)(client.outbox)

    def tell_events(self, client: Client) -> None:
        self.show_state.teller.join(client.outbox)

    def missed(self, asked: dict[str, Any]) -> dict[str, Any]:
        return self.show_state.teller.missed(asked)

    def seated(self, message: dict[str, Any]) -> None:
        self.seats.take(message)

    def present(self) -> None:
        names = sorted({name for client in self.control.clients for name in client.operators})
        self.show_state.say({"type": "presence", "operators": names})

    def stop(self) -> None:
        self.stopped = True


@asynccontextmanager
async def paper_mixer(show: Show) -> AsyncIterator[PaperMixer]:
    lock = locks.take(paths_of(show.pk).lock)
    assert lock is not None
    mixer = PaperMixer(show)
    mixer.control.paths.run.mkdir(parents=True, exist_ok=True)
    await mixer.control.open()
    try:
        yield mixer
    finally:
        for client in list(mixer.control.clients):
            client.socket.transport.abort()
        await mixer.control.close()
        os.close(lock)


async def close_rooms() -> None:
    for hub in list(hubs().values()):
        await hub.close()


async def a_show(name: str = "Evening show") -> Show:
    show: Show = await sync_to_async(new_show)({"name": name})
    return show


class Browser:
    """One WebSocket of a page, which acknowledges what it reads unless it is deaf."""

    def __init__(self, socket: WebsocketCommunicator) -> None:
        self.socket, self.heard = socket, 0

    async def next(self) -> dict[str, Any]:
        """What comes next, as `{"text"}` or `{"bytes"}` or a close."""
        message: dict[str, Any] = await self.socket.receive_output(PATIENCE_S)
        self.heard += 1
        if self.heard % 16 == 0:
            await self.say({"type": "ack", "n": self.heard})
        return message

    async def until(self, kind: str, /, **parts: Any) -> dict[str, Any]:
        """The next message of this kind with these parts."""
        while True:
            text = (await self.next()).get("text")
            message: dict[str, Any] = json.loads(text) if text else {}
            if message.get("type") == kind and all(message.get(name) == part for name, part in parts.items()):
                return message

    async def closed(self) -> int:
        """The close code, once it comes."""
        while (message := await self.next())["type"] != "websocket.close":
            pass
        return int(message["code"])

    async def say(self, message: dict[str, Any]) -> None:
        await self.socket.send_json_to(message)


async def token_of(role: str, show: Show) -> Any:
    return (await sync_to_async(make_token)(f"a {role}", role, show))[0]


@asynccontextmanager
async def browser(show: Show | str, who: Any, path: str = "", **scope: Any) -> AsyncIterator[Browser]:
    """A page of `who` at the show's console, or at `path` below it. Raises ConnectionRefusedError."""
    pk = show if isinstance(show, str) else show.pk
    socket = WebsocketCommunicator(URLRouter(websocket_urlpatterns), f"/ws/shows/{pk}/{path}")
    socket.scope |= {"user": who, **scope}
    connected, code = await socket.connect(PATIENCE_S)
    if not connected:
        raise ConnectionRefusedError(code)
    try:
        yield Browser(socket)
    finally:
        await socket.disconnect(timeout=PATIENCE_S)
