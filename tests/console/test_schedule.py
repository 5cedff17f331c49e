"""The schedule of a show: filled in by keyboard alone, said in the top line, asked about while a hand is in the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.console.fixture import PaperStudio
from tests.console.test_page import browser
from tests.console.test_page import opened as console_opened
from tests.console.test_rundown import opened, sent
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey
DIALOG = "dialog[aria-label='Schedule of the show']"
QUESTION = ".schedule-question"


@pytest.fixture
def studio() -> Iterator[PaperStudio]:
    paper = PaperStudio()
    paper.rundowns.fill(20)
    yield paper
    paper.stop()


@pytest.fixture
def page(browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    yield from opened(browser, studio)


def coming(seconds: float, do: str = "stop") -> dict[str, Any]:
    at = datetime.now(UTC) + timedelta(seconds=seconds)
    local = at.replace(tzinfo=None).isoformat(timespec="seconds")
    return {"occurrence": f"sch_a@{do}", "entry": "sch_a", "do": do, "utc": at.isoformat(), "local": local}


def tell(studio: PaperStudio, **parts: Any) -> None:
    told = {"next": [], "waiting": None, "hand": "", "agreed": "", "leaving": False} | parts

    def begin() -> None:
        studio.schedule.part = told
        studio.change(schedule=told)

    studio.call(begin)


def stored(studio: PaperStudio) -> list[dict[str, Any]]:
    return list(studio.schedule.entries.values())


def test_an_entry_is_added_changed_and_removed_by_keyboard_alone(page: Page, studio: PaperStudio) -> None:
    page.focus(".head .schedule-line")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{DIALOG} .empty-card:has-text('Nothing is set')")
    page.wait_for_selector(f"{DIALOG} [data-add]:focus")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{DIALOG} select:focus")
    page.keyboard.type("sto")  # stops
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the closing film
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{DIALOG} .schedule-entry b:text-is('Stop, after the closing film')")
    [entry] = stored(studio)
    assert (entry["do"], entry["closing"], entry["rundown"], entry["zone"]) == ("stop", True, "", "Europe/Berlin")
    page.wait_for_selector(f"{DIALOG} [data-add]:focus")

    page.focus(f"{DIALOG} .schedule-entry input")
    page.keyboard.press("Space")
    page.wait_for_selector(f"{DIALOG} .schedule-soon:text-is('Not enabled')")
    assert stored(studio)[0]["enabled"] is False
    page.focus(f"{DIALOG} button[aria-label^='Remove']")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{DIALOG} [data-undo]:focus")
    assert stored(studio) == []
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{DIALOG} .schedule-entry")
    page.keyboard.press("Escape")
    page.wait_for_selector(".head .schedule-line:focus")


def test_a_start_names_its_rundown_and_repeats(page: Page, studio: PaperStudio) -> None:
    page.click(".head .schedule-line")
    page.click(f"{DIALOG} [data-add]")
    page.select_option(f"{DIALOG} label:has-text('Rundown') select", label="Night loop")
    page.fill(f"{DIALOG} input[type=datetime-local]", "2036-11-22T20:00")
    page.select_option(f"{DIALOG} label:has-text('Repeats') select", label="On days of the week")
    assert page.locator(f"{DIALOG} label:has-text('Repeats') option").count() == 4
    page.click(f"{DIALOG} button:text-is('Save')")
    page.wait_for_selector(f"{DIALOG} .schedule-entry b:text-is('Start with “Night loop”')")
    [entry] = stored(studio)
    assert entry["rule"] == {
        "rrule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "start": "2036-11-22T20:00:00", "except": [],
    }  # fmt: skip
    assert (entry["at"], entry["rundown"]) == ("", "run_night")


def test_what_is_refused_is_said_in_the_form_and_nothing_is_lost(page: Page, studio: PaperStudio) -> None:
    studio.schedule.refusal = "expected a local time"
    page.click(".head .schedule-line")
    page.click(f"{DIALOG} [data-add]")
    page.fill(f"{DIALOG} label:has-text('Name') input", "Evening")
    page.click(f"{DIALOG} button:text-is('Save')")
    page.wait_for_selector(f"{DIALOG} .problem:has-text('expected a local time')")
    assert page.input_value(f"{DIALOG} label:has-text('Name') input") == "Evening"


def test_a_producer_sees_the_schedule_and_cannot_change_it(browser: Browser, studio: PaperStudio) -> None:
    studio.role = "producer"
    studio.schedule.rest("POST", [], {"do": "stop", "at": "2036-11-22T20:00:00", "rule": None, "closing": False,
                                      "enabled": True, "name": "", "note": "", "zone": "UTC"})  # fmt: skip
    for page in opened(browser, studio):
        page.click(".head .schedule-line")
        page.wait_for_selector(f"{DIALOG} :text('A director sets the schedule')")
        page.wait_for_selector(f"{DIALOG} .schedule-entry")
        assert page.locator(f"{DIALOG} .schedule-entry :is(button, input):enabled").count() == 0


def test_the_top_line_says_what_comes_and_leads_to_the_schedule(browser: Browser, studio: PaperStudio) -> None:
    studio.schedule.part = {"next": [coming(12 * 60 + 30)], "waiting": None, "hand": "", "agreed": "", "leaving": False}
    for page in console_opened(browser, studio):
        page.wait_for_selector(".bar .schedule-line:has-text('(in 12 min)')")
        page.click(".bar .schedule-line")
        page.wait_for_selector(DIALOG)


def test_while_a_hand_has_the_programme_a_director_is_asked(browser: Browser, studio: PaperStudio) -> None:
    for page in console_opened(browser, studio):
        tell(studio, next=[coming(40)])
        page.wait_for_selector(".bar .schedule-line:has-text('less than a minute')")
        assert page.locator(QUESTION).is_hidden()
        tell(studio, waiting=coming(-5, "start"), hand="ada")
        page.wait_for_selector(f"{QUESTION}:has-text('waits: ada has the programme')")
        page.click(f"{QUESTION} button:text-is('Do it now')")
        until(lambda: sent(studio, "schedule_now"), "the press")
        assert sent(studio, "schedule_now")[0]["occurrence"] == "sch_a@start"
        tell(studio, next=[coming(40)], hand="ada")
        page.wait_for_selector(f"{QUESTION}:has-text('it will go on')")
        page.click(f"{QUESTION} button:text-is('Leave it out')")
        until(lambda: sent(studio, "schedule_skip"), "the press")
        tell(studio, next=[coming(40)], hand="")
        page.wait_for_selector(QUESTION, state="hidden")


def test_the_week_shows_when_the_show_is_on_air(page: Page, studio: PaperStudio) -> None:
    now = datetime.now(UTC)
    for do, minutes in (("start", 1), ("stop", 7 * 24 * 60)):
        utc = (now + timedelta(minutes=minutes)).isoformat()
        studio.schedule.entries[do] = {"id": do, "do": do, "enabled": True, "at": utc, "rule": None, "zone": "UTC",
                                       "next": [{"utc": utc, "local": utc[:19]}]}  # fmt: skip
    page.reload()
    page.click("button:text-is('Week')")
    page.wait_for_selector(".day .on-air-span", state="attached")


def test_the_sheet_leaves_the_list_at_hand_and_esc_gives_the_focus_back(page: Page) -> None:
    page.focus(".head .schedule-line")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{DIALOG} [data-add]:focus")
    assert not page.evaluate("document.querySelector('dialog:modal')")
    page.click(".search")
    page.keyboard.type("7")
    assert page.input_value(".search") == "7" and page.is_visible(DIALOG)
    page.focus(f"{DIALOG} [data-add]")
    page.keyboard.press("Escape")
    page.wait_for_selector(DIALOG, state="detached")
    page.wait_for_selector(".head .schedule-line:focus")


def test_what_is_filled_in_is_not_lost_by_one_esc(page: Page) -> None:
    page.click(".head .schedule-line")
    page.click(f"{DIALOG} [data-add]")
    page.fill(f"{DIALOG} label:has-text('Name') input", "Evening")
    page.keyboard.press("Escape")
    assert page.input_value(f"{DIALOG} label:has-text('Name') input") == "Evening"
    page.keyboard.press("Escape")
    page.wait_for_selector(DIALOG, state="detached")
