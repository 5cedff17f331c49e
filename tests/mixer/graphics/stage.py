"""A plain browser with the adapter in it, without engine or fence: one server is both hosts of web pages' proxy."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from mixer.graphics import shelf
from mixer.kinds.overlays.graphic import GraphicOverlay, address
from mixer.protocol.graphics import Description, about_of

Files = dict[str, str]


class Hosts(ThreadingHTTPServer):
    """Answers as the proxy does, told by path: the adapter beside the bundle's own files."""

    def __init__(self, files: Files) -> None:
        self.files = files
        super().__init__(("127.0.0.1", 0), Answer)

    @property
    def at(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Hosts

    def do_GET(self) -> None:
        path = urlsplit(self.path).path.lstrip("/")
        known = shelf.files() | {name: text.encode() for name, text in self.server.files.items()}
        data = known.get(path.removeprefix(".tally/"))
        mime = shelf.MIMES.get("." + path.rpartition(".")[2], "text/plain")
        self.send_response(404 if data is None else 200)
        data = data or b""
        self.send_header("Content-Type", mime)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        pass


class Stage:
    """One graphic in a page; what it says on the console is in `said`."""

    def __init__(self, page: Page, hosts: Hosts) -> None:
        self.page, self.hosts, self.said = page, hosts, list[str]()
        page.on("console", lambda message: self.said.append(message.text))
        self.state: dict[str, Any] = {"on": False, "fields": {}, "step": 0, "actions": []}

    def open(self, content: GraphicOverlay, **state: Any) -> None:
        """Begin the page with the overlay standing so; returns when it plays, or cannot."""
        found = urlsplit(address(content))
        self.page.goto(f"{self.hosts.at}{found.path}?{found.query}")
        self.tell(**state)
        self.page.wait_for_selector("html[data-tally]")

    def tell(self, **state: Any) -> None:
        self.state = {**self.state, **state}
        self.page.evaluate(f"window.tally && window.tally({json.dumps(self.state)})")

    def action(self, name: str, payload: Any = None) -> None:
        actions = self.state["actions"]
        self.tell(actions=[*actions, [len(actions) + 1, name, payload]])


def uploaded(described: Description) -> GraphicOverlay:
    return GraphicOverlay(path="/somewhere/bundle.zip", about=about_of(described))


@contextmanager
def stage(browser: Browser, files: Files | None = None, size: tuple[int, int] = (1280, 720)) -> Iterator[Stage]:
    hosts = Hosts(files or {})
    thread = threading.Thread(target=hosts.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    try:
        yield Stage(page, hosts)
    finally:
        page.close()
        hosts.shutdown()
        hosts.server_close()
        thread.join()
