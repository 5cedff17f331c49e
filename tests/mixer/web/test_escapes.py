"""A page in the fence reaches nothing of this machine, whatever it tries."""

from __future__ import annotations

import contextlib
import http.server
import socket
import threading
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from mixer.protocol.addresses import Policy, look_up
from mixer.web import launch as launching
from mixer.web.launch import browser, launch
from mixer.web.protection import SANDBOX, Protection, found
from mixer.web.proxy import Proxy
from tests.mixer.web.browser import Browser
from tests.mixer.web.canary import Canary, bound
from tests.mixer.web.escapes import ESCAPES, Where, pages
from tests.waiting import until

GOOD = "127.0.0.2"  # the one address that pages may reach here
HEADLESS = [
    "--headless=new",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--mute-audio",
    "--disable-features=LocalNetworkAccessChecks",
]
NAMES = [one.name for one in ESCAPES]
pytestmark = [pytest.mark.xdist_group("escapes"), pytest.mark.timeout(300)]


@dataclass
class Tried:
    """What came of all escapes: hits by escape, what the proxy refused, and what the browser's own pages showed."""

    hits: dict[str, list[str]]
    refused: str
    ports: dict[str, int]
    shown: dict[str, str]
    level: str


class Names:
    """A resolver as an attacker runs it: one name gives another address each time it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, name: str) -> list[str]:
        if name == "rebinding.example":
            self.asked += 1
            return [GOOD] if self.asked == 1 else ["127.0.0.1"]
        if name == "good.example":
            return [GOOD]
        return ["127.0.0.1"] if name.endswith((".example", "localhost")) else look_up(name)


class Good(http.server.BaseHTTPRequestHandler):
    """A server of a page's own: redirects, policies that report elsewhere, a page that asks its own host again."""

    protocol_version = "HTTP/1.0"
    files: dict[str, bytes] = {}

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/redirect":
            self._say(int(asked["status"]), {"Location": asked["to"]})
        elif parts.path == "/csp":
            self._say(200, {"Content-Security-Policy": f"img-src 'none'; report-uri {asked['to']}"}, b"<img src=x>")
        elif parts.path == "/again":
            self._say(200, {}, b"<script>for (const n of [1, 2, 3]) fetch('/' + n)</script>")
        else:
            self._say(200, {}, self.files.get(parts.path.lstrip("/"), b""))

    def do_POST(self) -> None:
        self.do_GET()

    def _say(self, status: int, fields: dict[str, str], body: bytes = b"") -> None:
        kind = "text/javascript" if self.path.partition("?")[0].endswith(".js") else "text/html"
        self.send_response(status)
        for name, value in ({"Content-Type": kind, "Access-Control-Allow-Origin": "*"} | fields).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None: ...


@contextmanager
def good_server(port: int = 0, files: dict[str, bytes] | None = None) -> Iterator[int]:
    handler = type("Handler", (Good,), {"files": files or {}})
    with http.server.ThreadingHTTPServer((GOOD, port), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def zipped(files: dict[str, bytes], folder: Path) -> Path:
    path = folder / "bundle.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


OWN_PAGES = ["file:///", "file:///usr/share", "chrome://version", "view-source:http://bundle.tally.invalid/worker.js",
             "chrome://gpu", "devtools://devtools/bundled/inspector.html"]  # fmt: skip


@pytest.fixture(scope="module", params=["bubblewrap", "sandbox"])
def tried(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    """All of it in one browser, fenced in as this machine can, and again with Chromium's sandbox alone."""
    here = found(browser)
    if here.level != request.param and not (request.param == SANDBOX and here.allowed):
        pytest.skip(f"this machine has {here.level}")
    protection = here if request.param == here.level else Protection(SANDBOX, None, False)
    with ExitStack() as held:
        canary = Canary(NAMES)
        held.callback(canary.close)
        good = held.enter_context(good_server())
        held.enter_context(good_server(canary.ports["rebinding"]))
        files = pages(lambda name: Where(canary.ports[name], f"http://good.example:{good}", canary.machine, name))
        bundle = held.enter_context(zipped(files, tmp_path_factory.mktemp("bundle")).open("rb"))
        policy = Policy.from_text(GOOD)
        proxy = held.enter_context(Proxy(policy, Names(), bundle=bundle.fileno()))
        chromium = held.enter_context(Browser(launch(HEADLESS, proxy=proxy, protection=protection)))
        refused = ""

        def all_refused() -> bool:
            nonlocal refused
            refused += "".join(f"{place} " for place, _ in proxy.refused())
            return all(f":{canary.ports[one.name]}" in refused for one in ESCAPES if one.tried)

        chromium.page("http://bundle.tally.invalid/all.html")
        with contextlib.suppress(AssertionError):  # each that was not is a failure of its own
            until(all_refused, "every escape to be refused", 30)
        shown = {url: text_of(chromium, url) for url in OWN_PAGES}
        yield Tried(canary.hits, refused, canary.ports, shown, request.param)


def text_of(chromium: Browser, url: str) -> str:
    session = chromium.page()
    chromium.call("Page.enable", session)
    went = chromium.call("Page.navigate", session, url=url)
    return str(went.get("errorText") or chromium.evaluate(session, "document.documentElement.innerText"))


@pytest.mark.parametrize("name", NAMES)
def test_no_canary_sings(tried: Tried, name: str) -> None:
    assert tried.hits[name] == []


@pytest.mark.parametrize("name", [one.name for one in ESCAPES if one.tried])
def test_the_proxy_was_asked_and_refused(tried: Tried, name: str) -> None:
    """Or the test above would say nothing of it."""
    assert f":{tried.ports[name]}" in tried.refused


@pytest.mark.parametrize("url", OWN_PAGES)
def test_the_browsers_own_pages_and_the_machines_files_do_not_open(tried: Tried, url: str) -> None:
    """In the fence, where our policies are the browser's; without it Chromium keeps pages, but not us, from these."""
    if tried.level == SANDBOX:
        pytest.skip("policies of the browser are the system's to set")
    assert tried.shown[url] == "net::ERR_BLOCKED_BY_ADMINISTRATOR"


def test_without_a_fence_the_canaries_sing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same pages in a browser without proxy and rules: nearly each reaches what it tries to."""
    canary = Canary(NAMES)
    with ExitStack() as held:
        held.callback(canary.close)
        port = free_port()
        files = pages(lambda name: Where(canary.ports[name], f"http://good.example:{port}", canary.machine, name))
        held.enter_context(good_server(port, files))
        rules = f"MAP bundle.tally.invalid:80 {GOOD}:{port}, MAP good.example {GOOD}, MAP *.nip.example 127.0.0.1"
        secure = "--unsafely-treat-insecure-origin-as-secure=http://bundle.tally.invalid"
        monkeypatch.setattr(launching, "through", lambda _: [f"--host-resolver-rules={rules}", secure])
        chromium = held.enter_context(Browser(launch(HEADLESS, protection=Protection(SANDBOX, None, False))))
        chromium.page("http://bundle.tally.invalid/all.html")
        expected = [one.name for one in ESCAPES if one.noticed and (canary.machine or not one.machine)]
        with contextlib.suppress(AssertionError):
            until(lambda: all(canary.hits[name] for name in expected), "the canaries", 30)
        silent = [name for name in expected if not canary.hits[name]]
    assert silent == []


def test_a_page_in_the_fence_reaches_what_the_operator_opens() -> None:
    canary = Canary(["opened"])
    with ExitStack() as held:
        held.callback(canary.close)
        proxy = held.enter_context(Proxy(Policy.from_text("127.0.0.1")))
        chromium = held.enter_context(Browser(launch(HEADLESS, proxy=proxy)))
        session = chromium.page(f"http://127.0.0.1:{canary.ports['opened']}/")
        until(lambda: chromium.evaluate(session, "document.body.innerText") == "hit!", "the page")
    assert canary.hits["opened"]


def test_a_page_without_a_proxy_reaches_nothing() -> None:
    canary = Canary(["opened"])
    with ExitStack() as held:
        held.callback(canary.close)
        chromium = held.enter_context(Browser(launch(HEADLESS)))
        for host in ("127.0.0.1", "[::1]", "localhost"):
            session = chromium.page()
            went = chromium.call("Page.navigate", session, url=f"http://{host}:{canary.ports['opened']}/")
            assert "ERR_" in went["errorText"]
    assert canary.hits["opened"] == []


def free_port() -> int:
    with bound(GOOD, 0, socket.SOCK_STREAM) as sock:
        return int(sock.getsockname()[1])
