"""The pages beside the console, by axe: those of the real Django, and rundowns and views of a studio of paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, BrowserContext

from tests.axe import violations
from tests.console.fixture import PaperStudio
from tests.console.paper_show import FULL_SHOW
from tests.studio.library.test_page import Studio, a_picture, browser, kept, studio

__all__ = ["browser", "studio"]
pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    # The test's server is no ASGI server: it reads a file whole.
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous iterators"),
]
OF_PEOPLE = ["", "shows/{show}/", "shows/{show}/audit/", "users/ada/", "tokens/"]
OF_STUDIO = ["/", "/library?show={show}", "/watch/{show}/", "/nothing-here", *(f"/people/{one}" for one in OF_PEOPLE)]
OF_VIEWS = ["multiview", "countdown", "clock", "floor", "tally/src_street"]


@pytest.fixture(params=["dark", "light"])
def context(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.add_init_script(f"localStorage.setItem('tally.theme', '{request.param}')")
    yield context
    context.close()


def wrong_on(context: BrowserContext, addresses: dict[str, str]) -> dict[str, list[str]]:
    """What axe finds by name of a page, once it has said what it has to say."""
    page, found = context.new_page(), {}
    for name, address in addresses.items():
        page.goto(address)
        page.wait_for_selector(":is(h1, h2, main):visible >> nth=0")
        found[name] = violations(page)
    return {name: wrong for name, wrong in found.items() if wrong}


def test_the_pages_of_the_studio_are_clean(context: BrowserContext, studio: Studio, tmp_path: Path) -> None:
    kept(a_picture(tmp_path / "Logo.png"), owner=studio.ada)
    addresses = {path: studio.url + path.format(show=studio.show.pk) for path in OF_STUDIO}
    assert not wrong_on(context, {"/login": f"{studio.url}/login"})
    context.add_cookies([studio.cookie(User.objects.create_user("boss", is_staff=True))])
    assert not wrong_on(context, addresses)


def test_rundowns_and_views_are_clean(context: BrowserContext) -> None:
    paper = PaperStudio(FULL_SHOW)
    paper.rundowns.fill(20)
    base = paper.start().partition("/shows/")[0]
    run = f"{base}/shows/shw_demo/rundowns"
    addresses = {"rundowns": run, **{one: f"{base}/view/{one}" for one in OF_VIEWS}}
    try:
        assert not wrong_on(context, addresses)
    finally:
        paper.stop()
