"""A presenter's page in a real browser: what a phone shows, and what thumbs and clickers do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.template import Context, Engine
from playwright.sync_api import Browser, BrowserContext, Page, Route, WebSocketRoute

from tests.console.fixture import PaperStudio
from tests.console.paper_pages import ROOT
from tests.console.paper_static import LIBRARIES
from tests.console.test_deck import PIXEL
from tests.console.test_page import browser
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey
NOTES = "Thank the hosts.\nThen say why we are here, and what it costs."
PAGES = [
    {"number": n, "title": f"Part {n}", "notes": NOTES if n == 2 else "", "width_pt": 720, "height_pt": 405}
    for n in range(1, 5)
]


class PaperDeck:
    """The other end of a presenter's socket."""

    def __init__(self) -> None:
        self.deck: dict[str, Any] = {
            "type": "deck", "on_air": True, "name": "Slides", "document": "ast_1", "page": 1, "pages": 4, "seen": True,
        }  # fmt: skip
        self.turns: list[dict[str, Any]] = []
        self.sockets: list[WebSocketRoute] = []
        self.refuses = ""

    def open(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)
        socket.on_message(lambda text: self.hear(json.loads(text)))
        socket.send(json.dumps(self.deck))

    def hear(self, message: dict[str, Any]) -> None:
        self.turns.append(message)
        answer = {"type": "answer", "id": message["id"], "ok": not self.refuses, "code": self.refuses, "error": "no"}
        self.sockets[-1].send(json.dumps(answer))
        if not self.refuses:
            to = {"next": 1, "previous": -1}.get(message["go"])
            self.tell(page=self.deck["page"] + to if to else {"first": 1, "last": 4}[message["go"]])

    def tell(self, **parts: Any) -> None:
        self.deck = {**self.deck, **parts}
        self.sockets[-1].send(json.dumps(self.deck))


@pytest.fixture
def studio() -> Iterator[PaperStudio]:
    paper = PaperStudio()
    yield paper
    paper.stop()


@pytest.fixture
def deck() -> PaperDeck:
    return PaperDeck()


@pytest.fixture
def page(browser: Browser, studio: PaperStudio, deck: PaperDeck) -> Iterator[Page]:
    yield from opened(browser, studio, deck)


def opened(
    browser: Browser, studio: PaperStudio, deck: PaperDeck, width: int = 390, height: int = 844
) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": height})
    base = studio.start().partition("/shows/")[0]
    routed(context, deck)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{base}/present/1.abc/")
    yield page
    context.close()
    assert not problems


def routed(context: BrowserContext, deck: PaperDeck) -> None:
    context.route("**/present/1.abc/", lambda route: route.fulfill(body=html(), content_type="text/html"))
    context.route("**/present/1.abc/pages", lambda route: route.fulfill(json={"document": "ast_1", "pages": PAGES}))
    context.route("**/present/1.abc/pages/**", picture)
    context.route_web_socket("**/ws/present/1.abc/", deck.open)


def picture(route: Route) -> None:
    number = route.request.url.rsplit("/", 2)[1]
    route.fulfill(body=PIXEL.format(f"hsl({int(number) * 80} 45% 32%)", number), content_type="image/svg+xml")


def html(*, good: bool = True) -> str:
    text = (ROOT / "templates" / "present.html").read_text()
    for name, path in (("present_pages", "/present/1.abc/pages"),):
        text = text.replace(f"{{% url '{name}' key %}}", path)
    engine = Engine(dirs=[str(ROOT / "templates")], libraries=LIBRARIES)
    context = {"show": {"name": "Product launch"}, "name": "Launch slides", "key": "1.abc", "good": good}
    return engine.from_string(text).render(Context(context))


def test_the_current_page_the_next_one_and_the_notes_are_seen(page: Page, deck: PaperDeck) -> None:
    page.wait_for_selector("[data-state=air] #current:visible")
    page.click("#forward")
    page.wait_for_selector("#count:text('2 / 4')")
    assert page.inner_text("#notes") == NOTES
    assert page.inner_text("#next-words") == "Next: Part 3"
    assert "/2/1280.jpg" in (page.get_attribute("#current", "src") or "")
    assert "/3/320.jpg" in (page.get_attribute("#next", "src") or "")


def test_clicker_keys_turn_pages_and_stop_at_the_ends(page: Page, deck: PaperDeck) -> None:
    page.wait_for_selector("[data-state=air]")
    for key, shown in (("PageDown", 2), ("ArrowRight", 3), ("PageUp", 2), ("End", 4), ("PageDown", 4), ("Home", 1)):
        page.keyboard.press(key)
        page.wait_for_selector(f"#count:text('{shown} / 4')")
    assert [one["go"] for one in deck.turns] == ["next", "next", "previous", "last", "first"]
    assert page.is_disabled("#previous")


def test_a_page_that_others_turn_is_followed(page: Page, deck: PaperDeck) -> None:
    page.wait_for_selector("[data-state=air]")
    deck.tell(page=4)
    page.wait_for_selector("#next-words:text('Last page')")
    assert page.is_disabled("#forward")


def test_off_air_is_said_and_over_when_the_show_begins(page: Page, deck: PaperDeck) -> None:
    page.wait_for_selector("[data-state=air]")
    deck.tell(on_air=False, page=None, pages=None, seen=False)
    page.wait_for_selector("#words:text('The show is off air')")
    assert page.is_disabled("#forward")
    deck.tell(on_air=True, page=2, pages=4, seen=True)
    page.wait_for_selector("[data-state=air] #count:text('2 / 4')")


def test_a_turn_that_was_refused_goes_back_and_says_so(page: Page, deck: PaperDeck) -> None:
    page.wait_for_selector("[data-state=air]")
    deck.refuses = "off_air"
    page.click("#forward")
    page.wait_for_selector("#notice:text('Not turned: no')")
    page.wait_for_selector("#count:text('1 / 4')")


def test_a_revoked_link_says_so_and_knocks_no_more(page: Page, deck: PaperDeck) -> None:
    page.wait_for_selector("[data-state=air]")
    deck.sockets[-1].close(code=4403)
    page.wait_for_selector("#words:text('This link was revoked')")
    assert page.is_hidden("#current")
    assert page.is_hidden("#forward")


def test_a_lost_connection_is_made_again_by_itself(page: Page, deck: PaperDeck) -> None:
    page.wait_for_selector("[data-state=air]")
    deck.sockets[-1].close(code=1012)
    until(lambda: page.evaluate("1") and len(deck.sockets) == 2)
    page.wait_for_selector("[data-state=air] #count:text('1 / 4')")


@pytest.mark.parametrize(("width", "height"), [(360, 640), (390, 844), (844, 390), (820, 1180), (1440, 900)])
def test_everything_a_presenter_needs_is_on_the_screen(
    browser: Browser, studio: PaperStudio, deck: PaperDeck, width: int, height: int
) -> None:
    deck.deck["page"] = 2
    for page in opened(browser, studio, deck, width, height):
        page.wait_for_selector("[data-state=air] #current:visible")
        assert page.evaluate("[document.documentElement.scrollWidth <= innerWidth, scrollY]") == [True, 0]
        for name, least in (("#current", 150), ("#next", 60), ("#notes", 60), ("#previous", 100), ("#forward", 100)):
            box = page.locator(name).bounding_box()
            assert box
            assert box["width"] >= least
            assert box["height"] >= (48 if least == 100 else 24)
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert box["y"] + box["height"] <= height
