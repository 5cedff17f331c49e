"""A producer signs in to a web page from the console; on program only a director may; nothing typed is written down."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import launch
from tests.journeys.test_console import PATIENCE_S
from tests.mixer.web.pages import Pages
from tests.up.studio import Studio
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.timeout(400)]
SECRET = "Orchid-7431-lantern"
# A field as large as the page, so that any click is in it; what stands in it is told to the page's own server.
A_PAGE = """<!doctype html><body style="margin:0"><input id="field" style="width:100vw;height:100vh;border:0">
<script>field.oninput = () => fetch("/said/" + encodeURIComponent(field.value))</script>"""
A_SHOW = """
from django.contrib.auth.models import User
from django.core.management import call_command
from studio.people.links import link_for, owner
from studio.people.models import Membership
from studio.shows.making import new_show
from studio.shows.rows import add
call_command("migrate", verbosity=0)
owner()
show = new_show({"name": "Signing in", "canvas": {"width": 320, "height": 180}, "encoding": {"preset": "ultrafast"}})
add(show, "sources", {"name": "Bars", "input": {"kind": "test"}})
page = {"kind": "web", "url": "ADDRESS", "width": 320, "height": 180, "fps": 10}
add(show, "sources", {"name": "Dashboard", "input": page})
paula = User.objects.create(username="paula")
Membership.objects.create(user=paula, show=show, role="producer")
show.wanted = True
show.save()
print("SHOW", show.pk)
print("LINK", link_for(paula, "BASE"))
"""


@pytest.fixture
def pages() -> Iterator[Pages]:
    served = Pages()
    yield served
    served.server.shutdown()
    served.server.server_close()


@pytest.fixture
def studio(tmp_path: Path, pages: Pages) -> Iterator[tuple[Studio, str, str]]:
    """A studio on air, a director's link and a producer's."""
    studio = Studio(tmp_path, more_env={"TALLY_ALLOW_NETS": "127.0.0.1"})
    base = f"http://127.0.0.1:{studio.port}"
    making = A_SHOW.replace("ADDRESS", pages.put("form", A_PAGE)).replace("BASE", base)
    said = dict(line.split() for line in studio.manage("shell", "-v0", "-c", making).splitlines() if line)
    studio.show_id = said["SHOW"]
    supervisor = studio.start()
    try:
        yield studio, studio.link(supervisor), said["LINK"]
    finally:
        studio.end(supervisor, signal.SIGTERM)


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def console(browser: Browser, studio: Studio, link: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    page.goto(link)
    page.click("button[type=submit], form button")
    page.wait_for_selector("body.console, a.show")
    page.goto(f"http://127.0.0.1:{studio.port}/shows/{studio.show_id}/")
    page.wait_for_selector("body[data-mode=air][data-whole]")
    page.wait_for_selector(".source:has-text('Dashboard')[data-worry=ok]")
    return page


def hand_on(page: Page) -> None:
    page.click("[aria-label='Menu of Dashboard']")
    page.click(".menu >> text=Click and type into it…")
    page.wait_for_selector("dialog .page-picture")


def has_heard(pages: Pages, text: str) -> bool:
    return f"/said/{quote(text)}" in pages.asked


def traces(home: Path, text: str) -> list[Path]:
    """Every file of the studio in which this stands: logs, the database, the command log, journals."""
    needle = text.encode()
    return [path for path in home.rglob("*") if path.is_file() and needle in path.read_bytes()]


def test_what_is_typed_into_a_page_arrives_there_and_stands_nowhere_else(
    studio: tuple[Studio, str, str], pages: Pages, browser: Browser
) -> None:
    house, director, producer = studio
    paula = console(browser, house, producer)
    hand_on(paula)
    paula.click("dialog .page-picture")
    paula.keyboard.type(SECRET, delay=20)
    until(lambda: has_heard(pages, SECRET), seconds=PATIENCE_S)

    ada = console(browser, house, director)
    ada.click(".source:has-text('Dashboard') .tile-go", modifiers=["Shift"])
    paula.wait_for_selector("dialog .page-picture[data-barred=true]")
    paula.wait_for_selector("dialog .hint:has-text('only a director')")
    paula.keyboard.type("refused")
    hand_on(ada)
    ada.click("dialog .page-picture")
    ada.keyboard.type("-twice", delay=20)
    until(lambda: any(path.startswith(f"/said/{SECRET}") and "-twice" in path for path in pages.asked))
    assert not any("refused" in path for path in pages.asked)
    ada.click("dialog >> text=Reload the page")
    until(lambda: pages.asked["/form"] > 1, seconds=PATIENCE_S)

    for word in (SECRET, SECRET[:8], "-twice"):
        assert traces(house.home, word) == []
