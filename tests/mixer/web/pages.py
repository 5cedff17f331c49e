"""Short pages on this machine, and what looks at a page as the engine does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from mixer.core.clock import SAMPLE_RATE, Timeline
from mixer.core.geometry import View
from mixer.core.picture import Picture
from mixer.core.sound import Samples
from mixer.feed.feed import Feed
from mixer.feed.forkserver import Forkserver
from mixer.feed.messages import Wants
from mixer.kinds.sources.web import WebPage
from mixer.protocol.showfile import Canvas, Source
from tests.waiting import until

CANVAS = Canvas(320, 180, "30")
WHOLE = View(0, 0, 320, 180, 320, 180)
START_S = 60.0  # a browser that starts beside whatever else runs


class Pages:
    """A server of pages by path; one may be a function of how often it was asked for. Counts who asks."""

    def __init__(self) -> None:
        self.pages: dict[str, str | Callable[[int], str]] = {}
        self.asked: dict[str, int] = {}
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                pages.answer(self)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        path = request.path.partition("?")[0]
        self.asked[path] = count = self.asked.get(path, 0) + 1
        page = self.pages.get(path)
        body = (page(count) if callable(page) else page or "").encode()
        request.send_response(200 if page is not None else 404)
        request.send_header("Content-Type", "text/html; charset=utf-8")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def put(self, name: str, page: str | Callable[[int], str]) -> str:
        """The address of a page."""
        self.pages[f"/{name}"] = page
        return f"http://127.0.0.1:{self.server.server_address[1]}/{name}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def flat(color: str, more: str = "") -> str:
    return f"<!doctype html><title>t</title><body style='margin:0;background:{color}'>{more}"


class Watcher:
    """Looks at a page's feed as the engine does, in real time."""

    def __init__(self, page: WebPage, forkserver: Forkserver, look: str = "all") -> None:
        self.feed = Feed(Source("page", "Page", page), CANVAS, Timeline(CANVAS.fps), forkserver, offline=False)
        self.said: list[str] = []
        self.want(look)

    def want(self, look: str = "all") -> None:
        self.feed.want(Wants((WHOLE,), native=False, look=look))

    def look(self) -> Picture | None:
        """The picture on show, if there is a fresh one."""
        self.feed.tend()
        self.feed.poll()
        self.feed.advance(time.monotonic_ns())
        if (text := self.feed.status()["text"]) not in self.said:
            self.said.append(text)
        return self.feed.picture(WHOLE) if self.feed.fresh else None

    def color(self) -> tuple[int, int, int] | None:
        """The middle of the picture on show: y, u, v."""
        picture = self.look()
        return None if picture is None else tuple(int(plane[plane.shape[0] // 2, plane.shape[1] // 2])
                                                  for plane in picture.planes)  # type: ignore[return-value]  # fmt: skip

    def wait_for(self, what: Callable[[], object], seconds: float = START_S) -> None:
        def looked() -> object:
            self.look()
            return what()

        try:
            until(looked, "the page", seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}; it said {self.said}") from None

    def shows(self, color: tuple[int, int, int], near: int = 4) -> bool:
        found = self.color()
        return found is not None and max(abs(a - b) for a, b in zip(found, color, strict=True)) <= near

    def sound(self, seconds: float) -> Samples:
        """What is heard from now on."""
        rate = Timeline(CANVAS.fps)
        parts: list[Samples] = []
        frame = rate.frame_at(time.monotonic_ns())
        while len(parts) < seconds * float(CANVAS.fps):
            self.look()
            if rate.frame_at(time.monotonic_ns()) > frame:
                parts.append(self.feed.sound(rate.first_sample(frame), rate.samples(frame)))
                frame += 1
            time.sleep(0.002)
        return np.concatenate(parts)


@contextmanager
def watching(page: WebPage, forkserver: Forkserver, look: str = "all") -> Iterator[Watcher]:
    watcher = Watcher(page, forkserver, look)
    try:
        yield watcher
    finally:
        watcher.feed.close()


RED, GREEN, BLUE, WHITE = (63, 102, 240), (173, 42, 26), (32, 240, 118), (235, 128, 128)
"""Of pure colours, as BT.709 says them."""
assert SAMPLE_RATE == 48_000
