"""Running the show: what is wrong, how everything is doing, who is here. In a real browser, against a paper studio."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.console.fixture import PaperStudio
from tests.console.test_page import browser, opened, studio
from tests.waiting import until

pytestmark = pytest.mark.journey
__all__ = ["browser", "studio"]


@pytest.fixture
def page(browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    yield from opened(browser, studio)


def test_an_alert_is_seen_by_somebody_for_everybody_and_folds_away_when_it_is_over(
    page: Page, studio: PaperStudio
) -> None:
    studio.call(studio.lose, "src_stage")
    alert = page.locator(".alerts-open .alert")
    expect(alert).to_contain_text("Stage has lost its signal")
    expect(page.locator("[data-panel=alerts] .panel-note")).to_have_text("1 to look at")
    alert.get_by_role("button", name="Seen: Stage has lost its signal").click()
    expect(alert).to_contain_text("seen by Ada Holt")
    expect(page.locator("[data-panel=alerts] .panel-note")).to_have_text("")
    assert studio.commands[-1]["verb"] == "acknowledge_alert"
    studio.call(studio.find, "src_stage")
    expect(alert).to_have_count(0)
    page.click(".alerts-past summary")
    expect(page.locator(".alerts-past .alert")).to_contain_text("Stage: live")


def test_an_alert_opens_what_mends_it(page: Page, studio: PaperStudio) -> None:
    studio.call(studio.lose, "src_stage")
    page.click(".alerts-open .alert >> text=Source…")
    expect(page.get_by_role("dialog", name="Replace Stage camera")).to_be_visible()


def test_what_nobody_has_seen_stands_before_what_somebody_looks_after(page: Page, studio: PaperStudio) -> None:
    studio.call(studio.lose, "src_stage")
    page.click(".alerts-open .alert >> text=Seen")
    studio.call(studio.lose, "src_street")
    texts = page.locator(".alerts-open .alert .alert-text > span:first-child")
    until(lambda: texts.all_inner_texts() == ["Street has lost its signal", "Stage has lost its signal"])


def test_the_figures_in_the_bar_open_the_health_of_everything(page: Page, studio: PaperStudio) -> None:
    page.click("[data-panel=bar] button.health")
    sheet = page.get_by_role("dialog", name="Health")
    for words in ("Stage camera", "H.264 High, AAC 48 kHz stereo", "3.9 Mb/s", "1.1 of 2 cores", "22 h 10 min", "4.0×"):
        expect(sheet).to_contain_text(words)
    studio.states["src_stage"] = {"health": {"age_ms": 2400, "frozen_s": 18.0}}
    expect(sheet.locator(".health-row", has_text="Stage camera")).to_contain_text("no movement for 18 s")
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).to_have_count(0)
