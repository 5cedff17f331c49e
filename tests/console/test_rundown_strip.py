"""The rundown in the director's console: there for a show that has one, and never in the way of a take."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.console.fixture import PaperStudio
from tests.console.paper_show import FILES_SHOW
from tests.console.test_page import BOXES, browser, opened, overlap
from tests.console.test_rundown import play, sent
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey
STRIP = ".rundown-strip"
SIZES = [(1920, 1080), (1440, 900), (1280, 720), (1024, 768)]


@pytest.fixture
def studio() -> Iterator[PaperStudio]:
    paper = PaperStudio(FILES_SHOW)
    paper.rundowns.fill(60)
    yield paper
    paper.stop()


@pytest.fixture
def page(browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    yield from opened(browser, studio)


def test_a_show_without_a_rundown_keeps_the_room_for_its_pictures(browser: Browser) -> None:
    paper = PaperStudio(FILES_SHOW)
    for page in opened(browser, paper):
        page.wait_for_selector(".tile.source >> nth=5")
        assert page.locator(STRIP).is_hidden()
        assert page.get_attribute("body", "data-rundown") is None
        page.click(".to-rundowns")
        page.wait_for_selector(".runs:has-text('Name your first one')")
    paper.stop()


def test_the_strip_starts_a_rundown_and_says_what_plays_and_what_comes(page: Page, studio: PaperStudio) -> None:
    page.wait_for_selector(f"{STRIP}[data-who=director]:has-text('No rundown runs')")
    page.click(f"{STRIP} button:has-text('Start…')")
    page.click(".menu-item:text-is('Night loop')")
    page.wait_for_selector(f"{STRIP}[data-who=rundown] strong:text-is('Rundown has the programme')")
    page.wait_for_selector(f"{STRIP} b:text-is('Harbour at night, part 1')")
    page.wait_for_selector(f"{STRIP} .strip-left:text-matches('00:[12]')")
    page.wait_for_selector(f"{STRIP} dd:text-is('Trailer: The Ferryman, part 2')")
    page.wait_for_selector(f"{STRIP} dd:has-text(': News at')")
    assert sent(studio, "rundown_start")[0]["at"] == "start"


def test_a_cut_takes_over_and_the_programme_is_handed_back(page: Page, studio: PaperStudio) -> None:
    play(studio)
    page.wait_for_selector(f"{STRIP}[data-who=rundown]")
    page.keyboard.press("Space")
    page.wait_for_selector(f"{STRIP}[data-who=director]:has-text('Night loop goes on by its clock')")
    page.wait_for_selector(f"{STRIP} .strip-label:text-is('Would be')")
    page.click(f"{STRIP} button:has-text('Hand back')")
    page.click(".menu-item:has-text('Where the clock is now')")
    page.wait_for_selector(f"{STRIP}[data-who=rundown]")
    assert [one["where"] for one in sent(studio, "rundown_hand_back")] == ["clock"]


def test_skip_hold_and_a_held_stop_reach_the_mixer(page: Page, studio: PaperStudio) -> None:
    play(studio)
    page.click(f"{STRIP} button:has-text('Skip')")
    page.click(f"{STRIP} button:has-text('Hold')")
    page.wait_for_selector(f"{STRIP} button[aria-pressed=true]:has-text('Go on')")
    page.hover(f"{STRIP} .hold")
    page.mouse.down()
    page.wait_for_selector(f"{STRIP}:has-text('No rundown runs')")
    page.mouse.up()
    assert [one["verb"] for one in studio.commands] == ["rundown_skip", "rundown_hold", "rundown_stop"]


def test_a_break_is_called_for_from_the_strip(page: Page, studio: PaperStudio) -> None:
    play(studio)
    page.wait_for_selector(f"{STRIP} button:has-text('Skip')")
    assert page.locator(f"{STRIP} button:has-text('Break')").is_hidden()
    studio.rundowns.all["run_night"]["breaks"] = {"items": [], "every_s": 0, "first_s": None, "take": 0}
    play(studio)
    page.click(f"{STRIP} button:has-text('Break')")
    until(lambda: bool(sent(studio, "rundown_break")), "the break")


def test_standby_works_while_typing_in_a_dialog_and_with_the_air_lock_on(page: Page, studio: PaperStudio) -> None:
    page.click(".lock")
    page.keyboard.press("F8")
    page.focus(".overlays input >> nth=0")
    page.keyboard.press("F8")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open] kbd:text-is('F8')")
    page.keyboard.press("F8")
    until(lambda: len(sent(studio, "standby")) == 3)


@pytest.mark.parametrize(("width", "height"), [(820, 1180), (360, 740)])
def test_what_comes_next_is_said_on_small_screens_too(
    browser: Browser, studio: PaperStudio, width: int, height: int
) -> None:
    play(studio)
    for page in opened(browser, studio, width, height):
        page.wait_for_selector(f"{STRIP} .strip-then:text-is('Next: Tram ride, part 6')")
        boxes = page.evaluate(BOXES, f"{STRIP} > *, {STRIP} button")
        assert all(box[0] >= 0 and box[1] <= width for box in boxes)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_console_with_a_strip_fits_every_directors_screen(
    browser: Browser, studio: PaperStudio, width: int, height: int
) -> None:
    studio.rundowns.all["run_night"]["breaks"] = {"items": [], "every_s": 0, "first_s": None, "take": 0}
    play(studio)
    for page in opened(browser, studio, width, height):
        page.wait_for_selector(f"{STRIP}[data-who=rundown]")
        page.wait_for_selector(".tile.source >> nth=5")
        inside = (
            "document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth"
        )
        assert page.evaluate(inside)
        assert page.eval_on_selector(".scenes .tiles", "e => e.scrollHeight <= e.clientHeight + 1")
        assert page.eval_on_selector(".take", "e => e.scrollHeight <= e.clientHeight + 1")
        assert page.eval_on_selector(f"{STRIP} strong", "e => e.scrollWidth <= e.clientWidth")
        boxes = page.evaluate(BOXES, f"{STRIP} > *, {STRIP} button")
        parts = page.evaluate(BOXES, f"{STRIP} > *")
        assert all(box[0] >= 0 and box[1] <= width for box in boxes)
        assert not [(one, other) for one in parts for other in parts if one != other and overlap(one, other)]
