"""A camera's stream over HTTP on a line that can break: what was sent meanwhile is lost."""

from __future__ import annotations

import contextlib
import http.server
import subprocess
import threading
from collections.abc import Iterator
from io import BufferedIOBase
from pathlib import Path
from typing import Literal

Fault = Literal["", "silent", "closed", "hung"]
"""How a line is broken: nothing comes any more, or it is closed and nobody answers, or whoever asks is kept waiting."""


class Line:
    """What the camera sends arrives, as long as the line has no fault."""

    def __init__(self, clip: Path) -> None:
        self.clip, self.port = clip, 0
        self.fault: Fault = ""
        self._mended = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/camera.ts"

    def breaks(self, fault: Fault) -> None:
        self._mended.clear()
        self.fault = fault

    def is_mended(self) -> None:
        self.fault = ""
        self._mended.set()

    def answers(self) -> bool:
        """Whether a visitor is served, once that is known: of a hung line, when it is mended."""
        if self.fault == "hung":
            self._mended.wait()
        return self.fault != "closed"

    def send(self, out: BufferedIOBase) -> None:
        """The clip again and again, at its own pace, until whoever reads goes away, or the line is closed."""
        argv = ["ffmpeg", "-nostdin", "-loglevel", "error", "-re", "-stream_loop", "-1", "-i", str(self.clip)]
        process = subprocess.Popen([*argv, "-c", "copy", "-f", "mpegts", "pipe:1"], stdout=subprocess.PIPE)
        try:
            assert process.stdout is not None
            while self.fault != "closed" and (data := process.stdout.read(188 * 7)):
                if not self.fault:
                    out.write(data)
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
            if not line.answers():
                return
            with contextlib.suppress(OSError):
                self.send_response(200)
                self.send_header("Content-Type", "video/mp2t")
                self.end_headers()
                line.send(self.wfile)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Camera) as server:
        server.daemon_threads = True
        line.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield line
        finally:
            line.is_mended()
            server.shutdown()
