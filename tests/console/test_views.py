"""The pages of views in a real browser: what a wall, a phone and a floor manager's tablet show, and what they say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from tests.console.fixture import PaperStudio
from tests.console.paper_show import FULL_SHOW
from tests.console.test_page import browser
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey
MOVES = "document.querySelector('[data-bus=program] video').currentTime"


@pytest.fixture
def studio() -> Iterator[PaperStudio]:
    paper = PaperStudio(FULL_SHOW)
    paper.base = paper.start().partition("/shows/")[0]
    yield paper
    paper.stop()


@contextmanager
def opened(browser: Browser, studio: PaperStudio, path: str, width: int = 1280, height: int = 720) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": width, "height": height})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{studio.base}/view/{path}")
    yield page
    page.close()
    assert not problems


def lights(studio: PaperStudio, **desk: str) -> None:
    """Put something on the buses."""
    studio.call(lambda: setattr(studio, "desk", {**studio.desk, **desk}))


def test_the_wall_has_moving_monitors_and_every_source_with_name_tally_and_sound(
    browser: Browser, studio: PaperStudio
) -> None:
    with opened(browser, studio, "multiview", 1920, 1080) as page:
        page.wait_for_selector("[data-mode=air] [data-bus=program] .cell-words", state="hidden")
        before = page.evaluate(MOVES)
        until(lambda: page.evaluate(MOVES) > before)
        names = page.locator(".cell.source .cell-name").all_inner_texts()
        assert names == [one["name"] for one in FULL_SHOW["sources"]]
        page.wait_for_selector(".cell.source[data-id=src_street][data-tally=program] .cell-lamp:text('On air')")
        page.wait_for_selector(".cell.source[data-id=src_crowd][data-tally=preview] .cell-lamp:text('Preview')")
        until(lambda: page.evaluate(BRIGHT, "[data-id=src_bars] .cell-canvas") > 60)
        until(lambda: page.evaluate(COLOURED, "[data-id=src_bars] .cell-meter") > 0)
        until(lambda: page.evaluate(COLOURED, "[data-bus=program] .cell-meter") > 0)
        lights(studio, program="src_bars", preview="src_clock")
        page.wait_for_selector("[data-id=src_bars][data-tally=program]")
        page.wait_for_selector("[data-id=src_street][data-tally=off]")
        assert page.inner_text("[data-bus=program] .cell-name") == "Bars"


BRIGHT = """(where) => {
  const { data } = read(where);
  return data.reduce((sum, one, at) => (at % 4 === 3 ? sum : sum + one), 0) / (data.length * 0.75);
  function read(where) {
    const canvas = document.querySelector(where);
    return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  }
}"""
COLOURED = """(where) => {
  const canvas = document.querySelector(where);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let found = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at + 1] > 120 && data[at] < 120) found += 1;
  return found;
}"""


def test_the_layout_is_chosen_by_button_and_by_key_and_stays(browser: Browser, studio: PaperStudio) -> None:
    with opened(browser, studio, "multiview") as page:
        page.wait_for_selector("[data-mode=air] .cell.source")

        def alike() -> bool:
            sizes = page.evaluate("[...document.querySelectorAll('.cell')].map((one) => one.offsetWidth)")
            return len(set(sizes)) == 1

        assert not alike()
        page.click("text=Layout")
        until(alike)
        page.keyboard.press("l")
        until(lambda: not alike())
        page.keyboard.press("l")
        page.reload()
        page.wait_for_selector("[data-mode=air] .cell.source")
        until(alike)


def test_the_wall_fills_the_screen_by_button_and_by_key(browser: Browser, studio: PaperStudio) -> None:
    with opened(browser, studio, "multiview") as page:
        page.click("text=Full screen")
        page.wait_for_function("document.fullscreenElement !== null")
        page.keyboard.press("f")
        page.wait_for_function("document.fullscreenElement === null")


@pytest.mark.parametrize(("width", "height"), [(640, 360), (360, 740), (1440, 900), (1080, 1920), (3840, 2160)])
def test_everything_is_on_the_screen_and_nothing_scrolls(
    browser: Browser, studio: PaperStudio, width: int, height: int
) -> None:
    with opened(browser, studio, "multiview", width, height) as page:
        page.wait_for_selector("[data-mode=air] .cell.source")
        page.wait_for_function("document.querySelector('.cell.source').offsetWidth > 0")
        for cell in page.locator(".cell").all():
            box = cell.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["y"] >= 0
            assert box["x"] + box["width"] <= width
            assert box["y"] + box["height"] <= height
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_tally_follows_its_source_in_colour_and_in_words(browser: Browser, studio: PaperStudio) -> None:
    with opened(browser, studio, "tally/src_street", 390, 844) as page:
        page.wait_for_selector("[data-tally=air] .tally-word:text('On air')")
        assert page.inner_text(".tally-name") == "Street"
        red = page.evaluate("getComputedStyle(document.body).backgroundColor")
        lights(studio, program="black", preview="src_street")
        page.wait_for_selector("[data-tally=preview] .tally-word:text('Preview')")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != red
        lights(studio, program="black", preview="black")
        page.wait_for_selector("[data-tally=off] .tally-word:text('Off')")


def test_a_tally_without_a_connection_is_grey_and_comes_back_by_itself(browser: Browser, studio: PaperStudio) -> None:
    with opened(browser, studio, "tally/src_street", 390, 844) as page:
        page.wait_for_selector("[data-tally=air]")
        studio.views.silent = True  # the network is gone, and nobody told the phone
        page.wait_for_selector("[data-tally=unknown] .tally-word:text('No connection')")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(75, 80, 88)"
        lights(studio, program="black", preview="black")
        studio.views.silent = False
        page.wait_for_selector("[data-tally=off]")
        studio.views.live = False  # the mixer is silent, the studio is not
        page.wait_for_selector("[data-tally=unknown] .tally-note:text('The mixer does not answer')")


def test_a_tally_shakes_the_phone_on_a_change_only_where_that_is_wanted(browser: Browser, studio: PaperStudio) -> None:
    with opened(browser, studio, "tally/src_street", 390, 844) as page:
        page.wait_for_selector("[data-tally=air]")
        page.evaluate("window.shaken = []; navigator.vibrate = (pattern) => window.shaken.push(pattern); 0")
        lights(studio, program="black", preview="black")
        page.wait_for_selector("[data-tally=off]")
        assert page.evaluate("window.shaken.length") == 0
        page.click("text=Vibrate on change")
        page.wait_for_selector("button[aria-pressed=true]")
        lights(studio, program="src_street")
        page.wait_for_selector("[data-tally=air]")
        assert page.evaluate("window.shaken.length") == 2  # once to try it, once for the change


def test_a_tally_off_air_says_so_and_is_not_grey(browser: Browser, studio: PaperStudio) -> None:
    with opened(browser, studio, "tally/src_street", 390, 844) as page:
        page.wait_for_selector("[data-tally=air]")
        studio.call(lambda: studio.go(on=False))
        page.wait_for_selector("[data-tally=closed] .tally-note:text('The show is off air')")


def test_a_link_that_is_revoked_says_so_and_knocks_no_more(browser: Browser, studio: PaperStudio) -> None:
    with opened(browser, studio, "tally/src_street", 390, 844) as page:
        page.wait_for_selector("[data-tally=air]")
        studio.views.close(4403)
        page.wait_for_selector("[data-mode=ended] .tally-note:text('This link was revoked')")
        page.wait_for_selector("[data-tally=unknown]")
        assert studio.views.sockets == []


def test_a_message_fills_the_floor_until_it_was_seen(browser: Browser, studio: PaperStudio) -> None:
    with opened(browser, studio, "floor", 820, 1180) as page:
        page.wait_for_selector(".floor-calm:text('No message waits')")
        studio.views.say("Two minutes to the break")
        studio.views.say("Stop talking", urgent=True)
        page.wait_for_selector(".floor-message .message-words:text('Two minutes to the break')")
        assert page.inner_text(".message-more") == "and 1 more"
        page.click(".message-seen")
        page.wait_for_selector(".floor-message[data-urgent=true] .message-words:text('Stop talking')")
        page.click(".message-seen")
        page.wait_for_selector(".floor-calm:visible")
        page.wait_for_selector(".floor-line:has-text('Two minutes to the break'):has-text('seen by Gallery')")
        assert [one["message"] for one in studio.views.heard if one["type"] == "seen"] == [1, 2]


@pytest.mark.parametrize("path", ["tally/src_street", "countdown", "clock", "multiview"])
def test_a_message_is_a_strip_on_every_other_view(browser: Browser, studio: PaperStudio, path: str) -> None:
    with opened(browser, studio, path) as page:
        page.wait_for_selector("[data-mode=air]")
        assert page.is_hidden("#strip")
        studio.views.say("Two minutes to the break")
        page.wait_for_selector("#strip .message-words:text('Two minutes to the break')")
        page.click("#strip .message-seen")
        page.wait_for_selector("#strip", state="hidden")


def test_a_countdown_follows_what_is_on_or_a_time_of_day(browser: Browser, studio: PaperStudio) -> None:
    with opened(browser, studio, "countdown?count=time&to=23:59:59") as page:
        page.wait_for_selector(".count-name:text('Until 23:59:59')")
        assert page.inner_text(".count-left").count(":") >= 1
        page.select_option("select", "auto")
        page.wait_for_selector("[data-urgency=none] .count-name:text('Nothing counts down now')")
        playing = {"program": "src_crowd", "transports": {"src_crowd": TRANSPORT | {"frame": studio.frame}}}
        lights(studio, **playing)  # type: ignore[arg-type]
        page.wait_for_selector(".count-name:text('Crowd')")
        page.wait_for_selector("[data-urgency=soon] .count-left:text('00:2')")


def test_a_countdown_follows_the_counter_of_an_overlay_also_one_that_is_not_on_air(
    browser: Browser, studio: PaperStudio
) -> None:
    content = {"kind": "countdown", "counts": "for", "begins": "hand"}
    row = {"id": "ovl_break", "name": "Break", "content": content, "fields": {"time": "10:00"}, "on": False}
    counts = {"on": False, "fields": {}, "counter": {"counted_s": 30.0, "since_frame": None}}
    with opened(browser, studio, "countdown") as page:
        page.wait_for_selector(".count-name:text('Nothing counts down now')")
        overlays = {**studio.desk["overlays"], "ovl_break": counts}
        studio.call(lambda: studio.show["overlays"].append(row))
        lights(studio, overlays=overlays)  # type: ignore[arg-type]
        page.select_option("select", label="Break")
        page.wait_for_selector(".count-name:text-is('Break')")
        page.wait_for_selector(".count-left:text-is('09:30')")
        runs = {**counts, "counter": {"counted_s": 0.0, "since_frame": studio.frame - 30 * 60}}
        lights(studio, overlays={**overlays, "ovl_break": runs})  # type: ignore[arg-type]
        page.wait_for_selector(".count-left:text('08:5')")
        page.reload()
        page.wait_for_selector(".count-left:text('08:')")
        assert page.locator("select").input_value() == "overlay:ovl_break"


TRANSPORT = {
    "state": "playing", "position_s": 0.0, "ready": True, "length_s": 29.0, "ends_frame": None,
    "playback": {"in_s": 0.0, "out_s": 0.0, "speed": 1.0, "end": "hold", "on_take": "play"},
}  # fmt: skip


def test_a_clock_shows_the_hour_the_seconds_and_whether_the_show_is_on_air(
    browser: Browser, studio: PaperStudio
) -> None:
    with opened(browser, studio, "clock") as page:
        page.wait_for_selector(".clock-air[data-mode=air]:has-text('On air 01:0')")
        lit = page.locator(".dot.lit").count()
        until(lambda: page.locator(".dot.lit").count() != lit)
        studio.call(lambda: studio.go(on=False))
        page.wait_for_selector(".clock-air[data-mode=off]:text('Off air')")


# -- the console's sheet -----------------------------------------------------------------------------


@contextmanager
def console(browser: Browser, studio: PaperStudio, width: int = 1440, height: int = 900) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": width, "height": height})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{studio.base}/shows/shw_demo/")
    page.wait_for_selector("body[data-mode=air][data-whole]")
    page.click("[aria-label='Views and links']")
    yield page
    page.close()
    assert not problems


def test_the_console_sends_a_message_and_sees_who_has_read_it(browser: Browser, studio: PaperStudio) -> None:
    with console(browser, studio) as desk, opened(browser, studio, "floor", 820, 1180) as floor:
        desk.fill(".views-send input", "Two minutes to the break")
        desk.keyboard.press("Enter")
        desk.wait_for_selector(".views-message:has-text('Two minutes'):has-text('Nobody has read it yet')")
        assert desk.input_value(".views-send input") == ""
        floor.wait_for_selector(".floor-message .message-words:text('Two minutes to the break')")
        floor.click(".message-seen")
        desk.wait_for_selector(".views-message:has-text('Seen by Gallery')")
        desk.click(".views-message >> text=Take back")
        desk.wait_for_selector(".views-message", state="detached")
        assert not [one for one in studio.commands if one["verb"] in ("cut", "auto")]


def test_a_link_is_made_for_one_view_and_revoked_by_a_hold(browser: Browser, studio: PaperStudio) -> None:
    with console(browser, studio) as desk:
        desk.wait_for_selector(".views-links:has-text('Nobody has a link yet.')")
        desk.click("text=New link…")
        desk.select_option(".views-form select >> nth=0", "tally")
        desk.select_option(".views-form select >> nth=1", "src_crowd")
        desk.fill(".views-form input", "Camera 2")
        desk.click("text=Make the link")
        desk.wait_for_selector(".views-link:has-text('Tally of Crowd for Camera 2'):has-text('Until it is revoked')")
        made = studio.views.links[0]
        assert (made["kind"], made["source"], made["expires"]) == ("tally", "src_crowd", None)
        desk.hover(".views-link .danger")
        desk.mouse.down()
        desk.wait_for_selector(".views-link", state="detached")
        desk.mouse.up()
        assert studio.views.links == []


def test_who_is_signed_in_opens_views_from_the_console(browser: Browser, studio: PaperStudio) -> None:
    with console(browser, studio) as desk:
        paths = [one.get_attribute("href") for one in desk.locator(".views-open a").all()]
        assert paths[:4] == [f"/view/{kind}" for kind in ("multiview", "countdown", "clock", "floor")]
        assert paths[4:] == [f"/view/tally/{one['id']}" for one in FULL_SHOW["sources"]]
        assert desk.is_visible("text=CUT")


def test_who_only_watches_reads_messages_and_makes_no_links(browser: Browser, studio: PaperStudio) -> None:
    studio.role = "viewer"
    studio.views.say("Stand by")
    with console(browser, studio) as desk:
        desk.wait_for_selector(".views-message:has-text('Stand by')")
        for hidden in (".views-send", ".views-links"):
            assert desk.locator(hidden).count() == 0
        assert desk.is_hidden("text=Take back")
