"""Sheets: what edits stands beside monitors and take buttons, and takes no key from the desk."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Browser, Page

from tests.console.fixture import PaperStudio
from tests.console.paper_show import EMPTY_SHOW, FULL_SHOW
from tests.console.test_page import BOXES, browser, opened, overlap
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey
ADD, NAME = ".sources button:has-text('Add source'):visible", "dialog input[placeholder='Camera 1']"
IN_SIGHT = ".monitor[data-bus=program], .take-button, .stop, .air, .rec"


@pytest.fixture
def studio(request: pytest.FixtureRequest) -> Iterator[PaperStudio]:
    paper = PaperStudio(getattr(request, "param", FULL_SHOW))
    yield paper
    paper.stop()


@pytest.fixture
def page(browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    yield from opened(browser, studio)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720), (820, 1180)])
def test_a_sheet_covers_neither_the_program_nor_what_takes(
    browser: Browser, studio: PaperStudio, width: int, height: int
) -> None:
    for page in opened(browser, studio, width, height):
        before = page.evaluate(BOXES, IN_SIGHT)
        page.click(".add-scene")
        page.wait_for_selector("dialog[aria-label='New scene'] button[type=submit]")
        (sheet,) = page.evaluate(BOXES, "dialog.aside")
        assert sheet[1] <= width and sheet[3] <= height
        assert not [pair for pair in product([sheet], page.evaluate(BOXES, IN_SIGHT)) if overlap(*pair)]
        assert page.evaluate(BOXES, IN_SIGHT) == before


def test_the_desks_keys_work_beside_a_sheet_and_are_letters_in_its_fields(page: Page, studio: PaperStudio) -> None:
    page.click(ADD)
    page.keyboard.type("1 2")
    assert page.input_value(NAME) == "1 2" and studio.commands == []
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    until(lambda: [command["verb"] for command in studio.commands] == ["cut"])
    assert page.input_value(NAME) == "1 2"


def test_esc_closes_a_sheet_and_gives_the_keys_back_to_the_desk(page: Page, studio: PaperStudio) -> None:
    page.click(".out")
    page.wait_for_selector("dialog[aria-label=Outputs]")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    page.keyboard.press("Space")
    until(lambda: [command["verb"] for command in studio.commands] == ["cut"])


def test_one_sheet_at_a_time_and_what_is_not_saved_waits_beneath(page: Page) -> None:
    page.click(".out")
    page.click(ADD)
    page.wait_for_selector("dialog[aria-label=Outputs]", state="detached")
    page.fill(NAME, "Quartet")
    page.click(".out")
    page.wait_for_selector("dialog[aria-label=Outputs]")
    assert page.is_hidden("dialog[aria-label='Add a source']")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog[aria-label=Outputs]", state="detached")
    assert page.input_value(NAME) == "Quartet"


@pytest.mark.parametrize("studio", [EMPTY_SHOW], indirect=True)
def test_a_push_key_is_not_lost_by_esc(page: Page) -> None:
    page.click(".sources .add")
    page.check("input[value=push]", force=True)
    page.fill("input[placeholder='Camera 1']", "Camera 1")
    page.click("button[type=submit]")
    key = page.get_by_label("Stream key")
    key.wait_for()
    for _ in range(3):
        page.keyboard.press("Escape")
    page.click(".out")
    page.get_by_role("dialog", name="Outputs").get_by_role("button", name="Close").click()
    assert "key_paper" in key.input_value()
    page.click("text=Done")
    page.wait_for_selector("dialog", state="detached")
