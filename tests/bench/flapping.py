"""A camera's stream over HTTP, whose data can be held back: what was sent meanwhile is lost, as on a broken line."""

from __future__ import annotations

import contextlib
import http.server
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path


class Line:
    """While it is `up`, what the camera sends arrives."""

    def __init__(self, clip: Path) -> None:
        self.clip, self.up = clip, threading.Event()
        self.up.set()
        self.port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/camera.ts"

    def send(self, out: object) -> None:
        """The clip again and again, at its own pace, until whoever reads goes away."""
        argv = ["ffmpeg", "-nostdin", "-loglevel", "error", "-re", "-stream_loop", "-1", "-i", str(self.clip)]
        process = subprocess.Popen([*argv, "-c", "copy", "-f", "mpegts", "pipe:1"], stdout=subprocess.PIPE)
        try:
            assert process.stdout is not None
            while data := process.stdout.read(188 * 7):
                if self.up.is_set():
                    out.write(data)  # type: ignore[attr-defined]
        finally:
            process.kill()
            process.wait()


@contextlib.contextmanager
def line(clip: Path) -> Iterator[Line]:
    """A line that serves everybody who asks, as long as the block."""
    line = Line(clip)

    class Camera(http.server.BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "video/mp2t")
            self.end_headers()
            with contextlib.suppress(OSError):
                line.send(self.wfile)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Camera) as server:
        server.daemon_threads = True
        line.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield line
        finally:
            server.shutdown()
