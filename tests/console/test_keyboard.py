"""The desk by keyboard: few stops, CUT under the space bar, and always a way back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.console.fixture import PaperStudio
from tests.console.test_page import browser, opened
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey
FOCUSED = "document.activeElement.className + ' ' + (document.activeElement.dataset.id ?? '')"


@pytest.fixture
def studio() -> Iterator[PaperStudio]:
    paper = PaperStudio()
    yield paper
    paper.stop()


@pytest.fixture
def page(browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    yield from opened(browser, studio)


def tab_to(page: Page, panel: str) -> None:
    for _ in range(20):
        page.keyboard.press("Tab")
        if panel in page.evaluate(FOCUSED):
            return
    raise AssertionError(f"Tab never came to {panel}")


def verbs(studio: PaperStudio) -> list[str]:
    return [command["verb"] for command in studio.commands]


def test_a_dozen_stops_lead_round_the_desk(page: Page) -> None:
    been: list[str] = []
    while len(been) < 30 and len(set(been)) == len(been):  # behind the last it begins anew: there is nothing else
        page.keyboard.press("Tab")
        been.append(page.evaluate(FOCUSED))
    assert 8 <= len(been) <= 14 and been[-1] == been[0] == "bar "
    assert any("scenes" in one for one in been) and any("sound" in one for one in been)


@pytest.mark.parametrize("panel", ["bar", "scenes", "take", "sound"])
def test_space_after_tab_is_cut_on_every_panel(page: Page, studio: PaperStudio, panel: str) -> None:
    tab_to(page, panel)
    page.keyboard.press("Space")
    until(lambda: verbs(studio) == ["cut"])


@pytest.mark.parametrize("opener", [".bar .health", ".bar .people", ".bar .out", ".bar .help", ".bar .to-views"])
def test_space_is_cut_beside_a_sheet_that_the_mouse_has_opened(page: Page, studio: PaperStudio, opener: str) -> None:
    page.click(opener)
    page.wait_for_selector("dialog.aside[open]")
    page.keyboard.press("Space")
    until(lambda: [one["verb"] for one in studio.commands] == ["cut"], "CUT by its key")
    assert page.is_visible("dialog.aside[open]")


def test_an_arrow_goes_into_a_panel_and_then_space_presses_what_has_the_focus(page: Page, studio: PaperStudio) -> None:
    tab_to(page, "scenes")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    until(lambda: bool(studio.commands) or page.locator("dialog").count() > 0)
    assert "cut" not in verbs(studio)


def test_esc_comes_out_to_the_panel_and_to_the_desk(page: Page, studio: PaperStudio) -> None:
    tab_to(page, "sources")
    page.keyboard.press("ArrowRight")
    assert "sources" not in page.evaluate(FOCUSED)
    page.keyboard.press("Escape")
    assert "sources" in page.evaluate(FOCUSED)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press("Space")
    until(lambda: verbs(studio) == ["cut"])


def test_tab_in_a_field_goes_to_the_next_field_and_then_on(page: Page, studio: PaperStudio) -> None:
    page.click("[data-id=ovl_name] input >> nth=0")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('[data-id=ovl_name] input')")
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    until(lambda: verbs(studio) == ["cut"])
