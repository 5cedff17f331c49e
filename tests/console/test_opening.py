"""What opening the console loads: what the first picture needs, then the rest. In a browser, against a paper studio."""

from __future__ import annotations

from functools import partial

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.console.fixture import PaperStudio
from tests.console.test_page import browser, opened, studio
from tests.waiting import until

pytestmark = pytest.mark.journey
__all__ = ["browser", "studio"]

# Two hundred scripts lie in static/console. A panel may cost a few more; a sheet costs none.
SCRIPTS_MOST = 140
STYLES_MOST = 30
COMES_MS = 30_000  # a machine that does other things fetches slowly
ALL = "performance.setResourceTimingBufferSize(1000);"
NEVER_IDLE = ALL + "window.requestIdleCallback = () => 0;"
NAMES = "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)"
LAST = f"{NAMES}.some((name) => name.endsWith('/console/views/sheet.js'))"
STYLED = "[...document.querySelectorAll('link[data-sheets]')].every(({ sheet }) => sheet)"


def loaded(page: Page, kind: str) -> list[str]:
    names: list[str] = page.evaluate(NAMES)
    return [name for name in names if name.endswith(kind)]


def test_the_first_picture_waits_for_nothing_that_opens_beside_the_desk(browser: Browser, studio: PaperStudio) -> None:
    for page in opened(browser, studio, before=NEVER_IDLE, whole=False):
        until(partial(page.evaluate, "document.querySelector('[data-bus=program] video').currentTime > 0"), "a picture")
        scripts, styles = loaded(page, ".js"), loaded(page, ".css")
        assert 80 < len(scripts) <= SCRIPTS_MOST
        assert 15 < len(styles) <= STYLES_MOST
        assert not [
            name for name in scripts if name.endswith(("/editor/sheet.js", "/dialogs/source.js", "/keys/sheet.js"))
        ]


def test_what_is_not_loaded_yet_opens_when_it_has_come_and_looks_as_it_should(
    browser: Browser, studio: PaperStudio
) -> None:
    for page in opened(browser, studio, before=NEVER_IDLE, whole=False):
        page.keyboard.press("?")
        groups = page.locator("dialog .key-groups")
        expect(groups).to_be_visible(timeout=COMES_MS)
        expect(groups).to_have_css("display", "grid")
        expect(page.locator("dialog.aside")).to_have_count(1)


def test_with_the_network_gone_every_sheet_opens(browser: Browser, studio: PaperStudio) -> None:
    for page in opened(browser, studio, before=ALL, whole=False):
        until(partial(page.evaluate, LAST), "the last of the sheets")
        until(partial(page.evaluate, STYLED), "their style")
        page.context.set_offline(True)
        for opener, name in ((".bar button.health", "Health"), (".bar .people", "Who is here"), (".help", "Keys")):
            page.click(opener)
            expect(page.get_by_role("dialog", name=name)).to_be_visible()
        page.context.set_offline(False)


def test_what_does_not_come_says_so_and_comes_when_asked_again(browser: Browser, studio: PaperStudio) -> None:
    for page in opened(browser, studio, before=NEVER_IDLE, whole=False):
        page.route("**/keys/sheet.js", lambda route: route.abort())
        page.click(".help")
        expect(page.locator("[data-notices]")).to_contain_text("did not load")
        page.unroute("**/keys/sheet.js")
        page.click(".help")
        expect(page.get_by_role("dialog", name="Keys")).to_be_visible(timeout=COMES_MS)


def test_a_style_that_does_not_come_keeps_no_sheet_shut_and_is_asked_for_again(
    browser: Browser, studio: PaperStudio
) -> None:
    for page in opened(browser, studio, before=NEVER_IDLE, whole=False):
        page.route("**/style/keys.css", lambda route: route.abort())
        page.click(".help")
        expect(page.get_by_role("dialog", name="Keys")).to_be_visible(timeout=COMES_MS)
        page.unroute("**/style/keys.css")
        page.click(".bar button.health")
        expect(page.get_by_role("dialog", name="Health")).to_be_visible(timeout=COMES_MS)
        until(partial(page.evaluate, STYLED), "the style that did not come at first")
