"""The palette: what is wanted is typed, found and done without looking for its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.console.fixture import PaperStudio
from tests.console.test_page import browser, opened
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey


@pytest.fixture
def studio() -> Iterator[PaperStudio]:
    paper = PaperStudio()
    yield paper
    paper.stop()


@pytest.fixture
def page(browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    yield from opened(browser, studio)


def test_a_scene_is_lined_up_by_a_few_letters_of_its_name(page: Page, studio: PaperStudio) -> None:
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="What is to be done?")
    expect(field).to_be_focused()
    field.press_sequentially("line prod")
    expect(page.locator(".palette-row[aria-selected=true] > span")).to_have_text("Line up Product")
    page.keyboard.press("Enter")
    until(lambda: studio.commands, "the command")
    assert [(one["verb"], one["scene"]) for one in studio.commands] == [("preview", "scn_prod")]
    expect(page.locator("dialog.palette")).to_have_count(0)


def test_while_it_is_open_no_key_reaches_the_desk_and_esc_gives_them_back(page: Page, studio: PaperStudio) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("x ")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.palette")).to_have_count(0)
    assert studio.commands == []
    page.keyboard.press("Space")
    until(lambda: [one["verb"] for one in studio.commands] == ["cut"], "CUT by its key again")


def test_enter_does_nothing_before_something_is_chosen(page: Page, studio: PaperStudio) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.press("Enter")
    assert studio.commands == []
    page.keyboard.press("ArrowDown")
    expect(page.locator(".palette-row[aria-selected=true] > span")).to_have_text("Cut")
    page.keyboard.press("Enter")
    until(lambda: [one["verb"] for one in studio.commands] == ["cut"], "the first of the list")


def test_it_opens_sheets_and_says_when_nothing_is_called_so(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("qqq")
    expect(page.locator(".palette-none")).to_have_text("Nothing is called that.")
    page.locator(".palette-field").fill("heal")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Health")).to_be_visible()


def test_the_air_lock_holds_what_the_palette_takes(page: Page, studio: PaperStudio) -> None:
    page.click(".lock")
    page.keyboard.press("Control+k")
    page.keyboard.type("take prod")
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice >> text=The air lock is on")
    assert studio.commands == []
