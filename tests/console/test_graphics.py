"""Graphics on the console: a form by their own schema, their steps, and their own actions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from mixer.protocol.graphics import defaults_of, shipped, texts_of
from tests.console.fixture import PaperStudio
from tests.console.paper_show import FULL_SHOW
from tests.console.test_page import browser, opened
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey
ROW = ".overlay[data-id=ovl_poll]"


def a_show() -> dict[str, Any]:
    show = deepcopy(FULL_SHOW)
    fields = texts_of(defaults_of(shipped("poll")["schema"]))
    content = {"kind": "graphic", "graphic": "poll", "path": "", "about": "", "fps": 30}
    poll = {**show["overlays"][0], "id": "ovl_poll", "name": "Poll", "content": content, "fields": fields}
    show["overlays"] = [poll, *show["overlays"]]
    return show


@pytest.fixture
def studio() -> Iterator[PaperStudio]:
    paper = PaperStudio(a_show())
    yield paper
    paper.stop()


@pytest.fixture
def page(browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    yield from opened(browser, studio)


def row(page: Page) -> Locator:
    page.wait_for_selector(f"{ROW} .graphic-actions")
    return page.locator(ROW)


def say(studio: PaperStudio, name: str, words: str) -> None:
    """Somebody else changes a text."""
    fields = {**state(studio)["fields"], name: words}
    poll = {**state(studio), "fields": fields}
    studio.desk = {**studio.desk, "overlays": {**studio.desk["overlays"], "ovl_poll": poll}}
    studio.tell_desk()


def state(studio: PaperStudio) -> dict[str, Any]:
    return dict(studio.desk["overlays"]["ovl_poll"])


def test_a_graphics_form_is_drawn_from_its_own_schema(page: Page) -> None:
    poll = row(page)
    assert poll.get_by_label("Question").input_value() == "Which stage did you like best?"
    assert poll.locator(".graphic-row").count() == 3
    assert poll.get_by_label("Votes", exact=True).first.input_value() == "128"
    assert poll.get_by_label("Side").evaluate("e => e.selectedOptions[0].text") == "Right"


def test_a_change_is_sent_when_it_is_applied_and_what_others_change_meanwhile_does_not_take_it_away(
    page: Page, studio: PaperStudio
) -> None:
    poll = row(page)
    poll.get_by_label("Votes", exact=True).first.fill("500")
    studio.call(say, studio, "question", "Another?")
    until(lambda: poll.get_by_label("Question").input_value() == "Another?")
    assert poll.get_by_label("Votes", exact=True).first.input_value() == "500"
    poll.get_by_role("button", name="Apply").click()
    until(lambda: json.loads(state(studio)["fields"]["options"])[0] == {"text": "The lake", "votes": 500})


def test_answers_are_added_taken_away_and_moved_by_their_buttons(page: Page, studio: PaperStudio) -> None:
    poll = row(page)
    poll.get_by_role("button", name="Add").click()
    page.keyboard.type("The harbour")
    poll.get_by_role("button", name="Remove").nth(1).click()
    poll.get_by_role("button", name="Move up").last.click()
    page.locator(f"{ROW} .apply").click()
    until(lambda: [one["text"] for one in json.loads(state(studio)["fields"]["options"])] == [
        "The lake", "The harbour", "The market square"
    ])  # fmt: skip


def test_steps_and_own_actions_are_buttons_that_keys_reach(page: Page, studio: PaperStudio) -> None:
    poll = row(page)
    poll.get_by_role("button", name="Play", exact=True).focus()
    page.keyboard.press("Enter")
    until(lambda: state(studio)["on"])
    until(lambda: poll.get_by_text("Step 1 of 2").count() == 1)
    poll.get_by_role("button", name="Next").click()
    until(lambda: state(studio)["step"] == 1)
    until(lambda: poll.get_by_role("button", name="Next").is_disabled())
    poll.get_by_role("button", name="Mark the winner").click()
    until(lambda: [one[1] for one in state(studio)["actions"]] == ["play", "winner"])
    poll.get_by_role("button", name="Out").click()
    until(lambda: not state(studio)["on"])


@pytest.mark.parametrize("width", [360, 820, 1440])
def test_a_graphics_panel_fits_its_column(browser: Browser, studio: PaperStudio, width: int) -> None:
    for page in opened(browser, studio, width, 900):
        row(page)
        assert page.eval_on_selector(ROW, "e => e.scrollWidth <= e.clientWidth + 1")
