"""The control socket: a WebSocket server on a Unix socket, and on TCP where other hosts need it."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import os
import secrets
import socket
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.core import signing
from websockets.asyncio.server import Server, ServerConnection, serve, unix_serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from mixer.protocol.files import write_whole
from mixer.protocol.wire import short_path
from studio.air.control.clients import Client, Obeys
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer.show_state import ShowState

MESSAGE_MOST = 2 << 20  # bytes: a whole show file
CLIENTS_MOST = 64
LINK = "Tally-Link"  # names a client across its connections
SALT, PASS_S = "tally.control", 60  # passes between hosts, signed with the studio's secret key


class Control:
    """Lets in who knows the secret, and keeps the list of clients."""

    def __init__(self, paths: ShowPaths, show_state: ShowState, air: Obeys) -> None:
        self.paths, self.show_state, self.air = paths, show_state, air
        self.clients: list[Client] = []
        self.secret = secrets.token_urlsafe(32)
        self._told = False
        self._servers: list[Server] = []

    async def open(self, listen: str = "") -> None:
        """Listen on `control.sock`, and on `HOST:PORT` if given."""
        self.tell_secret()
        self._servers.append(await unix_serve(self._welcome, sock=bound(self.paths.control), **self._options()))
        if listen:
            host, _, port = listen.rpartition(":")
            self._servers.append(await serve(self._welcome, host, int(port), **self._options()))

    def tell_secret(self) -> None:
        """Write the secret down for who may read it. Called again and again: a full disk takes it some day."""
        if not self._told:
            with contextlib.suppress(OSError):
                write_whole(self.paths.secret, self.secret.encode(), 0o600)
                self._told = True

    def _options(self) -> dict[str, Any]:
        return {
            "process_request": self._check, "compression": None, "max_size": MESSAGE_MOST,
            "server_header": None, "close_timeout": 1,
        }  # fmt: skip

    def _check(self, connection: ServerConnection, request: Request) -> Response | None:
        if len(self.clients) >= CLIENTS_MOST:
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "too many clients\n")
        if not self._knows(request.headers):
            return connection.respond(HTTPStatus.UNAUTHORIZED, "expected the secret of this lease\n")
        return None

    def _knows(self, headers: Headers) -> bool:
        kind, _, text = headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return False
        return hmac.compare_digest(text.encode(), self.secret.encode()) or is_pass(text, self.paths.show_id)

    async def _welcome(self, connection: ServerConnection) -> None:
        client = Client(connection, self.air, connection.request.headers.get(LINK, "") if connection.request else "")
        for former in [one for one in self.clients if client.name and one.name == client.name]:
            former.hang_up()
        self.clients.append(client)
        self.show_state.join(client.outbox)
        try:
            await client.serve()
        finally:
            self.clients.remove(client)
            self.show_state.leave(client.outbox)
            self.air.watching(client)
            self.air.present()

    async def close(self) -> None:
        for server in self._servers:
            server.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(3):
                for server in self._servers:
                    await server.wait_closed()
        self.paths.control.unlink(missing_ok=True)


def bound(path: Path) -> socket.socket:
    """A listening Unix socket; an old one of that name is replaced, and the path may be long."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    path.unlink(missing_ok=True)
    before = os.umask(0o177)
    try:
        with short_path(path) as name:
            sock.bind(name)
    finally:
        os.umask(before)
    return sock


def make_pass(show_id: str) -> str:
    """What another host of this studio shows instead of the secret."""
    return signing.dumps(show_id, salt=SALT)


def is_pass(text: str, show_id: str) -> bool:
    try:
        return bool(signing.loads(text, salt=SALT, max_age=PASS_S) == show_id)
    except signing.BadSignature:
        return False
