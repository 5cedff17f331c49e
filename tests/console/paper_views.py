"""The views of a paper studio: told by the real projection of its show, and heard."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.template import Context, Engine
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from studio.views.state import told
from tests.console.paper_static import LIBRARIES, ROOT

if TYPE_CHECKING:
    from tests.console.fixture import PaperStudio

LOOK_S = 0.02
READER = "Gallery"


class PaperViews:
    """Every view of the show; whoever looks is called Gallery."""

    def __init__(self, studio: PaperStudio) -> None:
        self.studio = studio
        self.messages: list[dict[str, Any]] = []
        self.sockets: list[ServerConnection] = []
        self.heard: list[dict[str, Any]] = []
        self.silent = False  # connected, and nothing comes any more
        self.live = True  # the mixer is heard of
        self.counted = 0
        self.links: list[dict[str, Any]] = []

    def say(self, text: str, *, urgent: bool = False) -> None:
        """The console sends a message."""
        self.counted += 1
        row = {"id": self.counted, "text": text, "urgent": urgent, "by": "Ada Holt", "time": time.time(), "seen": []}
        self.set([row, *self.messages])

    def set(self, messages: list[dict[str, Any]]) -> None:
        """These are the messages from now on: consoles hear of it too."""
        self.messages = messages
        self.studio.call(lambda: self.studio.change(messages=messages))

    def rest(self, method: str, parts: list[str], body: dict[str, Any]) -> tuple[int, Any]:
        """Links and messages as the API has them."""
        rows = self.links if parts[0] == "views" else self.messages
        if method == "GET":
            return 200, {"results": rows}
        if method == "DELETE":
            left = [one for one in rows if str(one["id"]) != parts[1]]
            self.set(left) if parts[0] == "messages" else setattr(self, "links", left)
            return 204, None
        if parts[0] == "messages":
            self.say(body["text"], urgent=body["urgent"])
            return 201, self.messages[0]
        self.counted += 1
        self.links.append({"id": self.counted, "link": f"https://studio.example/view/{self.counted}.x", **body})
        return 201, self.links[-1]

    def close(self, code: int) -> None:
        """Send everybody away."""
        for socket in self.sockets:
            self.studio.call(lambda one=socket: self.studio.loop.create_task(one.close(code)))

    async def serve(self, socket: ServerConnection, path: str) -> None:
        kind, _, source = path.partition("/view/")[2].strip("/").partition("/")
        self.sockets.append(socket)
        telling = asyncio.create_task(self._tell(socket, kind, source))
        with suppress(ConnectionClosed):
            async for text in socket:
                self._hear(socket, json.loads(text))
        telling.cancel()
        self.studio.consoles.discard(socket)
        self.sockets.remove(socket)

    def _hear(self, socket: ServerConnection, message: dict[str, Any]) -> None:
        self.heard.append(message)
        if message["type"] == "watch" and message["tiles"]:
            self.studio.consoles.add(socket)  # tiles and meters come as to a console
        if message["type"] == "seen":
            by = {"by": READER, "time": time.time()}
            read = message["message"]
            self.set([{**one, "seen": [*one["seen"], by]} if one["id"] == read else one for one in self.messages])

    async def _tell(self, socket: ServerConnection, kind: str, source: str) -> None:
        known: dict[str, str] = {}
        beaten = 0.0
        with suppress(ConnectionClosed):
            while True:
                if not self.silent:
                    await self._told(socket, kind, source, known)
                    if time.monotonic() - beaten > 0.5:
                        beaten = time.monotonic()
                        await socket.send(json.dumps(self._beat()))
                await asyncio.sleep(LOOK_S)

    async def _told(self, socket: ServerConnection, kind: str, source: str, known: dict[str, str]) -> None:
        paper = self.studio
        of_mixer = {
            "desk": paper.desk, "status": paper.status(), "recording": paper.recording,
            "rundown": paper.rundowns.told(),
        }  # fmt: skip
        beside = {"air": paper.air, "messages": self.messages, "time": time.time()}
        parts = told(kind, source, paper.link == "up", of_mixer, paper.show, beside) | {"reader": READER}
        for name, value in parts.items():
            text = json.dumps({"type": "part", "name": name, "value": value})
            if known.get(name) != text:
                known[name] = text
                await socket.send(text)

    def _beat(self) -> dict[str, Any]:
        live = self.studio.link == "up" and self.live
        return {"type": "beat", "time": time.time(), "live": live, "frame": self.studio.frame if live else None}


def view_page(port: int, path: str) -> str:
    """The real template of a view: `/view/KIND` or `/view/tally/SOURCE`."""
    kind = path.strip("/").split("/")[1]
    base = f"ws://127.0.0.1:{port}/ws/shows/shw_demo/"
    addresses = {
        "by": "link", "socket": f"{base}{path.strip('/')}/", "monitor-program": f"{base}monitor/program/",
        "monitor-preview": f"{base}monitor/preview/", "sound-program": f"{base}monitor/program-",
    }  # fmt: skip
    engine = Engine(dirs=[str(ROOT / "templates")], libraries=LIBRARIES)
    context = {"show": {"name": "Evening show"}, "kind": kind, "name": READER, "addresses": addresses, "good": True}
    return engine.get_template("views/view.html").render(Context(context))
