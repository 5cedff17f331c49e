"""The demo show as a newcomer has it, with its graphic of the web on air and the console open."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx
from playwright.sync_api import sync_playwright

from tests.bench.figure import Figure
from tests.bench.stack import ROOT, environment, free_port, printed_link
from tests.bench.start import FIRST_START_S, a_home, started
from tests.chromium import launch
from tests.waiting import until

SETTLE_S, WINDOW_S = 20.0, 60.0
STEPS_S = 1.0  # the graphic changes so often


def demo_late_frames() -> Iterator[Figure]:
    """A minute of it in which the graphic's votes change each second."""
    port = free_port()
    with a_home() as home, sync_playwright() as playwright, started(env := environment(home, port)) as process:
        link = printed_link(process)
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, bypass_csp=True)
        page.goto(link)
        page.get_by_role("button").first.click()
        page.wait_for_url("**/shows/*/")
        with the_api(env, port, page.url) as api:
            graphic = plays(api)
            time.sleep(SETTLE_S)
            before = status(api)
            counts(api, graphic)
            after = status(api)
        browser.close()
    about = {
        "frames": after["frame"] - before["frame"],
        "graphic": after["sources"][f"overlay-{graphic}"]["text"],
        "overload": after["overload"],
    }
    yield Figure("demo_late_frames", after["late"] - before["late"], "frames", "0", about)


def the_api(env: dict[str, str], port: int, page_url: str) -> httpx.Client:
    """The show's own part of the API, as a director."""
    argv = [sys.executable, "manage.py", "token", "bench", "--role", "director"]
    token = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout.strip()
    show = page_url.rstrip("/").rpartition("/")[2]
    base = f"http://127.0.0.1:{port}/api/v1/shows/{show}/"
    return httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=20)


def status(api: httpx.Client) -> dict[str, Any]:
    return dict(api.get("status").raise_for_status().json()["status"])


def plays(api: httpx.Client) -> str:
    """The id of the demo's graphic, which is on air and live."""
    rows = api.get("overlays").raise_for_status().json()["results"]
    graphic = str(next(one["id"] for one in rows if one["content"]["kind"] == "graphic"))

    def live() -> bool:
        return bool(status(api)["sources"].get(f"overlay-{graphic}", {}).get("state") == "live")

    until(lambda: api.get("status").json().get("status"), "the show to be on air", FIRST_START_S)
    api.post("overlay_action", json={"overlay": graphic, "action": "play"}).raise_for_status()
    until(live, "the graphic", FIRST_START_S)
    return graphic


def counts(api: httpx.Client, graphic: str) -> None:
    """Let its votes grow until the minute is over."""
    began = time.monotonic()
    for second in range(int(WINDOW_S / STEPS_S)):
        fields = {"question": f"Which harbour? ({second + 1} votes)"}
        api.post("overlay", json={"overlay": graphic, "fields": fields}).raise_for_status()
        time.sleep(max(0.0, began + (second + 1) * STEPS_S - time.monotonic()))
