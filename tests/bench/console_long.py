"""The console open for long: what its page keeps, and what consoles cost that never read."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Browser, CDPSession, Page

from tests.bench.console_use import FOLLOW_PROGRAM, address, browsers, lined_up, opened
from tests.bench.figure import Figure
from tests.bench.stack import SHOW, Stack, studio
from tests.chromium import CHROMIUM

MINUTES, WARM_S = 10, 120
TIMES, WEIGHINGS = 6, 5
DEAF, DEAF_S = 20, 60
MB = 1 << 20

# Whatever comes by the console's own socket, but numbered changes, comes so many times.
MULTIPLY = f"""
(() => {{
  const Plain = WebSocket;
  window.multiplied = 0;
  window.WebSocket = class extends Plain {{
    set onmessage(hear) {{
      const many = !this.url.includes('/monitor/');
      super.onmessage = (event) => {{
        hear.call(this, event);
        if (!many || (typeof event.data === 'string' && /"type": ?"(snapshot|change|answer)/.test(event.data))) return;
        for (let more = 1; more < {TIMES}; more++) {{
          window.multiplied++;
          hear.call(this, new MessageEvent('message', {{data: event.data}}));
        }}
      }};
    }}
  }};
}})();
"""


def console_heap_mb() -> Iterator[Figure]:
    """
    Ten minutes of the console at six times what it usually hears: growth of its heap and of its process.

    Of test signals, which leave the page the room that it wants then: beside six files on two cores it is shed.
    """
    tests = [{"name": f"Test {number}", "input": {"kind": "test"}} for number in range(6)]
    with studio(tests) as stack, browsers() as (chromium,):
        page = multiplied(chromium, stack)
        devtools = page.context.new_cdp_session(page)
        seen = [weighed(devtools, page, WARM_S)]
        heard = page.evaluate("multiplied")
        seen += [weighed(devtools, page, 60 * MINUTES / WEIGHINGS) for _ in range(WEIGHINGS)]
        heard = page.evaluate("multiplied") - heard
    heaps, processes = ([one / MB for one in all_of] for all_of in zip(*seen, strict=True))
    heap, process = heaps[-1] - heaps[0], processes[-1] - processes[0]
    about = {
        "heap_mb": [round(one, 1) for one in heaps],
        "renderer_pss_mb": [round(one, 1) for one in processes],
        "messages": heard,
    }
    yield Figure("console_heap_mb", round(max(heap, process), 1), "MB", "<= 10 in ten minutes", about)


def multiplied(chromium: Browser, stack: Stack) -> Page:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    context.add_init_script(MULTIPLY)
    page = context.new_page()
    page.goto(stack.link)
    page.get_by_role("button").first.click()
    page.wait_for_load_state()
    page.goto(address(stack))
    page.wait_for_function("window.multiplied > 0", timeout=60_000)
    return page


def weighed(devtools: CDPSession, page: Page, after_s: float) -> tuple[float, float]:
    """(bytes of heap, bytes of the renderer's PSS) after so long and a forced collection; meanwhile cuts are made."""
    deadline = time.monotonic() + after_s
    while time.monotonic() < deadline:
        page.click(".take-button.cut")
        time.sleep(1)
    for _ in range(3):
        devtools.send("HeapProfiler.collectGarbage")
    heap = devtools.send("Runtime.getHeapUsage")["usedSize"]
    return float(heap), renderer_pss()


def renderer_pss() -> float:
    """Of our browser's largest renderer: that of the page."""
    ours = psutil.Process().children(recursive=True)
    return max(pss_of(one.pid) for one in ours if "--type=renderer" in " ".join(cmdline_of(one)))


def cmdline_of(process: psutil.Process) -> list[str]:
    with contextlib.suppress(psutil.Error):
        return list(process.cmdline()) if CHROMIUM.name in process.name() else []
    return []


def pss_of(pid: int) -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return float(line.split()[1]) * 1024
    return 0.0


# -- consoles that never read ---------------------------------------------------------------------------


def deaf_consoles_mb() -> Iterator[Figure]:
    """Twenty consoles, and their monitors, that never read: growth of the studio; what another console sees."""
    with studio([{"name": "Test", "input": {"kind": "test"}}]) as stack, browsers() as (chromium,):
        page = opened(chromium, stack)
        lined_up(page, "Grid", "Test")
        page.evaluate(FOLLOW_PROGRAM)
        before, token = weight(stack), stack.token()
        with contextlib.ExitStack() as held:
            for _ in range(DEAF):
                for path in ("", "monitor/program/"):
                    held.enter_context(deaf(stack, token, path))
            heaviest, slowest = watched(stack, page)
        after = weight(stack)
    about = {"at most": round(heaviest - before, 1), "after": round(after - before, 1), "take seen at most ms": slowest}
    yield Figure("deaf_consoles_mb", round(heaviest - before, 1), "MB", "<= 40, and others are not affected", about)


def watched(stack: Stack, page: Page) -> tuple[float, int]:
    """(MB of the studio at most, ms until a press was seen at most) in a minute of cuts."""
    heaviest, deadline = 0.0, time.monotonic() + DEAF_S
    while time.monotonic() < deadline:
        page.click(".take-button.cut")
        page.wait_for_timeout(1000)
        heaviest = max(heaviest, weight(stack))
    seen: list[list[float]] = [page.evaluate("presses"), page.evaluate("changes")]
    presses, changes = seen
    return heaviest, round(max(min(one for one in changes if one >= press) - press for press in presses))


def weight(stack: Stack) -> float:
    """MB of PSS of the web server and of the show's runner: the browser's and the engine's are others' affair."""
    found = [one for one in stack.processes() if {"daphne", "runmixer"} & set(" ".join(one.cmdline()).split())]
    return sum(pss_of(one.pid) for one in found) / MB


@contextlib.contextmanager
def deaf(stack: Stack, token: str, path: str) -> Iterator[None]:
    """A socket of a console that asks for everything and reads nothing."""
    with socket.create_connection(("127.0.0.1", stack.port), 10) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        head = [
            f"GET /ws/shows/{SHOW}/{path} HTTP/1.1", f"Host: 127.0.0.1:{stack.port}", "Upgrade: websocket",
            "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            f"Sec-WebSocket-Protocol: bearer, {token}",
        ]  # fmt: skip
        connection.sendall("\r\n".join([*head, "", ""]).encode())
        assert connection.recv(12).endswith(b"101"), "the socket was not opened"
        if not path:
            connection.sendall(text_frame({"type": "watch", "tiles": True, "meters": True}))
        yield


def text_frame(message: dict[str, Any]) -> bytes:
    """A short text message as a browser frames it, masked with zeros."""
    body = json.dumps(message).encode()
    return bytes([0x81, 0x80 | len(body)]) + bytes(4) + body
