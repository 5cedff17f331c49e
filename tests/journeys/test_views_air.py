"""Views of a show really on air, in a real browser that is signed in nowhere."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import launch
from tests.journeys.page_operations import made, source_status
from tests.journeys.test_console import PATIENCE_S
from tests.journeys.test_every_operation import Director
from tests.up.studio import Studio
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.timeout(400), pytest.mark.xdist_group("views")]  # one studio for all
MOVES = "document.querySelector('[data-bus=program] video').currentTime"
BRIGHT = """(source) => {
  const canvas = document.querySelector(`[data-id=${source}] .cell-canvas`);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.reduce((most, one, at) => (at % 4 === 3 ? most : Math.max(most, one)), 0);
}"""


@pytest.fixture(scope="module")
def director(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Director]:
    """A show on air, and the API of its director."""
    studio = Studio(tmp_path_factory.mktemp("studio")).with_a_show()
    supervisor = studio.start()
    try:
        studio.link(supervisor)
        with studio.api() as client:
            director = Director(client)
            director.show = studio.show_id
            yield director
    finally:
        studio.end(supervisor, signal.SIGTERM)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def camera(director: Director, name: str) -> str:
    source = made(director, name, {"kind": "test"})
    until(lambda: source_status(director, source).get("state") == "live", seconds=PATIENCE_S)
    return source


def opened(browser: Browser, director: Director, kind: str, **more: str) -> tuple[Page, int]:
    """The page of a fresh link, in a browser that knows nobody; and the link's number."""
    given = director.post(director.of_show("views"), {"kind": kind, "name": "Crew", **more})
    page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    page.goto(given["link"])
    return page, given["id"]


def test_a_tally_turns_red_with_a_take_and_ends_with_its_link(browser: Browser, director: Director) -> None:
    source = camera(director, "Camera 1")
    page, link = opened(browser, director, "tally", source=source)
    director.command("preview", scene=source)
    page.wait_for_selector("[data-tally=preview] .tally-word:text('Preview')")
    director.command("cut")
    page.wait_for_selector("[data-tally=air] .tally-word:text('On air')")
    director.command("take", scene="black")
    page.wait_for_selector(":is([data-tally=off], [data-tally=preview])")
    director.delete(director.of_show(f"views/{link}"))
    page.wait_for_selector("[data-tally=unknown] .tally-note:text('revoked')")
    page.reload()
    page.wait_for_selector("[data-mode=ended]:has-text('revoked')")


def test_a_wall_shows_moving_pictures_to_somebody_without_an_account(browser: Browser, director: Director) -> None:
    source = camera(director, "Camera 2")
    director.command("take", scene=source)
    page, _ = opened(browser, director, "multiview")
    page.wait_for_selector(f".cell.source[data-id={source}][data-tally=program]")
    page.wait_for_selector("[data-bus=program] .cell-words", state="hidden")
    before = page.evaluate(MOVES)
    until(lambda: page.evaluate(MOVES) > before, seconds=PATIENCE_S)
    until(lambda: page.evaluate(BRIGHT, source) > 100, seconds=PATIENCE_S)


def test_a_message_reaches_the_floor_and_the_console_knows_that_it_was_read(
    browser: Browser, director: Director
) -> None:
    page, _ = opened(browser, director, "floor")
    page.wait_for_selector(".floor-calm:visible")
    sent = director.post(director.of_show("messages"), {"text": "Two minutes"})
    page.wait_for_selector(".floor-message .message-words:text('Two minutes')")
    page.click(".message-seen")
    page.wait_for_selector(".floor-line:has-text('Two minutes'):has-text('seen by Crew')")
    rows = director.get(director.of_show("messages"))["results"]
    assert [one["by"] for one in rows[0]["seen"]] == ["Crew"]
    assert rows[0]["id"] == sent["id"]


def test_a_browser_with_a_link_has_nothing_of_the_show_but_its_view(browser: Browser, director: Director) -> None:
    page, _ = opened(browser, director, "countdown")
    page.wait_for_selector("[data-mode=air]")
    asked = "async ([method, path]) => (await fetch(path, {method})).status"
    for verb in ("cut", "messages", "views", "stop"):
        assert page.evaluate(asked, ["POST", f"/api/v1/shows/{director.show}/{verb}"]) in (401, 403)
    assert page.evaluate(asked, ["GET", f"/api/v1/shows/{director.show}"]) == httpx.codes.UNAUTHORIZED
