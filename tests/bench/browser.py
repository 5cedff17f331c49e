"""A console in headless Chromium, as a director would have it open."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from playwright.sync_api import Page, sync_playwright

from tests.bench.stack import SHOW, Stack
from tests.chromium import launch
from tests.hearing import TAP


@contextlib.contextmanager
def console(stack: Stack) -> Iterator[Page]:
    """The signed-in console of the show, with its monitors playing."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        # Playwright evaluates its own scripts in the page, which our policy rightly refuses.
        page = browser.new_page(viewport={"width": 1440, "height": 900}, bypass_csp=True)
        page.add_init_script(TAP)
        page.goto(stack.link)
        page.get_by_role("button").first.click()
        page.wait_for_load_state()
        page.goto(f"http://127.0.0.1:{stack.port}/shows/{SHOW}/")
        page.wait_for_function("[...document.querySelectorAll('video')].some(v => v.currentTime > 1)", timeout=60_000)
        yield page
        browser.close()
