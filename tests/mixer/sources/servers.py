"""Servers on loopback ports: files over HTTP, one that only redirects, a canary that counts its visitors."""

from __future__ import annotations

import contextlib
import http.server
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path


class Canary:
    """Listens where nobody may come, and counts who does."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.hits = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                visitor, _ = self._listener.accept()
            except OSError:
                return
            self.hits += 1
            visitor.close()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, redirects among it; of a file, always all."""

    redirects: dict[str, str] = {}
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        target = self.redirects.get(self.path)
        if target:
            self.send_response(302)
            self.send_header("Location", target)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            super().do_GET()


@contextmanager
def serving(folder: Path, redirects: dict[str, str] | None = None, host: str = "127.0.0.1") -> Iterator[int]:
    """The port of an HTTP server of a folder."""
    handler = type("Serving", (_Quiet,), {"redirects": redirects or {}})
    with http.server.ThreadingHTTPServer((host, 0), partial(handler, directory=str(folder))) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


@contextmanager
def ranged(path: Path, breaks_off: int = 1 << 40, then: int | None = None) -> Iterator[str]:
    """The address of a file on a server that takes ranges, and hangs up after so many bytes of an answer.

    `then` of later ones.
    """

    class Ranged(_Quiet):
        def do_GET(self) -> None:
            data = path.read_bytes()
            start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").split("-")[0])
            self.send_response(206 if start else 200)
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Length", str(len(data) - start))
            self.end_headers()
            self.close_connection = True
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                sent = breaks_off if then is None or not start else then
                self.wfile.write(data[start : start + sent])

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ranged) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/{path.name}"
        finally:
            server.shutdown()


@contextmanager
def answering(serve: Callable[[socket.socket], None], host: str = "127.0.0.1") -> Iterator[int]:
    """The port of a TCP server that treats each visitor so, on a thread of its own."""
    listener = socket.create_server((host, 0))

    def treat(visitor: socket.socket) -> None:
        with visitor, contextlib.suppress(OSError):
            serve(visitor)

    def listen() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=treat, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
