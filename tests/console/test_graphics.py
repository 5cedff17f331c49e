"""Graphics on the console: a form by their own schema, their steps, and their own actions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route

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


def test_what_a_graphic_throws_stands_on_its_row(page: Page, studio: PaperStudio) -> None:
    poll = row(page)
    assert poll.locator(".overlay-trouble").is_hidden()
    studio.states["overlay-ovl_poll"] = {"text": "live 1280×720, the graphic: update: votes is not a number"}
    poll.get_by_text("update: votes is not a number", exact=True).wait_for()
    studio.states["overlay-ovl_poll"] = {"state": "retrying", "text": "crashed, back in 4 s"}
    poll.get_by_text("crashed, back in 4 s").wait_for()
    studio.states["overlay-ovl_poll"] = {"text": "live 1280×720"}
    until(lambda: poll.locator(".overlay-trouble").is_hidden())


class Address:
    """The studio's answers about the address for controllers of graphics."""

    def __init__(self) -> None:
        self.made = 0

    def answer(self, route: Route) -> None:
        if route.request.method == "DELETE":
            self.made = 0
            route.fulfill(status=204)
            return
        self.made += route.request.method == "POST"
        since = "2026-11-22T20:00:00Z" if self.made else None
        told = {"on": self.made > 0, "since": since}
        fresh = {"address": f"https://studio/api/ograf/secret-{self.made}/ograf/v1/"}
        route.fulfill(json=told | (fresh if route.request.method == "POST" else {}))


def test_an_address_for_controllers_is_made_shown_once_and_ended(page: Page) -> None:
    address = Address()
    page.route("**/graphics-link", address.answer)
    row(page)
    opener = page.get_by_role("button", name="Controllers of graphics…")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Controllers of graphics")
    dialog.get_by_text("There is no address").wait_for()
    assert dialog.get_by_text("knows no passwords").is_visible()
    assert dialog.get_by_role("button", name="Hold to end the address").is_hidden()
    dialog.get_by_role("button", name="Make an address").click()
    line = dialog.get_by_label("Base address of the OGraf Server API")
    line.wait_for()
    assert line.input_value() == "https://studio/api/ograf/secret-1/ograf/v1/"
    dialog.get_by_role("button", name="Done").click()
    opener.click()
    dialog.get_by_text("It was shown then and is kept nowhere").wait_for()
    assert line.count() == 0
    box = dialog.get_by_role("button", name="Hold to end the address").bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    dialog.get_by_text("There is no address").wait_for()
    page.mouse.up()
    assert address.made == 0


@pytest.mark.parametrize("role", ["producer", "viewer"])
def test_only_a_director_is_offered_that_address(browser: Browser, studio: PaperStudio, role: str) -> None:
    studio.role = role
    for page in opened(browser, studio):
        row(page)
        assert page.get_by_role("button", name="Controllers of graphics…").count() == 0


@pytest.mark.parametrize("width", [360, 820, 1440])
def test_a_graphics_panel_fits_its_column(browser: Browser, studio: PaperStudio, width: int) -> None:
    for page in opened(browser, studio, width, 900):
        row(page)
        assert page.eval_on_selector(ROW, "e => e.scrollWidth <= e.clientWidth + 1")


def test_whose_page_fails_is_reloaded_on_its_row(page: Page, studio: PaperStudio) -> None:
    poll = row(page)
    studio.states["overlay-ovl_poll"] = {"state": "retrying", "text": "crashed, back in 4 s"}
    poll.get_by_role("button", name="Reload the page").click()
    until(lambda: studio.commands and studio.commands[-1]["verb"] == "reload")
    assert studio.commands[-1]["overlay"] == "ovl_poll"


def test_a_producer_sees_what_fails_and_is_offered_nothing_that_is_refused(
    browser: Browser, studio: PaperStudio
) -> None:
    studio.role = "producer"
    studio.states["overlay-ovl_poll"] = {"state": "retrying", "text": "crashed, back in 4 s"}
    for page in opened(browser, studio):
        poll = row(page)
        poll.get_by_text("crashed, back in 4 s").wait_for()
        controls = ".overlay-trouble, .overlay-fields"
        assert poll.locator(f":is({controls}) :is(button, input, select):enabled:visible").count() == 0


@pytest.mark.parametrize(("width", "height"), [(820, 1180), (1440, 900)])
def test_what_sends_a_change_is_in_sight_while_one_waits(
    browser: Browser, studio: PaperStudio, width: int, height: int
) -> None:
    for page in opened(browser, studio, width, height):
        row(page).get_by_label("Question").fill("Who sang best?")
        apply, rows = (page.locator(one).bounding_box() for one in (f"{ROW} .apply", ".overlay-rows"))
        assert apply
        assert rows
        assert apply["y"] + apply["height"] <= rows["y"] + rows["height"]
