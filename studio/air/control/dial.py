"""Reaching the control socket of a show: on this host through its folder, elsewhere by its lease."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from websockets.asyncio.client import ClientConnection, connect, unix_connect
from websockets.exceptions import WebSocketException

from mixer.protocol import locks
from mixer.protocol.wire import short_path
from studio.air.browser.off_thread import off_thread
from studio.air.control.server import LINK, make_pass
from studio.air.processes.show_paths import paths_of
from studio.air.runmixer import lease
from studio.shows.models import Lease

MESSAGE_MOST = 32 << 20  # bytes; a snapshot with a large show in it is far below
ANSWER_S = 3.0
PING_S, PONG_S = 2.0, 6.0  # a mixer that answers no ping is lost, whatever its socket still takes


class OffAir(Exception):
    """Nobody plays this show, or who does cannot be reached."""


async def dial(show_id: str, name: str = "") -> ClientConnection:
    """A connection to the show's runmixer; its first message is the snapshot. Raises OffAir.

    One with a `name` replaces the former of that name: what that had not delivered is void.
    """
    paths = paths_of(show_id)
    try:
        async with asyncio.timeout(ANSWER_S):
            if paths.control.exists() and locks.is_held(paths.lock):
                return await _dial_here(paths.control, _options(paths.secret.read_text(), name))
            return await _dial_there(show_id, name)
    except (OSError, TimeoutError, WebSocketException, DatabaseError) as error:
        raise OffAir(f"the mixer of {show_id} cannot be reached: {error}") from None


async def _dial_here(path: Path, options: dict[str, Any]) -> ClientConnection:
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        with short_path(path) as name:
            sock.connect(name)
        return await unix_connect(uri="ws://mixer/", sock=sock, **options)
    except BaseException:
        sock.close()
        raise


async def _dial_there(show_id: str, name: str) -> ClientConnection:
    address = await off_thread(_address_of, show_id)
    if not address:
        raise OffAir(f"{show_id} is off air")
    return await connect(f"ws://{address}/", **_options(make_pass(show_id), name))


def _address_of(show_id: str) -> str:
    """Where another host's runmixer listens; empty when none does."""
    row = Lease.objects.filter(show=show_id).first()
    if row is None or not row.address or not lease.taken(show_id, socket.gethostname()):
        return ""
    return row.address


def _options(secret: str, name: str) -> dict[str, Any]:
    return {
        "additional_headers": {"Authorization": f"Bearer {secret}"} | ({LINK: name} if name else {}),
        "ping_interval": PING_S, "ping_timeout": PONG_S, "compression": None, "proxy": None,
        "max_size": MESSAGE_MOST, "close_timeout": 1, "user_agent_header": None,
    }  # fmt: skip
