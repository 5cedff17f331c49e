"""A director's first minutes: sign in, see both pictures move, take a scene, hear it, and watch it as a viewer does."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.chromium import launch
from tests.hearing import LOUDNESS, TAP
from tests.up.studio import Studio
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.ordinary, pytest.mark.timeout(300)]
PATIENCE_S = 60.0
A_SHOW = """
from django.core.management import call_command
from studio.people.links import owner
from studio.shows.making import new_show
from studio.shows.rows import add
call_command("migrate", verbosity=0)
owner()
show = new_show({"name": "First night", "canvas": {"width": 320, "height": 180}, "encoding": {"preset": "ultrafast"}})
bars = add(show, "sources", {"name": "Bars", "input": {"kind": "test"}})
waves = add(show, "sources", {"name": "Waves", "input": {"kind": "test", "pattern": "waves", "sound": False}})
full = show.layouts.get(name="Full")
slot = full.slots[0]["name"]
add(show, "scenes", {"name": "Wide", "layout": full.pk, "slots": {slot: bars.pk}})
add(show, "scenes", {"name": "Stage", "layout": full.pk, "slots": {slot: waves.pk}})
add(show, "overlays", {"name": "Name", "content": {"kind": "text"}, "fields": {"title": "Ada", "subtitle": ""}})
show.wanted = True
show.save()
print("SHOW", show.pk)
"""
MOMENTS = "() => [...document.querySelectorAll('video')].map(video => video.currentTime)"
LOOK = """(selector) => {
  const canvas = new OffscreenCanvas(8, 4);
  const context = canvas.getContext("2d");
  context.drawImage(document.querySelector(selector), 0, 0, 8, 4);
  return [...context.getImageData(0, 0, 8, 4).data];
}"""
PROGRAM = ".monitor[data-bus=program] video"


@contextmanager
def two_scenes_on_air(home: Path) -> Iterator[tuple[Studio, str]]:
    """A whole studio, and its sign-in link."""
    studio = Studio(home)
    said = studio.manage("shell", "-v0", "-c", A_SHOW)
    studio.show_id = next(line for line in said.splitlines() if line.startswith("SHOW")).split()[1]
    supervisor = studio.start()
    try:
        yield studio, studio.link(supervisor)
    finally:
        studio.end(supervisor, signal.SIGTERM)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[tuple[Studio, str]]:
    with two_scenes_on_air(tmp_path) as made:
        yield made


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(TAP)
        page.set_default_timeout(PATIENCE_S * 1000)
        yield page
        browser.close()


def moves_on(page: Page) -> None:
    """Every video on the page gets half a second further."""
    until(lambda: all(moment > 0 for moment in page.evaluate(MOMENTS)))
    before: list[float] = page.evaluate(MOMENTS)
    until(
        lambda: all(now > then + 0.5 for now, then in zip(page.evaluate(MOMENTS), before, strict=True)),
        seconds=PATIENCE_S,
    )


def difference(one: list[int], other: list[int]) -> float:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


def test_a_first_night(studio: tuple[Studio, str], page: Page) -> None:
    house, link = studio
    page.goto(link)
    page.click("button[type=submit], form button")
    page.wait_for_selector("body.console, a.show")
    page.goto(f"http://127.0.0.1:{house.port}/shows/{house.show_id}/")
    page.wait_for_selector("body[data-mode=air][data-whole]")
    moves_on(page)

    page.keyboard.press("1")
    page.wait_for_selector(".monitor[data-bus=preview]:has-text('Wide')")
    page.keyboard.press("Space")
    page.wait_for_selector(".scene:has-text('Wide')[data-tally=program]")
    page.wait_for_selector(".source:has-text('Bars')[data-tally=program]")
    bars = settled(page)
    page.click(".listen")
    until(lambda: page.evaluate(LOUDNESS) > 0.01)
    moves_on(page)

    page.keyboard.press("2")
    page.wait_for_selector(".scene:has-text('Stage')[data-tally=preview]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".scene:has-text('Stage')[data-tally=program]")
    until(lambda: difference(page.evaluate(LOOK, PROGRAM), bars) > 20)

    page.fill("[aria-label='Title']", "Grace")
    page.keyboard.press("Enter")
    page.click(".overlay-power")
    page.wait_for_selector(".overlay[data-on=true][data-unsent=false]")

    page.goto(f"http://127.0.0.1:{house.port}/watch/{house.show_id}/")
    moves_on(page)


def settled(page: Page) -> list[Any]:
    """The program monitor's picture, once it shows colours."""
    picture: list[Any] = []

    def colourful() -> bool:
        picture[:] = page.evaluate(LOOK, PROGRAM)
        return bool(max(picture[0::4]) - min(picture[0::4]) > 60)

    until(colourful)
    return list(picture)
