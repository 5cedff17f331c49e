"""A page of another site has the watch page in a frame, if a director lets it."""

from __future__ import annotations

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.chromium import launch
from tests.journeys.test_watch_page import ROOT, studio

pytestmark = pytest.mark.journey
__all__ = ["studio"]
ALLOW = """
from studio.shows.models import Show
Show.objects.filter(pk="{show}").update(embed_origins=["{origin}"])
"""


class Page(http.server.BaseHTTPRequestHandler):
    """One page, with a frame in it."""

    frame = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f'<!doctype html><iframe src="{self.frame}" width="640" height="400"></iframe>'.encode())

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The origin of another site."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(5)


def test_the_watch_page_is_framed_by_those_it_was_given_to_and_by_nobody_else(
    studio: tuple[str, Path], elsewhere: str, tmp_path: Path
) -> None:
    address, folder = studio
    Page.frame = address
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        refused: list[str] = []
        page.on("console", lambda message: refused.append(message.text))
        page.goto(elsewhere)
        page.wait_for_function("document.querySelector('iframe').contentWindow.length === 0")
        assert page.frames[1].url.startswith("chrome-error:"), refused
        assert any("frame-ancestors" in text for text in refused)
        allow(tmp_path, folder.parent.name, elsewhere)
        page.goto(elsewhere)
        page.frame_locator("iframe").get_by_role("heading", name="Evening show").wait_for()
        assert page.frames[1].url == address
        browser.close()


def allow(home: Path, show: str, origin: str) -> None:
    env = os.environ | {"TALLY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "studio.settings"}
    code = ALLOW.format(show=show, origin=origin)
    subprocess.run([sys.executable, "manage.py", "shell", "-v", "0", "-c", code], cwd=ROOT, env=env, check=True)
