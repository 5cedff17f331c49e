"""A model hub of our own, on this machine: it speaks as the real one does, and as Argos' index."""

from __future__ import annotations

import contextlib
import hashlib
import http.server
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.subtitles.tiny import WHISPER

MODEL = bytes(range(256)) * 4000
COMMIT = "c0ffee"
DROP, DROP_S = 64, 0.2  # bytes, and how often so many come from a hub that is held


class Hub(http.server.BaseHTTPRequestHandler):
    """Speaks as a model hub and as Argos' index; breaks off a file once where `breaks` says so.

    Of a file in `held` a half comes at once and the rest when its event is set.
    """

    files: dict[str, bytes] = {}
    breaks: dict[str, int] = {}
    asked: list[tuple[str, str]] = []
    held: dict[str, threading.Event] = {}

    def do_GET(self) -> None:
        begins = self.headers.get("Range", "")
        self.asked.append((self.path, begins))
        data = self.files.get(self.path)
        if data is None:
            return self.send_error(404)
        start = int(re.sub(r"\D", "", begins) or 0)
        if start and start >= len(data):
            return self.send_error(416)
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        until = self.breaks.pop(self.path, len(data))
        with contextlib.suppress(ConnectionError):  # who asked may be killed meanwhile
            if gate := self.held.get(self.path):
                start = self._trickle(data, start, gate)
            self.wfile.write(data[start:until])

    def _trickle(self, data: bytes, start: int, gate: threading.Event) -> int:
        """Send a half, then next to nothing until the gate opens; how much was sent."""
        half = max(start, len(data) // 2)
        self.wfile.write(data[start:half])
        while not gate.wait(DROP_S) and half < len(data):
            self.wfile.write(data[half : half + DROP])
            half += DROP
        return half

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[tuple[type[Hub], str]]:
    """A hub with nothing in it, and its address."""

    class Mine(Hub):
        files, breaks, asked, held = {}, {}, [], {}

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mine) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,)).start()
        try:
            yield Mine, f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            for gate in Mine.held.values():
                gate.set()
            server.shutdown()


def publish(hub: type[Hub], repository: str) -> None:
    """Put a whisper model there: one large file with a SHA-256, small ones with Git's own sums, and a README."""
    tree = []
    for name in (*WHISPER, "README.md"):
        data = MODEL if name == "model.bin" else b'{"name": "%s"}' % name.encode()
        blob = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
        large = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data)}
        tree.append({"type": "file", "path": name, "size": len(data), "oid": blob})
        tree[-1] |= {"lfs": large} if name == "model.bin" else {}
        hub.files[f"/{repository}/resolve/{COMMIT}/{name}"] = data
    hub.files[f"/api/models/{repository}"] = json.dumps({"sha": COMMIT}).encode()
    hub.files[f"/api/models/{repository}/tree/{COMMIT}"] = json.dumps(tree).encode()


def path_of(repository: str, name: str = "model.bin") -> str:
    return f"/{repository}/resolve/{COMMIT}/{name}"
