"""Every page and state of the console, by axe: what who cannot see, hold a mouse or tell colours apart is promised."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.axe import violations
from tests.console.fixture import PaperStudio
from tests.console.paper_show import FULL_SHOW
from tests.console.test_page import browser

__all__ = ["browser"]
pytestmark = pytest.mark.journey
SHEET = "dialog[open]:not([hidden])"
STREET = "[aria-label='Menu of Street']"
SHEETS = {
    "keyboard": [".help"],
    "settings": [".to-settings"],
    "health": [".bar .health"],
    "people": [".people"],
    "views": [".to-views"],
    "a link to a view": [".to-views", "dialog >> text=New link"],
    "outputs": [".out"],
    "recordings": [".out", "dialog >> text=Recordings…"],
    "a source": [".sources button:has-text('Add source'):visible"],
    "an edited source": [STREET, ".menu >> text=Edit…"],
    "what stands in": [STREET, ".menu >> text=What stands in for it…"],
    "a push address": [STREET, ".menu >> text=Show the address to push to…"],
    "a new scene": [".add-scene"],
    "the scene editor": ["[aria-label='Edit Interview']"],
    "the scene on air": ["[aria-label='Edit Street wide']"],
    "an overlay": ["[data-id=ovl_name] [aria-label^=Edit]"],
    "a new overlay": [".add-overlay"],
    "a sound strip": ["[aria-label='Sound of Street'] button.strip-name"],
    "a macro": ["#tab-macros", ".macro-record", ".cut", ".macro-record"],
}


@pytest.fixture
def studio() -> Iterator[PaperStudio]:
    paper = PaperStudio(FULL_SHOW)
    yield paper
    paper.stop()


@pytest.fixture(params=["dark", "light"])
def page(request: pytest.FixtureRequest, browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(f"localStorage.setItem('tally.theme', '{request.param}')")
    page.goto(studio.start())
    page.wait_for_selector("body[data-mode=air][data-whole]")
    page.wait_for_selector(".tile.source >> nth=5")
    yield page
    page.close()


def test_the_console_is_clean_on_air_rehearsing_off_air_and_without_a_link(page: Page, studio: PaperStudio) -> None:
    found = {"on air": violations(page)}
    states: dict[str, tuple[Callable[[], None], str]] = {
        "alerts": (lambda: studio.lose("src_stage"), ".alerts-open .alert"),
        "rehearsing": (lambda: studio.go(on=True, rehearse=True), ".air[data-rehearsal]"),
        "off air": (lambda: studio.go(on=False), "body[data-mode=off]"),
        "no link": (studio.hang_up, "body[data-mode=offline]"),
    }
    for name, (begin, seen) in states.items():
        studio.call(begin)
        page.wait_for_selector(seen)
        found[name] = violations(page)
    assert not {name: wrong for name, wrong in found.items() if wrong}


def test_every_tab_of_the_tray_is_clean(page: Page, studio: PaperStudio) -> None:
    found = {}
    studio.call(studio.caption)
    for tab, seen in {"overlays": ".overlay", "captions": ".transcript", "macros": ".macros"}.items():
        page.click(f"#tab-{tab}")
        page.wait_for_selector(f"{seen}:visible >> nth=0")
        found[tab] = violations(page, ".tray")
    assert not {name: wrong for name, wrong in found.items() if wrong}


def test_every_sheet_is_clean(page: Page) -> None:
    found = {}
    for name, presses in SHEETS.items():
        for press in presses:
            page.click(press)
        page.wait_for_selector(f"{SHEET} .dialog-head h2")
        found[name] = violations(page, SHEET)
        while page.locator("dialog[open]").count():
            page.keyboard.press("Escape")
    assert not {name: wrong for name, wrong in found.items() if wrong}


def test_the_palette_is_clean_empty_and_with_something_found(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.wait_for_selector(".palette-row")
    found = {"all": violations(page, ".palette")}
    page.keyboard.type("street")
    page.wait_for_selector(".palette-row[aria-selected=true]")
    found["street"] = violations(page, ".palette")
    assert not {name: wrong for name, wrong in found.items() if wrong}
