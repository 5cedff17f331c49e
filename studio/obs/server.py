"""The port of obs-websocket: takes a bounded number of clients, each a session of its own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from http import HTTPStatus

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from studio.air.browser.hub import hubs
from studio.obs import encodings
from studio.obs.session import Session

log = logging.getLogger(__name__)
MESSAGE_MOST = 64 * 1024  # bytes; one more closes the socket with WebSocket's own 1009
CLIENTS_MOST = 64
STRANGERS_MOST = 16  # who have not said yet who they are


class Adapter:
    """Who is connected. `port` 0 asks for any that is free; `port` then says which."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.sessions: list[Session] = []
        self._server: Server | None = None

    async def open(self) -> None:
        """Listen. Raises OSError where the port is taken."""
        self._server = await serve(
            self._welcome, self.host or None, self.port, process_request=self._check, compression=None,
            select_subprotocol=lambda connection, offered: encodings.chosen(offered),
            ping_interval=None, max_size=MESSAGE_MOST, close_timeout=2, server_header=None,
        )  # fmt: skip
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def close(self) -> None:
        """Send everybody away, and let go of their shows."""
        if self._server:
            self._server.close(code=1001, reason="The adapter ends.")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(3):
                    await self._server.wait_closed()
        for hub in list(hubs().values()):
            await hub.close()

    def _check(self, connection: ServerConnection, request: Request) -> Response | None:
        strangers = sum(not session.identified for session in self.sessions)
        if len(self.sessions) >= CLIENTS_MOST or strangers >= STRANGERS_MOST:
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "too many clients\n")
        return None

    async def _welcome(self, connection: ServerConnection) -> None:
        keep_alive(connection.transport.get_extra_info("socket"))
        session = Session(connection)
        self.sessions.append(session)
        try:
            await session.serve()
        except Exception:
            log.exception("a client of obs-websocket met an error that should not happen")
        finally:
            self.sessions.remove(session)


def keep_alive(sock: socket.socket) -> None:
    """Have the system notice who is gone. Clients that wait for their own answers alone never answer a ping."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


async def run(host: str, port: int, until: asyncio.Event) -> None:
    """Serve until asked to end. Raises OSError where the port is taken."""
    adapter = Adapter(host, port)
    await adapter.open()
    log.info("obs-websocket on %s, port %s", host, adapter.port)
    try:
        await until.wait()
    finally:
        await adapter.close()
