"""Running the show: what is wrong, how everything is doing, who is here. In a real browser, against a paper studio."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

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


def test_who_prepares_sees_to_an_alert_too(page: Page, studio: PaperStudio) -> None:
    studio.role = "producer"
    page.reload()
    page.wait_for_selector("body[data-mode=air][data-whole]")
    studio.call(studio.lose, "src_stage")
    alert = page.locator(".alerts-open .alert")
    alert.get_by_role("button", name="Seen: Stage has lost its signal").click()
    expect(alert).to_contain_text("seen by Ada Holt")


def test_a_phone_has_its_alerts_at_the_end_of_the_page_clear_of_the_take_buttons(
    browser: Browser, studio: PaperStudio
) -> None:
    for page in opened(browser, studio, 360, 740):
        expect(page.locator("[data-panel=alerts]")).to_be_hidden()
        studio.call(studio.lose, "src_stage")
        alert = page.locator(".alerts-open .alert")
        expect(alert).to_contain_text("Stage has lost its signal")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        box, take = alert.bounding_box(), page.locator("[data-panel=take]").bounding_box()
        assert box and take and box["y"] + box["height"] <= take["y"] < 740


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


# -- recordings --------------------------------------------------------------------------------------


def recordings(page: Page) -> Locator:
    """The sheet, opened from the outputs."""
    page.click(".out")
    page.click("dialog >> text=Recordings…")
    return page.get_by_role("dialog", name="Recordings")


def test_what_is_being_recorded_stands_first_and_cannot_be_deleted(page: Page) -> None:
    rows = recordings(page).locator(".recording-row")
    expect(rows.nth(0)).to_contain_text("recording now, 00:03:11")
    expect(rows.nth(1)).to_contain_text("1.64 GB")
    page.click("[aria-label='Menu of 20261121-200000']")
    expect(page.locator(".menu")).to_contain_text("Download")
    expect(page.locator(".menu")).not_to_contain_text("Hold to delete")


def test_a_clip_is_cut_by_number_and_by_key_and_says_how_far_it_is(page: Page, studio: PaperStudio) -> None:
    row = recordings(page).locator(".recording-row", has_text="20261121-203000")
    row.get_by_role("button", name="Play and cut").click()
    until(lambda: page.evaluate("document.querySelector('.recording-player').videoWidth") == 64)
    row.get_by_label("In", exact=True).fill("0:02.50")
    row.get_by_label("In", exact=True).press("Tab")
    row.get_by_role("slider", name="End of the clip").press("Shift+ArrowLeft")
    row.get_by_role("slider", name="First picture of the clip").press("ArrowRight")
    expect(row.get_by_label("In", exact=True)).to_have_value("0:02.53")
    row.get_by_label("Name of the clip").fill("The goal")
    row.get_by_role("button", name="Make a clip").click()
    expect(row.locator(".clip-row")).to_contain_text("in the library")
    [asked] = studio.recordings.asked
    assert asked == {"part": 1, "start_s": 2.5333, "end_s": 7, "name": "The goal"}
    assert studio.commands == [], "keys in the sheet direct nothing"


def test_the_handles_are_dragged_and_the_picture_follows(page: Page) -> None:
    row = recordings(page).locator(".recording-row", has_text="20261121-203000")
    row.get_by_role("button", name="Play and cut").click()
    line, handle = row.locator(".trim-line"), row.get_by_role("slider", name="First picture of the clip")
    handle.scroll_into_view_if_needed()
    box = line.bounding_box()
    assert box
    handle.hover()
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20, steps=4)
    page.mouse.up()
    expect(row.get_by_label("In", exact=True)).to_have_value("0:04.00")
    until(lambda: abs(page.evaluate("document.querySelector('.recording-player').currentTime") - 4) < 0.1)


def test_a_recording_is_renamed_in_its_place_and_deleted_by_holding(page: Page, studio: PaperStudio) -> None:
    sheet = recordings(page)
    page.click("[aria-label='Menu of 20261121-203000']")
    page.click(".menu >> text=Rename…")
    page.keyboard.type("The whole evening")
    page.keyboard.press("Enter")
    expect(sheet).to_contain_text("The whole evening")
    page.click("[aria-label='Menu of The whole evening']")
    page.hover(".menu >> text=Hold to delete")
    page.mouse.down()
    expect(sheet.locator(".recording-row")).to_have_count(1)
    page.mouse.up()
    assert [one["id"] for one in studio.recordings.rows] == ["rec_0"]


# -- who is here, and standby ------------------------------------------------------------------------


def test_who_is_here_and_who_took_what_is_told_beside_the_monitors(page: Page, studio: PaperStudio) -> None:
    button = page.get_by_role("button", name="Who is here")
    initials = "all => all.map((one) => one.dataset.word)"
    until(lambda: button.locator(".person").evaluate_all(initials) == ["AH", "LW", "S"])
    button.click()
    sheet = page.get_by_role("dialog", name="Who is here")
    expect(sheet.locator(".people-here")).to_contain_text("Sam (sam)prepares")
    expect(sheet.locator(".take-rows li").first).to_contain_text("Li Wei (li)took Interview")
    studio.call(lambda: studio.change(takes=[{"by": "Sam", "verb": "ftb", "scene": "", "time": 1.0, "frame": 5}]))
    expect(sheet.locator(".take-rows")).to_contain_text("Samfaded to black")


def test_standby_is_always_in_reach_also_behind_the_air_lock(page: Page, studio: PaperStudio) -> None:
    page.click(".lock")
    page.click(".standby")
    until(lambda: [one["verb"] for one in studio.commands] == ["standby"])
    assert "Black, at once" in (page.get_attribute(".standby", "title") or "")
