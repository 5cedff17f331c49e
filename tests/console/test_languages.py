"""The console in another language: nothing on it is left in English, and nothing runs out of its box."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.console.fixture import PaperStudio
from tests.console.paper_health import PEOPLE
from tests.console.pseudo import TOO_LONG, UNMARKED, catalogue, pseudo, spoken
from tests.console.test_page import BOXES, browser, overlap

__all__ = ["browser"]
pytestmark = [pytest.mark.journey, pytest.mark.timeout(400)]


def named(text: str, **values: str) -> str:
    """What has this label, as the page says it."""
    said = pseudo(text)
    for name, value in values.items():
        said = said.replace(f"%({name})s", value)
    return f'[aria-label="{said}"]'


MENU, SETTINGS = named("Menu of %(name)s", name="Street"), ".caption-tools .button >> nth=-1"
STATES: dict[str, tuple[str, ...]] = {
    "desk": (),
    "settings of a film": (".transport-settings",),
    "captions": ("#tab-captions",),
    "settings of captions": (SETTINGS,),
    "place of captions": (SETTINGS, "dialog [role=tab] >> nth=1"),
    "looks of captions": (SETTINGS, "dialog [role=tab] >> nth=2"),
    "glossary": (SETTINGS, "dialog [role=tab] >> nth=3"),
    "languages of captions": (".caption-languages",),
    "macros": ("#tab-macros",),
    "overlays": ("#tab-overlays",),
    "a new overlay": (".add-overlay",),
    "a text": (named("Edit %(name)s", name="Lower third"),),
    "a new scene": (".add-scene:visible",),
    "a scene": (".scenes .tile-more >> nth=0",),
    "a new source": (".sources .panel-head .button",),
    "menu of a source": (MENU,),
    "a source": (MENU, ".menu-item >> nth=0", "dialog[open] h2"),
    "a strip": ("button.strip-name >> nth=1",),
    "a dip": (".segment[data-kind=dip]",),
    "a wipe": (".segment[data-kind=wipe]",),
    "a stinger": (".segment[data-kind=stinger]",),
    "settings": (".to-settings",),
    "health": (".bar .health",),
    "outputs": (".out",),
    "people": (".people",),
    "views": (".to-views",),
    "keys": (".bar .help",),
}
IN_PAGE = ("#tab-", ".segment")
"""What these press opens nothing over the page."""
UNITS = "dB|[kM]b/s|kbit/s|m?s|px|k?Hz|LUFS|UTC"
PLAIN = re.compile(rf"\w+://\S+|\b(Tally|Noto Sans|H\.264 High|AAC|stereo|{UNITS}|[A-Z]{{1,2}})\b")
"""Names of things, letters of loudness and of people: the same in every language."""


@pytest.fixture(scope="module")
def studio() -> Iterator[PaperStudio]:
    paper = PaperStudio()
    paper.texts = catalogue()
    paper.start()
    yield paper
    paper.stop()


@contextmanager
def opened(
    browser: Browser, studio: PaperStudio, width: int, height: int, *, right_to_left: bool = False
) -> Iterator[Page]:
    with spoken(right_to_left=right_to_left):
        page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"http://127.0.0.1:{studio.pages.server_address[1]}/shows/shw_demo/")
        page.wait_for_selector("body[data-mode=air][data-whole]")
        page.wait_for_selector(".tile.source >> nth=5")
        yield page
        page.close()
        assert not problems


@contextmanager
def at(page: Page, *presses: str) -> Iterator[None]:
    """Press one after the other; close what they opened afterwards."""
    for one in presses:
        page.locator(one).first.click()
    if presses and not presses[-1].startswith(IN_PAGE):
        page.wait_for_selector("dialog[open], .menu")
    page.wait_for_load_state("networkidle")
    yield
    over = page.locator("dialog[open], .menu")
    while there := over.count():
        page.keyboard.press("Escape")
        over.nth(there - 1).wait_for(state="detached")


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (text for one in value.values() for text in strings(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in strings(one))
    elif isinstance(value, str):
        yield value


def is_data(text: str, known: str) -> bool:
    """Whether people have typed it, or it is the same in every language."""
    left = PLAIN.sub("", text)
    return not re.search(r"[^\W\d_]", left) or all(word in known for word in text.split())


@pytest.mark.parametrize(("width", "height"), [(1920, 1080)])
def test_every_text_of_the_console_is_translated(
    browser: Browser, studio: PaperStudio, width: int, height: int
) -> None:
    known = "\n".join([*strings(studio.show), *strings(PEOPLE)])
    left: dict[str, set[str]] = {}
    with opened(browser, studio, width, height) as page:
        for name, presses in STATES.items():
            with at(page, *presses):
                found = {f"{text!r} at {where}" for text, where in page.evaluate(UNMARKED) if not is_data(text, known)}
                left |= {name: found - set().union(*left.values())}
    assert {name: found for name, found in left.items() if found} == {}


@pytest.mark.parametrize("right_to_left", [False, True])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (820, 1180)])
def test_longer_words_stay_in_their_boxes(
    browser: Browser, studio: PaperStudio, width: int, height: int, right_to_left: bool
) -> None:
    left: dict[str, set[str]] = {}
    with opened(browser, studio, width, height, right_to_left=right_to_left) as page:
        assert page.evaluate("document.dir") == ("rtl" if right_to_left else "ltr")
        for name in ("desk", "captions", "macros", "overlays", "a new scene", "a new source", "a wipe", "a strip"):
            with at(page, *STATES[name]):
                left |= {name: set(page.evaluate(TOO_LONG)) - set().union(*left.values())}
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert {name: found for name, found in left.items() if found} == {}


@pytest.mark.parametrize("right_to_left", [False, True])
def test_what_takes_stands_clear_of_its_neighbours(browser: Browser, studio: PaperStudio, right_to_left: bool) -> None:
    with opened(browser, studio, 1440, 900, right_to_left=right_to_left) as page:
        boxes = page.evaluate(BOXES, ".take button, .scenes .tile, .monitor")
        assert len(boxes) > 12
        assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
