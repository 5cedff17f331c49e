"""Listeners that nobody behind a fence may reach: a port for each way out that is tried."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Sequence

ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nAccess-Control-Allow-Origin: *\r\n"
    b"Content-Length: 4\r\nConnection: close\r\n\r\nhit!"
)


class Canary:
    """A port for each name, on both loopbacks and on the machine's own address, over TCP and over UDP."""

    def __init__(self, names: Sequence[str]) -> None:
        self.machine = address_of_this_machine()
        self.ports: dict[str, int] = {}
        self.hits: dict[str, list[str]] = {name: [] for name in names}
        self._selector = selectors.DefaultSelector()
        self._stop = threading.Event()
        for name in names:
            self._listen(name)
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        self._selector.close()

    def _listen(self, name: str) -> None:
        hosts = ["127.0.0.1", "::1", *([self.machine] if self.machine else [])]
        while name not in self.ports:
            with contextlib.suppress(OSError), contextlib.ExitStack() as held:
                port, made = 0, []
                for host in hosts:
                    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                        sock = held.enter_context(bound(host, port, kind))
                        port = sock.getsockname()[1]
                        made.append(sock)
                held.pop_all()
                self.ports[name] = port
                for sock in made:
                    self._selector.register(sock, selectors.EVENT_READ, name)

    def _watch(self) -> None:
        while not self._stop.is_set():
            for key, _ in self._selector.select(0.05):
                sock = key.fileobj
                assert isinstance(sock, socket.socket)
                with contextlib.suppress(OSError):
                    self._take(sock, key.data)

    def _take(self, sock: socket.socket, name: str) -> None:
        if sock.type == socket.SOCK_DGRAM:
            data, peer = sock.recvfrom(2048)
            self.hits[name].append(f"UDP from {peer}: {data[:40]!r}")
            return
        client, peer = sock.accept()
        self.hits[name].append(f"TCP from {peer}")
        with client, contextlib.suppress(OSError):
            client.settimeout(0.2)
            client.recv(65536)
            client.sendall(ANSWER)


def bound(host: str, port: int, kind: socket.SocketKind) -> socket.socket:
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, kind)
    try:
        sock.bind((host, port))
        if kind == socket.SOCK_STREAM:
            sock.listen(64)
        return sock
    except OSError:
        sock.close()
        raise


def address_of_this_machine() -> str:
    """The one by which it would leave; empty where there is none but the loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        address = str(sock.getsockname()[0])
    return "" if address.startswith("127.") or address == "0.0.0.0" else address
