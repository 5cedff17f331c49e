"""A show on paper that does what a client of OBS asks, and the real adapter before it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from asgiref.sync import sync_to_async
from simpleobsws import IdentificationParameters, Request, WebSocketClient

from mixer.protocol import locks
from studio.air.control.clients import Client
from studio.air.processes.show_paths import paths_of
from studio.air.runmixer.answers import refusal
from studio.obs import passwords
from studio.obs.server import Adapter
from studio.shows.making import new_show
from studio.shows.models import Layout, Scene, Show, Source
from tests.studio.air.rig import FIRST_FRAME, PATIENCE_S, PaperMixer

RECORDING = {"on": True, "since": 1.0, "id": "rec_a", "name": "2026-11-23 evening", "text": ""}
STILL: dict[str, Any] = {"on": False, "since": None, "id": "", "name": "", "text": ""}
DESK: dict[str, Any] = {
    "frame": FIRST_FRAME, "revision": 1, "program": "scn_wide", "preview": "scn_close", "running": None,
    "transition": {"kind": "mix", "duration_ms": 500, "color": "#000000", "swap": True},
    "overlays": {}, "sound": {},
}  # fmt: skip


class PaperDesk(PaperMixer):
    """Moves its desk as a mixer would, at once; transitions last until `over()`."""

    def __init__(self, show: Show) -> None:
        super().__init__(show)
        self.show_state.change(desk=DESK, recording=STILL, rehearsing=False)
        self.refuses: dict[str, str] = {}  # a code, by verb

    @property
    def desk(self) -> dict[str, Any]:
        return dict(self.show_state["desk"])

    def move(self, **parts: Any) -> None:
        self.show_state.change(desk=self.desk | {"frame": self.desk["frame"] + 1} | parts)

    def over(self) -> None:
        """The transition under way is done."""
        running = self.desk["running"]
        self.move(running=None, program=running["to"], preview=self.desk["program"])

    def command(self, message: dict[str, Any], client: Client) -> None:
        code = self.refuses.get(message["verb"])
        if code == "":  # never answered
            self.commands.append(message)
            return
        if code:
            client.tell(refusal(message["id"], code, "the words of the mixer"))
            return
        super().command(message, client)
        if do := getattr(self, f"do_{message['verb']}", None):
            do(message)

    def watching(self, client: Client) -> None:
        super().watching(client)
        client.outbox.wants = client.watch.wants

    def do_preview(self, asked: dict[str, Any]) -> None:
        self.move(preview=asked["scene"])

    def do_auto(self, asked: dict[str, Any]) -> None:
        to = self.desk["preview"]
        running = {"kind": "mix", "to": to, "start_frame": self.desk["frame"], "frames": 15, "held": None, "then": None}
        self.move(running=running)

    def do_take(self, asked: dict[str, Any]) -> None:
        self.move(program=asked["scene"], preview=self.desk["program"])

    def do_transition(self, asked: dict[str, Any]) -> None:
        parts = {name: asked[name] for name in ("kind", "duration_ms") if name in asked}
        self.move(transition={**self.desk["transition"], **parts})

    def do_sound(self, asked: dict[str, Any]) -> None:
        parts = {name: asked[name] for name in ("mute", "gain_db") if name in asked}
        before = self.desk["sound"].get(asked["source"], {"gain_db": 0.0, "mute": False})
        self.move(sound={**self.desk["sound"], asked["source"]: {**before, **parts}})

    def do_start_recording(self, asked: dict[str, Any]) -> None:
        self.show_state.change(recording=RECORDING)

    def do_stop_recording(self, asked: dict[str, Any]) -> None:
        self.show_state.change(recording=STILL)


def a_show(name: str = "Evening show") -> Show:
    """Two cameras and two scenes; the second camera has the name of the first."""
    show = new_show({"name": name})
    layout = Layout.objects.filter(show=show).order_by("position")[0]
    slot = layout.slots[0]["name"]
    for at, one in enumerate(("src_one", "src_two")):
        Source.objects.create(id=f"{one}_{show.pk[-6:]}", show=show, name="Camera", input={"kind": "test"}, position=at)
    first = Source.objects.get(show=show, position=0)
    for at, (id, scene) in enumerate((("scn_wide", "Wide"), ("scn_close", "Close"))):
        Scene.objects.create(id=id, show=show, name=scene, layout=layout.pk, slots={slot: first.pk}, position=at)
    return show


def a_password(show: Show, role: str = "director", name: str = "Stream deck", by: Any = None) -> str:
    return passwords.give(by, show, name, role)[1]


@asynccontextmanager
async def paper_desk(show: Show) -> AsyncIterator[PaperDesk]:
    lock = locks.take(paths_of(show.pk).lock)
    assert lock is not None
    mixer = PaperDesk(show)
    mixer.control.paths.run.mkdir(parents=True, exist_ok=True)
    await mixer.control.open()
    try:
        yield mixer
    finally:
        for client in list(mixer.control.clients):
            client.socket.transport.abort()
        await mixer.control.close()
        os.close(lock)


@asynccontextmanager
async def an_adapter() -> AsyncIterator[Adapter]:
    adapter = Adapter("127.0.0.1", 0)
    await adapter.open()
    try:
        yield adapter
    finally:
        await adapter.close()


@asynccontextmanager
async def a_client(adapter: Adapter, password: str, subscribed: int | None = None) -> AsyncIterator[Told]:
    """simpleobsws, which speaks MsgPack, identified; and what it is told."""
    client = WebSocketClient(
        f"ws://127.0.0.1:{adapter.port}", password, IdentificationParameters(eventSubscriptions=subscribed)
    )
    await client.connect()
    told = Told(client)
    try:
        assert await client.wait_until_identified(int(PATIENCE_S))
        yield told
    finally:
        await client.disconnect()


class Told:
    """A client, and the events that it heard."""

    def __init__(self, client: WebSocketClient) -> None:
        self.client, self.events = client, list[tuple[str, dict[str, Any]]]()
        self._news = asyncio.Event()

        async def hear(name: str, data: dict[str, Any]) -> None:
            self.events.append((name, data))
            self._news.set()

        client.register_event_callback(hear)

    async def ask(self, name: str, **data: Any) -> dict[str, Any]:
        """What is answered; fails unless it was done."""
        answer = await self.client.call(Request(name, data or None))
        assert answer.ok(), (name, answer)
        return dict(answer.responseData or {})

    async def refused(self, name: str, **data: Any) -> tuple[int, str]:
        """Status and comment of a request that is not done."""
        answer = await self.client.call(Request(name, data or None))
        assert not answer.ok(), (name, answer)
        return answer.requestStatus.code, answer.requestStatus.comment

    async def hears(self, name: str, fits: Callable[[dict[str, Any]], bool] = lambda data: True) -> dict[str, Any]:
        """The first event of this name that fits, heard already or still to come."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for one, data in self.events:
                    if one == name and fits(data):
                        return data
                self._news.clear()
                await self._news.wait()

    @property
    def heard(self) -> list[str]:
        return [name for name, _ in self.events]


made_show = sync_to_async(a_show)
made_password = sync_to_async(a_password)
