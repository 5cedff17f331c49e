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
    page.wait_for_selector("body[data-mode=air][data-whole]")
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


NAME = "Friday Night Live from the Harbour Stage in Lindau"
WHOLE = "e => e.scrollHeight <= e.clientHeight + 1 && e.scrollWidth <= e.clientWidth + 1"


@pytest.mark.parametrize(("width", "height", "whole"), [(1440, 900, True), (1280, 720, True), (360, 740, False)])
def test_a_long_name_of_a_show_stands_in_two_lines_before_it_is_cut(
    browser: Browser, studio: PaperStudio, width: int, height: int, whole: bool
) -> None:
    studio.show["name"] = NAME
    with touched(browser, studio, width, height, touch=width < 1000) as page:
        page.wait_for_selector(".show-name[data-long]")
        assert page.get_attribute(".show-name", "title") == NAME
        assert page.eval_on_selector(".show-name", WHOLE) or not whole
        boxes = page.evaluate(BOXES, ".bar, .show-name")
        assert boxes[1][2] >= boxes[0][2] - 1 and boxes[1][3] <= boxes[0][3] + 1


def test_off_air_a_phone_has_start_and_rehearse_in_reach_and_program_says_how_it_begins(
    browser: Browser, studio: PaperStudio
) -> None:
    with touched(browser, studio, 360, 740) as page:
        studio.call(lambda: studio.go(on=False))
        page.wait_for_selector("body[data-mode=off]")
        for found in (".start", ".rehearse"):
            box = page.locator(found).bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360
        page.wait_for_selector(".monitor[data-bus=program] .monitor-words:text('Start it in the top line')")


def test_on_a_phone_a_sheet_gives_its_room_to_what_is_in_it(browser: Browser, studio: PaperStudio) -> None:
    with touched(browser, studio, 360, 740) as page:
        page.locator("button.strip-name").nth(1).evaluate("e => e.click()")
        page.wait_for_selector("dialog .strip-sheet")
        assert page.eval_on_selector("dialog .dialog-body", "e => e.scrollWidth <= e.clientWidth")
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog", state="detached")
        page.locator(".to-settings").evaluate("e => e.click()")
        page.wait_for_selector("dialog .dialog-foot")
        assert page.eval_on_selector("dialog .dialog-form", "e => e.scrollHeight > e.clientHeight")
        foot = page.locator("dialog .dialog-foot").bounding_box()
        sheet = page.locator("dialog.aside").bounding_box()
        assert foot and sheet and foot["y"] >= sheet["y"] + sheet["height"] - 1
        page.locator("dialog .dialog-foot .button").last.scroll_into_view_if_needed()
