"""Files on the console: how long they last, a hand on them, and what keeps it off the air."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.console.fixture import PaperStudio
from tests.console.paper_show import EMPTY_SHOW, FILES_SHOW
from tests.console.paper_transports import LENGTH_S
from tests.console.test_page import BOXES, browser, opened
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey
STRIP = ".transport-strip"
SIZES = [(1920, 1080), (1440, 900), (1280, 720), (1024, 768), (820, 1180), (390, 844)]


@pytest.fixture
def studio() -> Iterator[PaperStudio]:
    paper = PaperStudio(FILES_SHOW)
    yield paper
    paper.stop()


@pytest.fixture
def page(browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    yield from opened(browser, studio)


def buses(studio: PaperStudio, program: str, preview: str) -> None:
    """Put scenes on the buses, whatever a take would do to their files."""
    studio.transports.seen = None
    studio.desk = {**studio.desk, "program": program, "preview": preview}
    studio.tell_desk()


def stands(studio: PaperStudio, source: str, state: str, position_s: float, **more: Any) -> None:
    studio.call(lambda: studio.stand(source, state=state, position_s=position_s, ready=True, **more))


def previewed(page: Page, studio: PaperStudio, state: str = "paused", position_s: float = 40.0, **more: Any) -> None:
    """The report stands on preview, a camera is on program."""
    studio.call(buses, studio, "scn_wide", "scn_report")
    stands(studio, "src_report", state, position_s, **more)
    page.wait_for_selector(f".transport-state:text('Preview · {state}')")


def aired(page: Page, studio: PaperStudio, position_s: float = 60.0, **more: Any) -> None:
    """The opener plays on program, a camera is on preview."""
    studio.call(buses, studio, "scn_opener", "scn_wide")
    stands(studio, "src_opener", "playing", position_s, **more)
    page.wait_for_selector(".transport-state:text('On air · playing')")


def shows(element: Locator, words: str) -> bool:
    return element.inner_text() == words


def sent(studio: PaperStudio, *verbs: str) -> list[dict[str, Any]]:
    return [one for one in studio.commands if one["verb"] in verbs]


@pytest.mark.parametrize(
    ("left_s", "urgency", "words"), [(75.9, "calm", "01:1"), (29.0, "soon", "00:2"), (9.8, "now", "00:0")]
)
def test_program_counts_down_and_warns_of_the_end(
    page: Page, studio: PaperStudio, left_s: float, urgency: str, words: str
) -> None:
    aired(page, studio, LENGTH_S - left_s)
    page.wait_for_selector(f".left[data-urgency={urgency}]")
    assert page.inner_text(".left .left-time").startswith(words)
    assert page.inner_text(".left").endswith("then Street wide")
    page.wait_for_selector(f"[data-id=src_opener] .tile-left[data-urgency={urgency}]")


def test_a_tile_says_how_its_file_stands(page: Page, studio: PaperStudio) -> None:
    badge = page.locator("[data-id=src_report] .tile-left")
    for state, position_s, words in [
        ("cued", 0.0, "cued\n02:34"),
        ("paused", 100, "paused\n00:54"),
        ("ended", 154.4, "ended"),
    ]:
        stands(studio, "src_report", state, position_s)
        until(partial(shows, badge, words))
    assert page.locator("[data-id=src_street] .tile-left").is_hidden()


def test_what_plays_to_its_end_is_seen_to_end_without_a_word_from_the_mixer(page: Page, studio: PaperStudio) -> None:
    aired(page, studio, LENGTH_S - 5, end="hold")
    page.wait_for_selector(".transport-play:has-text('Pause')")
    page.wait_for_selector(".transport-state:text('On air · ended')")
    page.wait_for_selector(".transport-play:has-text('Play')")
    until(lambda: page.inner_text(".left") == "ended")


def test_a_loop_on_program_has_no_end_to_warn_of(page: Page, studio: PaperStudio) -> None:
    aired(page, studio, LENGTH_S - 8, end="loop")
    page.wait_for_selector("[data-id=src_opener] .tile-left[data-urgency=calm]:has-text('↻ 00:0')")
    assert page.locator(".left").is_hidden()


def test_keys_cue_and_play_the_file_on_preview(page: Page, studio: PaperStudio) -> None:
    previewed(page, studio)
    page.keyboard.press("j")
    page.wait_for_selector(".transport-state:text('Preview · cued')")
    page.keyboard.press("k")
    page.wait_for_selector(".transport-state:text('Preview · playing')")
    page.keyboard.press("k")
    page.wait_for_selector(".transport-state:text('Preview · paused')")
    verbs = [(one["verb"], one["source"]) for one in sent(studio, "cue", "play", "pause")]
    assert verbs == [("cue", "src_report"), ("play", "src_report"), ("pause", "src_report")]


def test_dragging_seeks_and_ends_where_the_hand_did(page: Page, studio: PaperStudio) -> None:
    previewed(page, studio)
    bar = page.locator(".scrub").bounding_box()
    assert bar
    middle = bar["y"] + bar["height"] / 2
    page.mouse.move(bar["x"] + bar["width"] * 0.1, middle)
    page.mouse.down()
    page.mouse.move(bar["x"] + bar["width"] * 0.75, middle, steps=60)
    assert page.is_visible(".scrub-tip")
    page.mouse.up()
    until(lambda: max((one["position_s"] for one in sent(studio, "seek")), default=0.0) > LENGTH_S * 0.745)
    places = [one["position_s"] for one in sent(studio, "seek")]
    assert places == sorted(places) and places[0] < LENGTH_S * 0.2
    page.wait_for_selector(".transport-time:text('01:5')")


def test_marks_are_set_where_it_stands_shown_and_taken_away(page: Page, studio: PaperStudio) -> None:
    previewed(page, studio, position_s=40.0)
    page.keyboard.press("i")
    page.wait_for_selector(".scrub[data-in]")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".transport-time:text('00:41.0')")
    page.click(".transport-marks button:has-text('Out')")
    page.wait_for_selector(".scrub[data-out]")
    marks = [{name: one[name] for name in ("in_s", "out_s") if name in one} for one in sent(studio, "playback")]
    assert marks == [{"in_s": 40.0}, {"out_s": pytest.approx(41 + 1 / 30, abs=0.01)}]
    page.keyboard.press("Shift+I")
    page.wait_for_selector(".scrub:not([data-in])")


def test_the_bar_of_what_is_on_air_is_locked_until_it_is_unlocked(page: Page, studio: PaperStudio) -> None:
    aired(page, studio)
    page.click(".scrub", force=True)
    page.wait_for_selector(".notice:has-text('Opener is on air')")
    page.keyboard.press("j")
    assert not sent(studio, "seek", "cue")
    page.hover("button:has-text('Hold to unlock')")
    page.mouse.down()
    page.wait_for_selector(".transport-relock", state="visible")
    page.mouse.up()
    page.click(".scrub", force=True)
    until(lambda: len(sent(studio, "seek")) == 1)
    page.click(".transport-relock")
    page.click(".scrub", force=True)
    assert len(sent(studio, "seek")) == 1


def test_the_air_lock_seals_the_file_on_air(page: Page, studio: PaperStudio) -> None:
    aired(page, studio)
    page.click(".lock")
    page.keyboard.press("k")
    page.wait_for_selector(".notice:has-text('The air lock is on')")
    page.click(".transport-play", force=True)
    assert not sent(studio, "pause", "play")
    page.click(".lock")
    page.keyboard.press("k")
    page.wait_for_selector(".transport-state:text('On air · paused')")


def test_speed_and_end_are_chosen_in_the_servers_words(page: Page, studio: PaperStudio) -> None:
    previewed(page, studio)
    page.click(".transport-settings")
    page.wait_for_selector(".hint:text('Sound is silent below 0.5')")
    page.click(".segment:text-is('0.25×')")
    page.select_option(".transport-form select >> nth=0", label="Black")
    page.wait_for_selector(".transport-settings:has-text('0.25× · to black')")
    page.wait_for_selector(".transport-state:has-text('0.25×')")


def test_of_two_files_the_one_under_the_hand_is_chosen(page: Page, studio: PaperStudio) -> None:
    studio.call(buses, studio, "scn_opener", "scn_report")
    page.click(".transport-who:has-text('1 of 2')")
    page.click(".menu-item:has-text('Opener · On air')")
    page.wait_for_selector(".transport[data-bus=program] .transport-who:has-text('Opener')")


def test_a_press_that_the_mixer_refuses_is_said(page: Page, studio: PaperStudio) -> None:
    previewed(page, studio)
    studio.call(studio.transports.all.pop, "src_report")
    page.keyboard.press("j")
    page.wait_for_selector(".notice:has-text('As the mixer says it.')")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_transport_fits_every_screen(browser: Browser, studio: PaperStudio, width: int, height: int) -> None:
    for page in opened(browser, studio, width, height):
        studio.call(buses, studio, "scn_opener", "scn_report")
        page.wait_for_selector(STRIP)
        boxes = page.evaluate(BOXES, f"{STRIP} button")
        panel = page.locator(".transport").bounding_box()
        assert panel and all(box[0] >= panel["x"] and box[1] <= panel["x"] + panel["width"] for box in boxes)
        assert all(box[2] >= panel["y"] and box[3] <= panel["y"] + panel["height"] for box in boxes)
        assert (page.locator(".scrub").bounding_box() or {"width": 0})["width"] > 100


def test_a_show_without_files_has_no_transport(browser: Browser) -> None:
    paper = PaperStudio(EMPTY_SHOW)
    for page in opened(browser, paper):
        assert page.locator(".transport").is_hidden()
    paper.stop()
