"""Ways in which a page may try to reach what is none of its business, each as a small document."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Where:
    """What an escape aims at: `at` is host and port of its canary, `good` the server that pages may reach."""

    port: int
    good: str
    machine: str
    name: str

    @property
    def at(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.at}/{self.name}"


Document = Callable[[Where], str]


@dataclass(frozen=True, slots=True)
class Escape:
    """`noticed`: in a browser without a fence its canary sings. `tried`: the proxy is asked for it, and refuses.

    `machine`: it aims at the machine's own address, and says nothing where there is none.
    """

    name: str
    document: Document
    noticed: bool = True
    tried: bool = True
    machine: bool = False


def html(body: str) -> Document:
    """A document with the canary's address for AT and URL, the good server's for GOOD."""
    return lambda where: (
        re.sub(r"\bURL\b", where.url, body).replace("AT", where.at).replace("PORT", str(where.port))
        .replace("GOOD", where.good).replace("MACHINE", where.machine or "192.0.2.1")
    )  # fmt: skip


def js(script: str) -> Document:
    return html(f"<body><script>{script}</script>")


def at_host(host: str) -> Document:
    """A picture and a fetch from a spelling of an address."""
    return html(f"<img src='http://{host}:PORT/i'><script>fetch('http://{host}:PORT/f', {{mode: 'no-cors'}})</script>")


QUIET = {"noticed": False, "tried": False}

ESCAPES = [
    # What asks for data.
    Escape("fetch", js("fetch('URL', {mode: 'no-cors'})")),
    Escape("fetch-with-body", js("fetch('URL', {mode: 'no-cors', method: 'POST', body: 'x'})")),
    Escape("xhr", js("const x = new XMLHttpRequest(); x.open('GET', 'URL'); x.send()")),
    Escape("keepalive", js("fetch('URL', {mode: 'no-cors', keepalive: true})")),
    Escape("beacon", js("navigator.sendBeacon('URL', 'x')")),
    Escape("websocket", js("new WebSocket('ws://AT/')")),
    Escape("secure-websocket", js("new WebSocket('wss://AT/')")),
    Escape("eventsource", js("new EventSource('URL')")),
    Escape("https", js("fetch('https://AT/', {mode: 'no-cors'})")),
    Escape("webtransport", js("new WebTransport('https://AT/')"), tried=False),
    Escape("ping", html("<a id=a href='#' ping='URL'>x</a><script>a.click()</script>"), tried=False),
    # What is part of a page.
    Escape("img", html("<img src='URL'>")),
    Escape("srcset", html("<img srcset='URL 2x, URL 1x'>")),
    Escape("picture", html("<picture><source srcset='URL'><img></picture>")),
    Escape("input-image", html("<input type=image src='URL'>")),
    Escape("svg-image", html("<svg><image href='URL'/></svg>")),
    Escape("iframe", html("<iframe src='URL'></iframe>")),
    Escape("srcdoc", html("<iframe srcdoc=\"<img src='URL'>\"></iframe>")),
    Escape("sandboxed-frame", html("<iframe sandbox='allow-scripts' srcdoc=\"<img src='URL'>\"></iframe>")),
    Escape("object", html("<object data='URL'></object>")),
    Escape("embed", html("<embed src='URL'>")),
    Escape("pdf", html("<embed type='application/pdf' src='URL.pdf'>"), tried=False),
    Escape("script", html("<script src='URL'></script>")),
    Escape("module", html("<script type=module>import 'URL'</script>")),
    Escape("dynamic-import", js("import('URL')")),
    Escape("stylesheet", html("<link rel=stylesheet href='URL'>")),
    Escape("css-import", html("<style>@import 'URL';</style>")),
    Escape("css-url", html("<style>body { background: url(URL) }</style><body>x")),
    Escape("cursor", html("<style>body { cursor: url(URL), auto }</style><body>x"), tried=False),
    Escape("font", html("<style>@font-face { font-family: f; src: url(URL) } p { font-family: f }</style><p>x")),
    Escape("video", html("<video src='URL' preload=auto></video>")),
    Escape("audio", html("<audio src='URL' preload=auto></audio>")),
    Escape("poster", html("<video poster='URL'></video>")),
    Escape("track", html("<video><track default src='URL'></video>"), **QUIET),
    Escape("manifest", html("<link rel=manifest href='URL'>"), **QUIET),
    Escape("icon", html("<link rel=icon href='URL'>"), **QUIET),
    # What goes before a page asks.
    Escape("preload", html("<link rel=preload as=image href='URL'>")),
    Escape("modulepreload", html("<link rel=modulepreload href='URL'>")),
    Escape("prefetch", html("<link rel=prefetch href='URL'>"), tried=False),
    Escape("preconnect", html("<link rel=preconnect href='http://AT'>"), tried=False),
    Escape("dns-prefetch", html("<link rel=dns-prefetch href='http://AT'>"), **QUIET),
    Escape("speculation", html('<script type=speculationrules>{"prefetch": [{"urls": ["URL"]}]}</script>'), **QUIET),
    # Going there.
    Escape("form", html("<form id=f method=post action='URL'><input name=a></form><script>f.submit()</script>")),
    Escape("meta-refresh", html("<meta http-equiv=refresh content='0;url=URL'>")),
    Escape("location", js("location = 'URL'")),
    Escape("window-open", js("window.open('URL')"), **QUIET),
    Escape("redirect", html("<img src='GOOD/redirect?status=302&to=URL'>")),
    Escape("redirect-with-body", js(
        "fetch('GOOD/redirect?status=307&to=URL', {method: 'POST', mode: 'no-cors', body: 'x'})"
    )),
    Escape("redirect-of-a-frame", html("<iframe src='GOOD/redirect?status=301&to=URL'></iframe>")),
    Escape("csp-report", html("<iframe src='GOOD/csp?to=URL'></iframe>")),
    Escape("data-document", html("<iframe src=\"data:text/html,<img src='URL'>\"></iframe>")),
    Escape("blob-document", js(
        "const f = document.body.appendChild(document.createElement('iframe'));"
        "f.src = window.URL_.createObjectURL(new Blob([\"<img src='URL'>\"], {type: 'text/html'}))"
    )),
    # Out of the document's sight.
    Escape("worker", js("new Worker('worker.js?to=URL')")),
    Escape("shared-worker", js("new SharedWorker('worker.js?to=URL')")),
    Escape("service-worker", js("navigator.serviceWorker.register('worker.js?to=URL', {scope: '/scope/'})")),
    Escape("worklet", js("CSS.paintWorklet.addModule('URL')")),
    # Datagrams.
    Escape("stun", js("rtc({urls: 'stun:MACHINE:PORT'})"), tried=False, machine=True),
    Escape("turn", js("rtc({urls: 'turn:MACHINE:PORT', ...USER})"), tried=False, machine=True),
    Escape("turn-tcp", js("rtc({urls: 'turn:MACHINE:PORT?transport=tcp', ...USER})"), tried=False, machine=True),
    # The same place by other names.
    Escape("decimal", at_host("2130706433")),
    Escape("octal", at_host("0177.0.0.01")),
    Escape("hexadecimal", at_host("0x7f.0x0.0x0.0x1")),
    Escape("short", at_host("127.1")),
    Escape("zero", at_host("0.0.0.0")),
    Escape("mapped", at_host("[::ffff:127.0.0.1]")),
    Escape("ipv6", at_host("[::1]")),
    Escape("ipv6-any", at_host("[::]")),
    Escape("localhost", at_host("localhost")),
    Escape("localhost-with-a-dot", at_host("localhost.")),
    Escape("below-localhost", at_host("a.localhost")),
    Escape("a-name-for-it", at_host("127.0.0.1.nip.example")),
    Escape("full-width", at_host("１２７.0.0.1")),
    Escape("this-machine", html("<img src='http://MACHINE:PORT/'>"), machine=True),
    Escape("user-and-password", html("<img src='http://a:b@AT/'><iframe src='http://a:b@AT/'></iframe>"), tried=False),
    Escape("metadata", html("<img src='http://169.254.169.254:PORT/'>"), noticed=False),
    Escape("link-local", html("<img src='http://[fe80::1]:PORT/'>"), noticed=False),
    Escape("rebinding", html("<iframe src='http://rebinding.example:PORT/again'></iframe>"), noticed=False),
]  # fmt: skip

RTC = """<script>
window.URL_ = window.URL;
const USER = { username: "a", credential: "b" };
function rtc(server) {
  const peer = new RTCPeerConnection({ iceServers: [server] });
  peer.createDataChannel("a");
  peer.createOffer().then((offer) => peer.setLocalDescription(offer));
}
</script>"""
WORKER = """
const to = decodeURIComponent(new URL(location).searchParams.get("to"));
fetch(to, { mode: "no-cors" }).catch(() => 0);
"""


def pages(where: Callable[[str], Where]) -> dict[str, bytes]:
    """Every escape as NAME.html, and all.html that holds them all."""
    files = {f"{one.name}.html": (RTC + one.document(where(one.name))).encode() for one in ESCAPES}
    frames = "".join(f"<iframe src='{one.name}.html'></iframe>" for one in ESCAPES)
    meta = "<!doctype html><meta charset=utf-8>"
    return {name: meta.encode() + page for name, page in files.items()} | {
        "all.html": f"{meta}{frames}".encode(),
        "worker.js": WORKER.encode(),
    }
