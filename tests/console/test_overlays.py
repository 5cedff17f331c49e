"""Overlays on the console: one form at a time, on preview first, counted and stepped by hand, all off."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.console.fixture import PaperStudio
from tests.console.paper_show import FULL_SHOW
from tests.console.test_page import browser, opened
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey


def a_show() -> dict[str, Any]:
    show = deepcopy(FULL_SHOW)
    model = show["overlays"][0]
    score = {**model, "id": "ovl_score", "name": "Score", "content": {"kind": "scoreboard"}, "fields": {"home": "A"}}
    names = {**model, "id": "ovl_names", "name": "Guests", "content": {"kind": "names"}, "fields": {"names": "A\nB"}}
    show["overlays"] = [score, names, *show["overlays"]]
    return show


@pytest.fixture
def studio() -> Iterator[PaperStudio]:
    paper = PaperStudio(a_show())
    yield paper
    paper.stop()


@pytest.fixture
def page(browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    yield from opened(browser, studio)


def test_overlays_are_stepped_counted_previewed_and_all_turned_off(page: Page, studio: PaperStudio) -> None:
    def now(name: str) -> dict[str, Any]:
        return dict(studio.desk["overlays"][name])

    score, names = (page.locator(f".overlay[data-id={name}]") for name in ("ovl_score", "ovl_names"))
    score.get_by_label("Home’s score: one more").click()
    until(lambda: now("ovl_score")["fields"].get("home_score") == "1")
    score.get_by_label("Start").click()
    until(lambda: now("ovl_score")["counter"]["since_frame"] is not None)
    score.get_by_label("Pause").click()
    until(lambda: now("ovl_score")["counter"]["since_frame"] is None)
    assert names.get_by_label("Next").is_hidden(), "one form is open at a time"
    names.locator(".overlay-fold").click()
    assert score.get_by_label("Start").is_hidden()
    names.locator(".overlay-preview").click()
    until(lambda: now("ovl_names")["previewed"])
    names.locator(".overlay-power").click()
    until(lambda: now("ovl_names")["on"] and not now("ovl_names")["previewed"])
    names.get_by_label("Next").click()
    until(lambda: now("ovl_names")["step"] == 1)
    until(lambda: names.locator(".overlay-place").inner_text() == "2 of 2")
    page.locator(".overlays-off").click()
    until(lambda: not any(one["on"] for one in studio.desk["overlays"].values()))


def test_fonts_of_the_server_are_offered_and_one_that_it_has_not_is_said(page: Page) -> None:
    page.click(".add-overlay")
    field = page.get_by_label("Font")
    page.wait_for_selector("dialog[open] [placeholder='Noto Sans']")
    offered = field.evaluate("one => [...one.list.options].map(({ value }) => value)")
    assert "Noto Sans" in offered
    field.fill("Comic Sans")
    page.wait_for_selector(".hint.warning:text('Comic Sans is not installed on the server')")
    field.fill("noto sans")
    page.wait_for_selector(".hint.warning:text('Comic Sans')", state="hidden")


MAGENTA = """(where) => {
    const canvas = document.querySelector(where);
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let found = 0;
    for (let at = 0; at < data.length; at += 4)
        if (data[at] > 200 && data[at + 1] < 60 && data[at + 2] > 200) found += 1;
    return found / (canvas.width * canvas.height);
}"""


def strapped() -> dict[str, Any]:
    """The first scene, and it alone, has a strap in a colour that nothing else has."""
    show = deepcopy(FULL_SHOW)
    content = {"kind": "text", "background": "#ff00ff", "accent": "#ff00ff"}
    strap = {"id": "ovl_strap", "name": "Strap", "content": content, "fields": {"title": "Ada Holt"}}
    show["overlays"] = [{**show["overlays"][0], **strap}]
    show["scenes"][0]["overlays"] = ["ovl_strap"]
    return show


def test_a_scenes_miniature_shows_its_overlays_before_they_are_on_air(browser: Browser) -> None:
    studio = PaperStudio(strapped())
    own, other = (f".tile.scene[data-id={one['id']}] canvas" for one in studio.show["scenes"][:2])

    def seen(page: Page) -> None:
        until(lambda: page.evaluate(MAGENTA, own) > 0.003)
        assert page.evaluate(MAGENTA, other) == 0
        until(lambda: page.evaluate(MAGENTA, ".overlay[data-id=ovl_strap] .overlay-picture") > 0.03)
        page.click(".overlay[data-id=ovl_strap] .overlay-power")
        until(lambda: page.evaluate(MAGENTA, other) > 0.003)
        page.click(".overlay[data-id=ovl_strap] .overlay-power")
        until(lambda: page.evaluate(MAGENTA, other) == 0)

    try:
        for page in opened(browser, studio):
            seen(page)
    finally:
        studio.stop()


@pytest.mark.parametrize("width", [820, 1024, 1440])
def test_a_row_with_its_picture_is_no_wider_than_its_panel(browser: Browser, studio: PaperStudio, width: int) -> None:
    wider = "() => [...document.querySelectorAll('.overlay-rows')].map((one) => one.scrollWidth - one.clientWidth)"
    for page in opened(browser, studio, width, 1180):
        page.wait_for_selector(".overlay-picture", state="attached")
        assert page.evaluate(wider) == [0]
