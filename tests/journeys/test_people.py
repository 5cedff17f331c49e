"""Somebody is invited, watches the show being made, is given the desk, and is shown out; a viewer's key ends."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import launch
from tests.up.studio import Studio
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
PATIENCE_S = 60.0
# Where pictures of the pages are kept for somebody to look at; nowhere when it is not said.
PICTURES = os.environ.get("TALLY_PICTURES")
WIDTHS = ((360, 740), (820, 1180), (1440, 900))
MAKE_PRIVATE = """
from studio.shows.edits import edit
from studio.shows.making import change_show
edit("{show}", lambda show: change_show(show, {{"private": True}}))
"""


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[tuple[Studio, str]]:
    studio = Studio(tmp_path).with_a_show()
    supervisor = studio.start()
    try:
        yield studio, studio.link(supervisor)
    finally:
        studio.end(supervisor, signal.SIGTERM)


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def a_page(browser: Browser, *, scripts: bool = True) -> Page:
    """A page of somebody else's browser."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, java_script_enabled=scripts).new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    return page


def fits(page: Page, name: str) -> None:
    """Nothing sticks out at any width."""
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} at {width}"


def test_invited_looks_directs_and_is_shown_out(studio: tuple[Studio, str], browser: Browser) -> None:
    house, link = studio
    at = f"http://127.0.0.1:{house.port}"
    owner = a_page(browser)
    owner.goto(link)
    owner.click("button:has-text('Open the console')")
    owner.goto(f"{at}/people/shows/{house.show_id}/")
    owner.fill("[name=label]", "Li Wei")
    owner.click("button[value=invite]")
    invitation = owner.input_value("[data-copy]")
    fits(owner, "once")

    plain = a_page(browser, scripts=False)  # the door opens without JavaScript
    plain.goto(invitation)
    assert plain.locator("h1").text_content() == "Small"

    li = a_page(browser)
    li.goto(invitation)
    fits(li, "join")
    li.fill("[name=name]", "li.wei")
    li.fill("[name=shown]", "Li Wei")
    li.fill("[name=password]", "short")
    li.click("button:has-text('Join')")
    li.wait_for_selector(".problem:has-text('too short')")
    fits(li, "join-again")
    li.set_viewport_size({"width": 1440, "height": 900})
    li.fill("[name=password]", "a rather long one")
    li.click("button:has-text('Join')")
    li.wait_for_selector("body.console[data-mode=air][data-whole]")
    li.wait_for_selector(".banner:has-text('You are watching')")
    assert li.locator("[data-panel=take][inert]").count() == 1

    owner.goto(f"{at}/people/shows/{house.show_id}/")
    fits(owner, "of-show")
    owner.select_option("[aria-label='Role of li.wei']", "director")
    owner.click("li:has-text('li.wei') button[value=role]")
    owner.wait_for_selector(".said:has-text('Li Wei has the role Director now.')")
    li.wait_for_selector("[data-panel=take]:not([inert])")
    li.wait_for_selector(".banner", state="hidden")

    owner.goto(f"{at}/people/users/li.wei/")
    fits(owner, "account")
    owner.click("summary:has-text('Remove this account')")
    fits(owner, "account-remove")
    owner.click("button[value=remove]")
    owner.wait_for_selector(".said:has-text('li.wei is removed.')")
    fits(owner, "people")
    li.wait_for_selector(".banner:has-text('You are signed out')")
    li.goto(f"{at}/shows/{house.show_id}/")
    li.wait_for_selector("h1:has-text('Sign in')")
    fits(li, "login")
    for _ in range(6):
        li.goto(f"{at}/login")
        li.fill("[name=username]", "li.wei")
        li.fill("[name=password]", "a rather long one")
        li.click("button:has-text('Sign in')")
    li.wait_for_selector("p:has-text('Try again in')")
    fits(li, "locked")


def test_a_viewer_with_a_key_is_stopped_when_it_ends(studio: tuple[Studio, str], browser: Browser) -> None:
    house, link = studio
    house.manage("shell", "-v0", "-c", MAKE_PRIVATE.format(show=house.show_id))
    owner = a_page(browser)
    owner.goto(link)
    owner.click("button:has-text('Open the console')")
    owner.goto(f"http://127.0.0.1:{house.port}/people/shows/{house.show_id}/")
    owner.fill("[name=name]", "The client in Lyon")
    owner.click("button[value=key]")
    row = owner.locator("li:has-text('The client in Lyon')")
    address = row.locator("[data-copy]").input_value()
    fits(owner, "keys")

    viewer = a_page(browser)
    viewer.goto(address)
    viewer.wait_for_selector("body[data-state=live]")
    until(lambda: viewer.evaluate("picture.currentTime") > 1)
    row.locator("button[value=end_key]").click()
    owner.wait_for_selector(".said:has-text('ended')")
    viewer.wait_for_selector("p:has-text('This programme is private')")

    owner.goto(f"http://127.0.0.1:{house.port}/people/tokens/")
    owner.fill("[name=name]", "stream deck")
    owner.click("button[value=make]")
    assert owner.input_value("[data-copy]").startswith("tly_")
    owner.goto(f"http://127.0.0.1:{house.port}/people/tokens/")
    fits(owner, "tokens")
    owner.goto(f"http://127.0.0.1:{house.port}/")
    fits(owner, "shows")
