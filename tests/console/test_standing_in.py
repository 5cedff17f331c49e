"""What stands in for a source on the console, and twenty-four sources on every screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.console.fixture import PaperStudio
from tests.console.paper_show import FULL_SHOW
from tests.console.test_page import browser, opened
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey
CAMERA = FULL_SHOW["sources"][0]
MANY = {
    **FULL_SHOW,
    "sources": [
        *FULL_SHOW["sources"],
        *({**CAMERA, "id": f"src_more{n}", "name": f"Camera {n}"} for n in range(7, 25)),
    ],
}
CHAIN: dict[str, Any] = {
    "step": 1, "held": False, "why": "no data for 1.2 s", "since_s": 4.0, "back": "auto", "back_in_s": 50.0,
    "steps": [
        {"kind": "main", "name": "Camera", "state": "slate", "text": "", "fit": False},
        {"kind": "input", "name": "backup address", "state": "live", "text": "", "fit": True},
    ],
}  # fmt: skip


@pytest.fixture
def studio(request: pytest.FixtureRequest) -> Iterator[PaperStudio]:
    paper = PaperStudio(getattr(request, "param", FULL_SHOW))
    yield paper
    paper.stop()


@pytest.fixture
def page(browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    yield from opened(browser, studio)


def stands_in(studio: PaperStudio, **more: Any) -> None:
    studio.states[CAMERA["id"]] = {"state": "live", "fallback": CHAIN | more}
    studio.call(lambda: studio.tell({"type": "status", **studio.status()}))


def test_a_tile_says_what_stands_in_and_moves_nothing(page: Page, studio: PaperStudio) -> None:
    tile = page.locator(f".tile.source[data-id={CAMERA['id']}]")
    tile.wait_for()
    places = "[...document.querySelectorAll('.tile')].map((one) => one.getBoundingClientRect().toJSON())"
    before = page.evaluate(places)
    stands_in(studio)
    tile.get_by_text("→ backup address: no data for 1.2 s", exact=True).first.wait_for()
    assert page.evaluate(places) == before
    tile.get_by_role("button", name="Hold").click()
    until(lambda: studio.commands and studio.commands[-1]["verb"] == "fallback")
    assert (studio.commands[-1]["source"], studio.commands[-1]["to"]) == (CAMERA["id"], "1")
    tile.get_by_role("button", name="Back now").click()
    until(lambda: studio.commands[-1]["to"] == "main")


def test_a_chain_is_made_in_a_dialog(page: Page, studio: PaperStudio) -> None:
    tile = page.locator(f".tile.source[data-id={CAMERA['id']}]")
    tile.get_by_role("button", name="Menu of").click()
    page.get_by_role("button", name="What stands in for it…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Address").fill("rtmp://198.51.100.7/live/backup")
    dialog.get_by_role("button", name="Add one").click()
    dialog.get_by_label("Black for, s").fill("4")
    dialog.get_by_role("button", name="Save").click()
    dialog.wait_for(state="detached")
    chain = next(one for one in studio.show["sources"] if one["id"] == CAMERA["id"])["fallback"]
    assert chain["steps"][0]["input"] == {"kind": "pull", "url": "rtmp://198.51.100.7/live/backup"}
    assert chain["steps"][1] == {"kind": "slate"}
    assert (chain["on"]["black_s"], chain["on"]["no_data_s"]) == (4, 1)


def test_a_chain_is_ordered_and_emptied_in_its_dialog(page: Page, studio: PaperStudio) -> None:
    page.get_by_role("button", name=f"Menu of {CAMERA['name']}").click()
    page.get_by_role("button", name="What stands in for it…").click()
    dialog = page.get_by_role("dialog")
    which = dialog.get_by_label("What stands in", exact=True)
    which.first.select_option("source:src_crowd")
    dialog.get_by_role("button", name="Add one").click()
    up = dialog.get_by_role("button", name="Try it before the one above")
    assert up.first.is_disabled()
    up.last.click()
    assert [one.input_value() for one in which.all()] == ["slate", "source:src_crowd"]
    for _ in range(2):
        dialog.get_by_role("button", name="Take it out of the chain").first.click()
    dialog.get_by_text("Nothing stands in").wait_for()
    dialog.get_by_role("button", name="Save").click()
    dialog.wait_for(state="detached")
    chain = next(one for one in studio.show["sources"] if one["id"] == CAMERA["id"])["fallback"]
    assert chain["steps"] == []


@pytest.mark.parametrize("studio", [MANY], indirect=True)
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1440, 900), (1280, 720), (820, 1180), (360, 780)])
def test_twenty_four_sources_scroll_in_a_field_of_their_own(
    browser: Browser, studio: PaperStudio, width: int, height: int
) -> None:
    for page in opened(browser, studio, width, height):
        page.wait_for_selector(".tile.source >> nth=23", state="attached")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if width <= 640:
            continue  # a phone has no sources
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        last = page.locator(".tile.source").nth(23)
        last.scroll_into_view_if_needed()
        last.locator(".tile-go").click()
        until(lambda: studio.commands and studio.commands[-1].get("scene") == "src_more24")


@pytest.mark.parametrize("studio", [MANY], indirect=True)
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1440, 900), (820, 1180)])
def test_names_of_twenty_four_sources_are_read_in_full(
    browser: Browser, studio: PaperStudio, width: int, height: int
) -> None:
    cut = "all => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)"
    for page in opened(browser, studio, width, height):
        page.wait_for_selector(".tile.source >> nth=23", state="attached")
        assert [name for name in page.eval_on_selector_all(".source .tile-name", cut) if "Camera " in name] == []


def test_what_lies_on_a_tile_leaves_its_name_free(browser: Browser, studio: PaperStudio) -> None:
    over = """all => all.filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect().bottom -
        one.closest('.tile').querySelector('.tile-name').getBoundingClientRect().top)"""
    for page in opened(browser, studio, 820, 1180):
        stands_in(studio, held=True)
        studio.lose("src_bars")
        page.wait_for_selector(".tile-trouble:text('no signal')")
        page.get_by_role("button", name="Back now").wait_for()
        below = page.eval_on_selector_all(".tile-trouble:not(:empty), .tile-stand:not([hidden])", over)
        assert len(below) == 2 and max(below) <= 0


def test_only_a_director_on_air_is_offered_choices_of_what_stands_in(browser: Browser, studio: PaperStudio) -> None:
    studio.role = "producer"
    for page in opened(browser, studio):
        stands_in(studio)
        page.get_by_text("→ backup address").first.wait_for()
        assert page.locator(".tile-stand .button").count() == 0
        page.get_by_role("button", name=f"Menu of {CAMERA['name']}").click()
        assert page.get_by_role("button", name="Show the backup address").is_disabled()


@pytest.mark.parametrize("studio", [{**FULL_SHOW, "sources": MANY["sources"][:n]} for n in (5, 6, 9)], indirect=True)
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720)])
def test_what_adds_a_source_is_there_once_on_every_desk(
    browser: Browser, studio: PaperStudio, width: int, height: int
) -> None:
    for page in opened(browser, studio, width, height):
        page.wait_for_selector(".tile.source >> nth=4")
        assert page.locator(".sources :text('Add source'):visible").count() == 1
