"""The console on tablets, phones and desks that are zoomed: all of it in reach, and nothing over anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations

import pytest
from playwright.sync_api import Browser, Page

from tests.console.fixture import PaperStudio
from tests.console.paper_show import FULL_SHOW
from tests.console.test_page import BOXES, browser, overlap
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey
SMALL = [(1280, 720), (1024, 768), (820, 1180), (844, 390), (360, 740)]
SHEETS = {
    "Outputs": ".out", "Who is here": ".people", "Settings of the show": ".to-settings",
    "Views and links": ".to-views", "Keys": ".help", "Health": ".health",
}  # fmt: skip
WORDS = "e => e.querySelector('.said')?.textContent ?? e.getAttribute('aria-label') ?? e.textContent"
IN_BAR = ".bar .bar-group > :not([data-notices], .show-name)"


@pytest.fixture
def studio() -> Iterator[PaperStudio]:
    paper = PaperStudio(FULL_SHOW)
    yield paper
    paper.stop()


@contextmanager
def touched(
    browser: Browser, studio: PaperStudio, width: int, height: int, *, scale: float = 1, touch: bool = True
) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=touch, is_mobile=touch, device_scale_factor=scale
    )
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(studio.start())
    page.wait_for_selector("body[data-mode=air]")
    page.wait_for_selector(".bar .lamp[data-worry]", state="attached")
    until(lambda: fits(page, width))
    yield page
    context.close()
    assert not problems


def fits(page: Page, width: int) -> bool:
    boxes = page.evaluate(BOXES, IN_BAR)
    inside = page.evaluate("document.querySelector('.bar').scrollWidth") <= width
    return inside and not [pair for pair in combinations(boxes, 2) if overlap(*pair)]


@pytest.mark.parametrize(("width", "height"), SMALL)
def test_all_of_the_top_line_is_in_reach_of_a_finger_on_every_screen(
    browser: Browser, studio: PaperStudio, width: int, height: int
) -> None:
    with touched(browser, studio, width, height) as page:
        for title, part in SHEETS.items():
            words = page.eval_on_selector(f".bar-group {part}", WORDS)
            if page.is_visible(f".bar-group {part}"):
                page.tap(f".bar-group {part}")
            else:
                page.tap(".bar-more")
                row = page.locator(".bar-menu .menu-item", has_text=words)
                box = row.bounding_box()
                assert box and box["height"] >= 44 and box["x"] >= 0 and box["x"] + box["width"] <= width
                row.tap()
            page.get_by_role("dialog", name=title).wait_for()
            page.keyboard.press("Escape")
            page.wait_for_selector("dialog", state="detached")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_menu_is_walked_by_keyboard_and_gives_the_focus_back(browser: Browser, studio: PaperStudio) -> None:
    with touched(browser, studio, 820, 1180, touch=False) as page:
        page.focus(".bar-more")
        page.keyboard.press("Enter")
        page.wait_for_selector(".bar-menu .menu-item:focus")
        page.keyboard.press("ArrowUp")
        page.wait_for_selector(".bar-menu .menu-item:last-child:focus")
        page.keyboard.press("Escape")
        page.wait_for_selector(".bar-more:focus")
        page.keyboard.press("Enter")
        page.wait_for_selector(".bar-menu .menu-item:focus")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        page.get_by_role("dialog", name="Keys").wait_for()
        page.keyboard.press("Escape")
        page.wait_for_selector(".bar-more:focus")
        assert studio.commands == []


def test_who_stops_the_show_from_the_menu_must_hold_there_too(browser: Browser, studio: PaperStudio) -> None:
    with touched(browser, studio, 320, 640) as page:
        page.tap(".bar-more")
        stop = page.locator(".bar-menu .hold")
        stop.tap()
        assert studio.air["wanted"] and stop.is_visible()
        stop.hover()
        page.mouse.down()
        page.wait_for_selector("body[data-mode=off]")
        page.mouse.up()


def test_an_empty_transport_leaves_no_gap_on_a_tablet_and_moves_no_hand_when_it_comes(
    browser: Browser, studio: PaperStudio
) -> None:
    studio.desk["preview"] = "scn_bars"
    with touched(browser, studio, 820, 1180, touch=False) as page:
        page.wait_for_selector(".transport[data-bus=none]", state="attached")
        monitors, take = (page.locator(one).bounding_box() for one in (".monitors", ".take"))
        assert monitors and take and take["y"] - (monitors["y"] + monitors["height"]) < 24
        found = ".take, .scene, .monitor, .strip"
        before = page.evaluate(BOXES, found)
        page.keyboard.press("2")
        page.wait_for_selector(".transport[data-bus=preview] .transport-play:visible")
        assert page.evaluate(BOXES, found) == before


@pytest.mark.parametrize(("width", "height"), [(720, 450), (640, 360), (960, 540)])
def test_at_twice_the_size_the_programme_is_in_sight_and_nothing_lies_over_anything(
    browser: Browser, studio: PaperStudio, width: int, height: int
) -> None:
    with touched(browser, studio, width, height, scale=2, touch=False) as page:
        [program] = page.evaluate(BOXES, ".monitor[data-bus=program]")
        assert program[0] >= 0 and program[1] <= width and program[3] <= height
        boxes = page.evaluate(BOXES, ".bar, .monitor[data-bus=program], .take")
        assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
