"""The event socket with many listeners: how soon an event is there, and whether who was away has missed anything."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.bench.figure import Figure
from tests.bench.stack import SHOW, Stack, studio

LISTENERS = 100
AWAY_S, EVERY_S, SETTLE_S = 62.0, 0.25, 5.0
SMALL = (640, 360)
SOURCES = [{"name": pattern, "input": {"kind": "test", "pattern": pattern}} for pattern in ("bars", "waves")]


@dataclass
class Hand:
    """Who moves the master: when each level was asked for, and the frame that it came on; None where it was refused."""

    sent: dict[float, float] = field(default_factory=dict)
    frames: dict[float, int | None] = field(default_factory=dict)

    def hear(self, text: str) -> None:
        if (message := json.loads(text))["type"] == "answer":
            self.frames[float(message["id"])] = message.get("frame") if message["ok"] else None

    @property
    def seen(self) -> list[float]:
        """The levels that were to be heard of: of several on one frame the last alone ever stood."""
        last = {frame: level for level, frame in sorted(self.frames.items(), reverse=True) if frame is not None}
        return list(last.values())


@dataclass
class Heard:
    """What one listener was told: when each level of the master came, and every event by its number."""

    at: dict[float, float] = field(default_factory=dict)
    events: dict[int, str] = field(default_factory=dict)

    def hear(self, text: str) -> None:
        now, message = time.monotonic(), json.loads(text)
        if message["type"] == "event" and message["n"] is not None:
            self.events[message["n"]] = text
            if master := message["data"].get("master"):
                self.at.setdefault(master["gain_db"], now)


def events() -> Iterator[Figure]:
    """A hand moves the master four times a second for a minute; a hundred listen, one of them never reads."""
    with studio(SOURCES, size=SMALL) as stack:
        hand, heard, lost, resumed = asyncio.run(measured(stack, stack.token()))
    took = sorted(1000 * (one.at[level] - hand.sent[level]) for one in heard for level in hand.seen if level in one.at)
    missing = sum(level not in one.at for one in heard for level in hand.seen)
    about = {
        "p50": round(took[len(took) // 2], 1), "worst": round(took[-1], 1), "listeners": len(heard) + 1,
        "commands": len(hand.sent), "seen": len(hand.seen), "not_heard": missing,
    }  # fmt: skip
    yield Figure("events_p95_ms", round(took[int(0.95 * len(took))], 1), "ms", "<= 100", about)
    yield Figure("events_lost", lost, "events", "0", {"away_s": AWAY_S, "caught_up": resumed})


async def measured(stack: Stack, token: str) -> tuple[Hand, list[Heard], int, int]:
    """Who moved the master, what each listener heard, how many events who was away lacks, how many it caught up."""
    async with AsyncExitStack() as open_here:
        await open_here.enter_async_context(socket(stack, token, max_queue=1))  # nobody reads it
        heard = [Heard() for _ in range(LISTENERS - 1)]
        for one in heard:
            await open_here.enter_async_context(reading(stack, token, one))
        hand = Hand()
        desk = await open_here.enter_async_context(reading(stack, token, hand, "?kinds=buses"))
        async with socket(stack, token) as leaves:
            left = json.loads(await leaves.recv())
        await asyncio.sleep(SETTLE_S)
        await play(desk, hand)
        back = Heard()
        async with reading(stack, token, back, f"?session={left['session']}&since={left['n']}"):
            await asyncio.sleep(SETTLE_S)
    lacks = [n for n, text in heard[0].events.items() if n > left["n"] and back.events.get(n) != text]
    return hand, heard, len(lacks), len(back.events)


async def play(desk: ClientConnection, hand: Hand) -> None:
    """Each level is another."""
    until = time.monotonic() + AWAY_S
    while time.monotonic() < until:
        level = round(-0.1 * (len(hand.sent) + 1), 1)
        command = {"type": "command", "id": str(level), "verb": "master", "gain_db": level}
        hand.sent[level] = time.monotonic()
        await desk.send(json.dumps(command))
        await asyncio.sleep(EVERY_S)


def socket(stack: Stack, token: str, query: str = "", **options: Any) -> connect:
    address = f"ws://127.0.0.1:{stack.port}/ws/shows/{SHOW}/events/{query}"
    own = {"compression": None, "proxy": None, "max_size": None, "ping_timeout": None}
    return connect(address, subprotocols=["bearer", token], **own | options)  # type: ignore[list-item, arg-type]


@asynccontextmanager
async def reading(stack: Stack, token: str, heard: Heard | Hand, query: str = "") -> AsyncIterator[ClientConnection]:
    """A listener, from its snapshot on."""
    async with socket(stack, token, query) as listener:
        assert json.loads(await listener.recv())["type"] == "snapshot"
        task = asyncio.create_task(listen(listener, heard))
        try:
            yield listener
        finally:
            task.cancel()


async def listen(listener: ClientConnection, heard: Heard | Hand) -> None:
    async for text in listener:
        heard.hear(str(text))
