"""Ways out of a source's process: small relays on the loopback that connect only to checked addresses.

FFmpeg follows redirects by itself. Through these it resolves no name and reaches no address that the
policy has not seen: a tunnel for RTMP and RTSP in TLS, and a relay for RTSP. (HTTP is fetched in `fetch`.)
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Callable

from mixer.errors import SourceLost, SourceRefused
from mixer.protocol.addresses import Policy, Resolve, parse_url

LOOPBACK = "127.0.0.1"
CONNECT_S, HEAD_S = 5.0, 10.0
MAX_HEAD, MAX_ANSWERS = 64 << 10, 1 << 20
BLOCK = 64 << 10

Inspect = Callable[[bytes, bool], bool]
"""Sees what passes, and whether it comes from the server; False closes the connection."""


class Door:
    """A listener on a loopback port of its own; each connection is served on a thread."""

    def __init__(self, policy: Policy, resolve: Resolve | None = None) -> None:
        self._policy, self._resolve = policy, resolve
        self._listener = socket.create_server((LOOPBACK, 0))
        self.port: int = self._listener.getsockname()[1]
        self.reached: set[str] = set()
        self.refusal = ""  # why the latest connection was refused
        threading.Thread(target=self._listen, name="door", daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve_one, args=(client,), name="door", daemon=True).start()

    def _serve_one(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            self.serve(client)

    def serve(self, client: socket.socket) -> None:
        raise NotImplementedError

    def connect(self, host: str, port: int) -> socket.socket:
        """Connect to the first allowed address of a host. Raises SourceRefused, SourceLost, OSError."""
        try:
            address = self._policy.addresses(host, self._resolve)[0]
        except SourceRefused as error:
            self.refusal = str(error)
            raise
        self.reached.add(address)
        return socket.create_connection((address, port), CONNECT_S)


class TunnelDoor(Door):
    """A proxy for what is wrapped in TLS (CONNECT), redirects within it too."""

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def serve(self, client: socket.socket) -> None:
        client.settimeout(HEAD_S)
        head, rest = read_head(client)
        method, _, target = head.partition(b"\r\n")[0].decode("latin-1").partition(" ")
        try:
            if method != "CONNECT":
                raise SourceRefused("only connections in TLS go this way")
            place = parse_url(f"https://{target.partition(' ')[0]}/")
            server = self.connect(place.host, place.port)
        except SourceRefused as error:
            self.refusal = self.refusal or str(error)
            client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        except (SourceLost, OSError):
            client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        with server:
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            server.sendall(rest)
            pump(client, server)


class RtspDoor(Door):
    """A relay to one RTSP server that hides its redirects: FFmpeg would follow them anywhere."""

    def __init__(self, policy: Policy, host: str, port: int, resolve: Resolve | None = None) -> None:
        self._host, self._server_port = host, port
        super().__init__(policy, resolve)

    def serve(self, client: socket.socket) -> None:
        with contextlib.suppress(SourceRefused, SourceLost), self.connect(self._host, self._server_port) as server:
            pump(client, server, self._no_redirect())

    def _no_redirect(self) -> Inspect:
        answers = bytearray()
        playing = False

        def inspect(data: bytes, from_server: bool) -> bool:
            nonlocal playing
            # FFmpeg follows redirects while it sets up; after its PLAY comes media, which is not looked at.
            playing = playing or (not from_server and data.startswith(b"PLAY "))
            if playing or not from_server:
                return True
            answers.extend(data)
            if b"RTSP/1.0 3" not in answers:
                return len(answers) < MAX_ANSWERS
            self.refusal = "the server sends elsewhere, which is not followed for RTSP"
            return False

        return inspect


def read_head(client: socket.socket) -> tuple[bytes, bytes]:
    """The head of a request without its blank line, and what came after it. Raises OSError."""
    data = b""
    while b"\r\n\r\n" not in data:
        block = client.recv(BLOCK)
        if not block or len(data) > MAX_HEAD:
            raise ConnectionError("no request")
        data += block
    head, _, rest = data.partition(b"\r\n\r\n")
    return head, rest


def pump(client: socket.socket, server: socket.socket, inspect: Inspect | None = None) -> None:
    """Carry bytes both ways until one end closes."""
    client.settimeout(None)
    server.settimeout(None)
    while True:
        for sock in select.select([client, server], [], [])[0]:
            data = sock.recv(BLOCK)
            if not data:
                return
            if inspect is not None and not inspect(data, sock is server):
                return
            (client if sock is server else server).sendall(data)
