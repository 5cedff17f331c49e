"""Commands and questions to a show on air, from anywhere: the API, Celery, management commands."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import uuid
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from studio.air.browser.hub import open_link
from studio.air.control.deadlines import ANSWER_S, Refusal, ahead_s, dated
from studio.air.control.dial import OffAir, dial
from studio.air.control.frames import Frames
from studio.air.runmixer.answers import refusal
from studio.air.runmixer.show_state import text_of


async def send_command(show_id: str, command: dict[str, Any]) -> dict[str, Any]:
    """The mixer's answer. Off air it is a refusal with the code `off_air`; nothing is queued, nothing raises."""
    command = {**command, "id": command.get("id") or uuid.uuid4().hex}
    if link := open_link(show_id):
        return await link.command(command)
    try:
        async with await dial(show_id) as socket:
            return await _asked(socket, command)
    except OffAir:
        return refusal(command["id"], "off_air", "The show is off air.")


async def snapshot(show_id: str) -> dict[str, Any] | None:
    """Everything the mixer tells of itself: show, revision, desk, status, destinations, recording, events."""
    if link := open_link(show_id):
        return {**link.state, "frame": link.frames.at(time.monotonic())}
    try:
        async with await dial(show_id) as socket, asyncio.timeout(ANSWER_S):
            value: dict[str, Any] = json.loads(await socket.recv())
            return value
    except (OffAir, TimeoutError, ConnectionClosed):
        return None


async def status_of(show_id: str) -> dict[str, Any]:
    """`{"on_air": bool}` and, on air, the parts of the snapshot."""
    seen = await snapshot(show_id)
    return {"on_air": seen is not None, **(seen or {})}


async def ask_to_stop(show_id: str) -> bool:
    """Ask a runmixer, wherever it is, to take its show off air; False when there is none."""
    with contextlib.suppress(OffAir, ConnectionClosed):
        async with await dial(show_id) as socket:
            await socket.send(text_of({"type": "stop"}))
            return True
    return False


async def _asked(socket: ClientConnection, command: dict[str, Any]) -> dict[str, Any]:
    try:
        async with asyncio.timeout(ANSWER_S) as limit:
            frames, first = Frames(), json.loads(await socket.recv())
            frames.play(first.get("show"))
            frames.saw(first.get("frame"), time.monotonic())
            limit.reschedule(asyncio.get_running_loop().time() + ANSWER_S + ahead_s(command, frames, time.monotonic()))
            await socket.send(text_of({**dated(command, frames, time.monotonic()), "type": "command"}))
            async for text in socket:
                if isinstance(text, str) and text.startswith('{"type":"answer"'):
                    message: dict[str, Any] = json.loads(text)
                    if message["id"] == command["id"]:
                        return message
    except Refusal as error:
        return refusal(command["id"], error.code, str(error))
    except (TimeoutError, ConnectionClosed):
        pass
    return refusal(command["id"], "no_answer", "The mixer did not answer; look at program before trying again.")
