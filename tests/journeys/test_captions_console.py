"""A director captions a show from the console: on, a language, a correction before it airs, off the picture, a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Error, Page

from tests.bench.captioned import PACK
from tests.bench.stack import SHOW, Stack, studio
from tests.journeys.test_console import page
from tests.waiting import until

__all__ = ["page"]
pytestmark = [pytest.mark.journey, pytest.mark.alone, pytest.mark.timeout(400)]
PATIENCE_S = 240
DELAY_S = 8.0
BETTER = "As the director has it."


@pytest.fixture
def stack() -> Iterator[Stack]:
    narration = next(PACK.glob("narration.*[!n]"))
    voice = {"name": "Narration", "input": {"kind": "file", "path": str(narration)}}
    with studio([voice], {"language": "en", "listen": "src_0", "delay_s": DELAY_S}, (640, 360)) as made:
        yield made


def corrected(page: Page) -> bool:
    """Whether a line that waits could be corrected in time; its words tell who did."""
    line = page.locator(".line[data-state=translated]").last
    try:
        name = line.get_attribute("data-id", timeout=5000)
        page.click(f"[data-id={name}] [aria-label='Edit this line']", timeout=1000)
        page.fill(f"[data-id={name}] [aria-label='Text in fr']", BETTER, timeout=1000)
        page.keyboard.press("Enter")
        page.wait_for_selector(f"[data-id={name}] .line-text:has-text('{BETTER}')", timeout=3000)
        page.wait_for_selector(f"[data-id={name}][data-state=aired] .line-text:has-text('{BETTER}')")
    except Error:
        page.keyboard.press("Escape")
        return False
    return True


def test_a_show_is_captioned_from_the_console(stack: Stack, page: Page) -> None:
    page.set_default_timeout(PATIENCE_S * 1000)
    page.goto(stack.link)
    page.click("button[type=submit], form button")
    page.wait_for_selector("body.console, a.show")
    page.goto(f"http://127.0.0.1:{stack.port}/shows/{SHOW}/")
    page.wait_for_selector("body[data-mode=air][data-whole]")
    page.wait_for_selector(f".monitor-bus:has-text('{DELAY_S:.0f} s before air')")

    page.click("#tab-captions")
    page.wait_for_selector(".captions[data-state=off]")
    page.click(".caption-languages")
    for code in ("en", "fr"):
        page.select_option("[aria-label='Add a language']", code)
        page.wait_for_selector(f".language-chip:has-text('{code}')")
    page.keyboard.press("Escape")
    page.click(".switch")
    page.wait_for_selector(".captions[data-state=listening]")
    page.wait_for_selector(".line:has(.line-words[lang=fr])")

    until(lambda: corrected(page), "a correction before it airs", PATIENCE_S)

    page.keyboard.press("c")
    page.wait_for_selector(".captions-hide[aria-pressed=true]")
    page.keyboard.press("c")
    page.wait_for_selector(".captions-hide[aria-pressed=false]")

    page.click(".out")
    page.click("dialog >> text=Recordings…")
    page.locator("dialog summary").last.click()
    with page.expect_download() as download:
        page.click("dialog details[open] li:has-text('French') a:has-text('SubRip')")
    assert BETTER in download.value.path().read_text()
