"""Documents on the console: their pages, which is on air and which is cued, and the hand that turns them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.console.fixture import PaperStudio
from tests.console.paper_decks import PAGES
from tests.console.paper_show import DECK_SHOW
from tests.console.test_page import browser, opened
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey
PIXEL = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180"><rect width="320" height="180" fill="{}"/>'
    '<text x="20" y="100" font-size="48" fill="#fff">{}</text></svg>'
)


class PaperLibrary:
    """Two documents: one is ready, the other one still being laid out until somebody says otherwise."""

    def __init__(self) -> None:
        job = {"kind": "convert", "state": "running", "progress": 0.4, "error": ""}
        self.assets: dict[str, dict[str, Any]] = {
            "ast_slides": {"id": "ast_slides", "state": "ready", "refused_why": "", "pages": PAGES, "job": None},
            "ast_terms": {"id": "ast_terms", "state": "probing", "refused_why": "", "pages": None, "job": job},
        }
        self.links: list[dict[str, Any]] = []

    def answer(self, route: Route) -> None:
        _, _, rest = route.request.url.partition("/api/v1/library/")
        name, _, pages = rest.partition("/")
        if name not in self.assets:
            route.fulfill(status=404, json={"detail": "There is no such thing here."})
        elif pages:
            route.fulfill(json={"count": PAGES, "next": None, "previous": None, "results": self.pages(name)})
        else:
            route.fulfill(json=self.assets[name])

    def pages(self, name: str) -> list[dict[str, Any]]:
        return [
            {"number": n, "title": f"Part {n}", "notes": f"Say what part {n} is about." if n % 2 else "",
             "width_pt": 720, "height_pt": 405, "thumbnail": f"/library/{name}/pages/{n}/320.jpg", "picture": ""}
            for n in range(1, PAGES + 1)
        ]  # fmt: skip

    def picture(self, route: Route) -> None:
        number = route.request.url.rsplit("/", 2)[1]
        color = f"hsl({int(number) * 47} 45% 32%)"
        route.fulfill(body=PIXEL.format(color, number), content_type="image/svg+xml")

    def presenters(self, route: Route) -> None:
        if route.request.method == "POST":
            name = json.loads(route.request.post_data or "{}")["name"]
            number = len(self.links) + 1
            link = f"http://127.0.0.1/present/{number}.abc/"
            self.links.append({"id": number, "name": name, "expires": "2030-01-01T10:00:00Z", "link": link})
        if route.request.method == "DELETE":
            number = int(route.request.url.rsplit("/", 1)[1])
            self.links = [one for one in self.links if one["id"] != number]
            route.fulfill(status=204)
            return
        route.fulfill(json={"count": len(self.links), "next": None, "previous": None, "results": self.links})


@pytest.fixture
def studio() -> Iterator[PaperStudio]:
    paper = PaperStudio(DECK_SHOW)
    yield paper
    paper.stop()


@pytest.fixture
def library() -> PaperLibrary:
    return PaperLibrary()


@pytest.fixture
def page(browser: Browser, studio: PaperStudio, library: PaperLibrary) -> Iterator[Page]:
    yield from with_library(browser, studio, library)


def with_library(
    browser: Browser, studio: PaperStudio, library: PaperLibrary, width: int = 1440, height: int = 900
) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": height})
    context.route("**/api/v1/library/**", library.answer)
    context.route("**/library/ast_*/pages/**", library.picture)
    context.route("**/presenters*", library.presenters)
    context.route("**/presenters/*", library.presenters)
    yield from opened(InContext(context), studio, width, height)  # type: ignore[arg-type]
    context.close()


class InContext:
    """A browser whose pages know the paper library."""

    def __init__(self, context: Any) -> None:
        self._context = context

    def new_page(self, **_: Any) -> Page:
        found: Page = self._context.new_page()
        return found


def lamps(page: Page) -> dict[str, str]:
    """Which page has which lamp, those without one left out."""
    found = page.eval_on_selector_all(".deck-page", "all => all.map((one) => [one.innerText, one.dataset.lamp])")
    return {words.split()[0]: lamp for words, lamp in found if lamp != "off"}


def buses(studio: PaperStudio, program: str, preview: str) -> None:
    studio.desk = {**studio.desk, "program": program, "preview": preview}
    studio.tell_desk()


def last_turn(studio: PaperStudio) -> dict[str, Any]:
    found = [one for one in studio.commands if one["verb"] == "deck"]
    return {name: found[-1][name] for name in ("source", "go", "page", "cue") if name in found[-1]} if found else {}


def test_the_page_on_air_is_red_and_the_cued_one_green(page: Page, studio: PaperStudio) -> None:
    page.wait_for_selector(".deck-page >> nth=11", state="attached")
    studio.call(buses, studio, "scn_slides", "scn_wide")
    page.wait_for_selector(".deck-page[data-lamp=program]")
    page.click(".deck-page >> nth=3")
    until(lambda: lamps(page) == {"1": "program", "4": "cued"})
    assert last_turn(studio) == {"source": "src_slides", "page": 4, "cue": True}
    assert "Say what part 1 is about." in page.inner_text(".deck-notes")
    page.click(".deck-take")
    until(lambda: lamps(page) == {"4": "program"})
    page.wait_for_selector(".deck-notes[data-empty=true]")


def test_next_turns_the_page_on_program_and_elsewhere_the_cued_one(page: Page, studio: PaperStudio) -> None:
    studio.call(buses, studio, "scn_wide", "scn_slides")
    page.wait_for_selector(".deck[data-bus=preview]")
    page.click(".deck-next")
    until(lambda: lamps(page) == {"2": "cued"})
    assert last_turn(studio) == {"source": "src_slides", "go": "next", "cue": True}
    page.keyboard.press("Space")
    until(lambda: lamps(page) == {"2": "program"})
    page.click(".deck-next")
    until(lambda: lamps(page) == {"3": "program"})
    assert last_turn(studio) == {"source": "src_slides", "go": "next"}


def test_a_clickers_keys_turn_pages(page: Page, studio: PaperStudio) -> None:
    studio.call(buses, studio, "scn_slides", "scn_wide")
    page.wait_for_selector(".deck-page[data-lamp=program]")
    for key, shown in (("PageDown", "2"), ("PageDown", "3"), ("PageUp", "2"), ("End", "12"), ("Home", "1")):
        page.keyboard.press(key)
        until(lambda shown=shown: lamps(page) == {shown: "program"})  # type: ignore[misc]
    page.keyboard.press("Shift+PageDown")
    until(lambda: lamps(page) == {"1": "program", "2": "cued"})


def test_with_the_air_lock_on_no_page_on_air_is_turned(page: Page, studio: PaperStudio) -> None:
    studio.call(buses, studio, "scn_slides", "scn_wide")
    page.wait_for_selector(".deck-page[data-lamp=program]")
    page.evaluate("localStorage.setItem('tally.lock.shw_demo', 'on')")
    page.reload()
    page.wait_for_selector(".deck-page[data-lamp=program]")
    page.keyboard.press("PageDown")
    page.wait_for_selector(".notices :text('Air lock')")
    page.click(".deck-page >> nth=2")
    until(lambda: lamps(page) == {"1": "program", "3": "cued"})
    assert last_turn(studio) == {"source": "src_slides", "page": 3, "cue": True}


def test_a_typed_number_cues_that_page_and_one_that_is_not_there_is_marked(page: Page, studio: PaperStudio) -> None:
    page.wait_for_selector(".deck-page >> nth=11", state="attached")
    page.fill(".deck-number", "99")
    page.press(".deck-number", "Enter")
    page.wait_for_selector(".deck-number[aria-invalid=true]")
    page.fill(".deck-number", "7")
    page.press(".deck-number", "Enter")
    until(lambda: lamps(page).get("7") == "cued")


def test_a_document_that_is_laid_out_says_how_far_it_is_and_one_that_failed_what_to_do(
    page: Page, studio: PaperStudio, library: PaperLibrary
) -> None:
    page.click(".deck-who")
    page.click(".menu-item:text('Terms')")
    page.wait_for_selector(".deck-words:text('It is laid out as pages')")
    page.wait_for_selector(".deck-progress[aria-valuenow='40']")
    library.assets["ast_terms"] |= {"state": "refused", "refused_why": "LibreOffice could not lay this document out."}
    page.wait_for_selector(".deck[data-stage=failed] .deck-words:text('under “Replace what comes in…”')")


def test_pages_that_turn_by_themselves_are_an_edit_of_the_show(page: Page, studio: PaperStudio) -> None:
    page.click(".deck [aria-label='More about this document']")
    page.fill(".deck-advance input[type=number]", "25")
    page.click(".deck-advance .check")
    until(lambda: studio.show["sources"][4]["input"].get("auto_advance_s") == 25)


def test_a_presenters_link_is_made_copied_and_revoked(page: Page, library: PaperLibrary) -> None:
    page.click(".deck [aria-label='More about this document']")
    page.click(".menu-item:text('Presenter')")
    page.wait_for_selector("text=Nobody has a link yet.")
    page.click("text=New link…")
    page.fill(".dialog-form input", "Dr. Okafor")
    page.click("text=Make the link")
    page.wait_for_selector(".presenter input")
    assert page.input_value(".presenter input") == "http://127.0.0.1/present/1.abc/"
    box = page.locator(".presenter .hold").bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.wait_for_selector("text=Nobody has a link yet.")
    page.mouse.up()
    assert library.links == []


@pytest.mark.parametrize(
    ("width", "height"), [(1920, 1080), (1440, 900), (1280, 720), (820, 1180), (390, 844), (360, 740)]
)
def test_everything_of_a_document_is_seen_on_every_screen(
    browser: Browser, studio: PaperStudio, library: PaperLibrary, width: int, height: int
) -> None:
    for page in with_library(browser, studio, library, width, height):
        studio.call(buses, studio, "scn_slides", "scn_wide")
        page.wait_for_selector(".deck-page[data-lamp=program]")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for name in (".deck-next", ".deck-number", ".deck-strip", ".deck-notes"):
            box = page.locator(name).bounding_box()
            assert box
            assert box["width"] >= 24
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width


def test_before_the_show_a_director_gives_presenters_their_links(
    browser: Browser, studio: PaperStudio, library: PaperLibrary
) -> None:
    for page in with_library(browser, studio, library):
        studio.call(lambda: studio.go(on=False))
        page.wait_for_selector("body[data-mode=off]")
        page.wait_for_selector(".deck-page >> nth=11", state="attached")
        assert page.is_disabled(".deck-next")
        assert page.is_disabled(".deck-page >> nth=3")
        page.click(".deck [aria-label='More about this document']")
        assert page.is_disabled(".menu-item:text('First page')")
        page.click(".menu-item:text('Presenter')")
        page.wait_for_selector("text=Nobody has a link yet.")


def test_a_producer_reads_pages_and_notes_and_turns_nothing(
    browser: Browser, studio: PaperStudio, library: PaperLibrary
) -> None:
    studio.role = "producer"
    for page in with_library(browser, studio, library):
        studio.call(buses, studio, "scn_slides", "scn_wide")
        page.wait_for_selector(".deck-page[data-lamp=program]")
        assert page.locator(".deck :is(.deck-turn .button, .deck-page, .deck-number):enabled:visible").count() == 0
        page.click(".deck [aria-label='More about this document']")
        assert page.is_disabled(".menu-item:text('Presenter')")
        assert page.is_enabled(".deck-advance .check input")


def test_a_document_whose_pages_turn_by_themselves_says_so(page: Page, studio: PaperStudio) -> None:
    studio.show["sources"][4]["input"]["auto_advance_s"] = 25
    studio.call(lambda: studio.change(show=studio.show, revision=3))
    page.wait_for_selector(".deck-state:text('turns every 25 s')")


def test_on_a_phone_nothing_moves_under_the_thumb_when_a_page_is_cued(
    browser: Browser, studio: PaperStudio, library: PaperLibrary
) -> None:
    for page in with_library(browser, studio, library, 360, 780):
        studio.call(buses, studio, "scn_slides", "scn_wide")
        page.wait_for_selector(".deck-page[data-lamp=program]")
        before = page.locator(".deck-next").bounding_box()
        page.click(".deck-page >> nth=2")
        page.wait_for_selector(".deck-take")
        assert page.locator(".deck-next").bounding_box() == before


@pytest.mark.parametrize("role", ["director", "producer"])
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1440, 900), (820, 1180)])
def test_beside_files_and_documents_scenes_keep_their_names(
    browser: Browser, studio: PaperStudio, library: PaperLibrary, role: str, width: int, height: int
) -> None:
    studio.role = role
    for page in with_library(browser, studio, library, width, height):
        page.wait_for_selector(".deck-page >> nth=11", state="attached")
        tiles, name = (page.locator(one).bounding_box() for one in (".scenes .tiles", ".scene .tile-foot >> nth=0"))
        assert tiles
        assert name
        assert name["y"] + name["height"] <= tiles["y"] + tiles["height"]
