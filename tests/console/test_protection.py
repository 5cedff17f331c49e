"""What the console says where web pages are kept from the studio's machine less well than they could be.

Phones have no panel of sources to say it in.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from studio.shows import protection
from tests.chromium import launch
from tests.console.fixture import PaperStudio
from tests.console.paper_show import FULL_SHOW
from tests.console.test_page import opened

pytestmark = pytest.mark.journey
WORDS = "Pages run in Chromium's sandbox alone: install bubblewrap to fence them in."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def half_protected(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"protection": "sandbox", "allowed": True, "warning": WORDS}
    monkeypatch.setattr(protection, "_asked", lambda: told)
    monkeypatch.setattr(protection, "_told_at", float("-inf"))


def with_a_page() -> dict[str, Any]:
    show = deepcopy(FULL_SHOW)
    show["sources"][0]["input"] = {"kind": "web", "url": "https://example.org/"}
    return show


@pytest.mark.parametrize(("show", "said"), [(with_a_page(), True), (FULL_SHOW, False)], ids=["a page", "no page"])
@pytest.mark.parametrize("width", [820, 1440])
def test_the_warning_stands_over_the_sources_while_a_show_has_pages(
    browser: Browser, show: dict[str, Any], said: bool, width: int
) -> None:
    studio = PaperStudio(show)
    try:
        for page in opened(browser, studio, width, 900):
            page.wait_for_selector(".tile.source >> nth=0", state="attached")
            warning = page.locator(".hint.warning")
            assert warning.is_hidden() is not said
            assert not said or warning.inner_text() == WORDS
    finally:
        studio.stop()
