"""The hand's place in a real browser: the T-bar, what AUTO does, and that all of it fits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.console.fixture import PaperStudio
from tests.console.paper_show import FULL_SHOW
from tests.console.test_page import BOXES, browser, opened, overlap
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey
SIZES = [(1920, 1080), (1440, 900), (1280, 720), (820, 1180), (390, 844)]


@pytest.fixture
def studio() -> Iterator[PaperStudio]:
    paper = PaperStudio(FULL_SHOW)
    yield paper
    paper.stop()


@pytest.fixture
def page(browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    yield from opened(browser, studio)


def asked(studio: PaperStudio, verb: str) -> list[dict[str, Any]]:
    return [one for one in studio.commands if one["verb"] == verb]


def dragged(page: Page, *places: float) -> None:
    """The cap taken by the hand and moved to these places; the hand lets go at the last."""
    box = page.locator(".tbar").bounding_box()
    cap = page.locator(".tbar-cap").bounding_box()
    assert box and cap
    way = box["width"] - cap["width"]
    x, y = cap["x"] + cap["width"] / 2, cap["y"] + cap["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for place in places:
        page.mouse.move(x + place * way, y, steps=4)
    page.mouse.up()


def test_the_t_bar_is_dragged_and_stands_where_it_is_left(page: Page, studio: PaperStudio) -> None:
    dragged(page, 0.5)
    until(lambda: (running := studio.desk["running"]) and running["held"] == pytest.approx(0.5, abs=0.03))
    page.wait_for_selector(".tbar[data-running]")
    page.wait_for_selector("[data-id=scn_wide][data-tally=program] ~ [data-id=scn_pip][data-tally=program]")
    assert asked(studio, "tbar")[0]["expected_preview"] == "scn_pip"


FRAMES = """() => [...document.querySelectorAll('.monitors .monitor, .tbar')].map((one) => {
    const { boxShadow, borderColor } = getComputedStyle(one);
    return /rgb\\(\\d+, \\d+, \\d+\\)/.exec(one.matches('.tbar') ? borderColor : boxShadow)?.[0] ?? null;
})"""


def test_while_a_transition_runs_both_monitors_and_the_t_bar_are_framed_in_the_colour_of_the_air(
    page: Page, studio: PaperStudio
) -> None:
    dragged(page, 0.5)
    page.wait_for_selector("[data-bus=preview][data-running] .monitor-note:text('Going on air')")
    page.wait_for_selector("[data-bus=program][data-running] .monitor-note:text('…')")
    frames = page.evaluate(FRAMES)
    assert len(frames) == 3 and len(set(frames)) == 1 and frames[0]
    red, green, blue = (int(one) for one in frames[0][4:-1].split(", "))
    assert red > 150 and red > 2 * max(green, blue)
    dragged(page, 0.5)  # from where it was left to its end
    page.wait_for_selector(".monitor[data-running]", state="detached")


def test_in_a_rehearsal_both_monitors_say_so(page: Page, studio: PaperStudio) -> None:
    assert page.locator(".monitor-note:text('Rehearsal')").count() == 0
    studio.call(lambda: studio.go(on=True, rehearse=True))
    for bus in ("preview", "program"):
        page.wait_for_selector(f"[data-bus={bus}] .monitor-note:text-is('Rehearsal')")


def test_at_the_end_of_the_t_bar_the_buses_have_swapped_and_it_is_back_at_its_beginning(
    page: Page, studio: PaperStudio
) -> None:
    dragged(page, 0.4, 1.0)
    until(lambda: studio.desk["program"] == "scn_pip" and not studio.desk["running"])
    page.wait_for_selector(".tbar[aria-valuenow='0']:not([data-running])")
    assert len([one for one in asked(studio, "tbar") if one["position"] == 1]) == 1


def test_drawn_back_the_t_bar_calls_the_transition_off(page: Page, studio: PaperStudio) -> None:
    dragged(page, 0.6, 0.0)
    until(lambda: asked(studio, "tbar")[-1]["position"] == 0)
    until(lambda: not studio.desk["running"])
    assert (studio.desk["program"], studio.desk["preview"]) == ("scn_wide", "scn_pip")


def test_a_press_on_the_t_bar_that_does_not_move_puts_nothing_on_air(page: Page, studio: PaperStudio) -> None:
    dragged(page, 0.0)
    page.click(".lock")  # what is pressed afterwards is there
    page.wait_for_selector(".lock[aria-pressed=true]")
    assert not asked(studio, "tbar")


def test_the_t_bar_goes_by_key(page: Page, studio: PaperStudio) -> None:
    page.focus(".tbar")
    for key in ("ArrowRight", "ArrowRight", "PageUp"):
        page.keyboard.press(key)
    until(lambda: (running := studio.desk["running"]) and running["held"] == pytest.approx(0.3))
    page.keyboard.press("Home")
    until(lambda: not studio.desk["running"] and studio.desk["program"] == "scn_wide")
    page.keyboard.press("End")
    until(lambda: studio.desk["program"] == "scn_pip")


def test_a_film_has_no_t_bar(page: Page, studio: PaperStudio) -> None:
    page.click(".segment[data-kind=stinger]")
    page.wait_for_selector(".tbar[aria-disabled=true]")
    dragged(page, 0.5)
    page.focus(".tbar")
    page.keyboard.press("ArrowRight")
    page.click(".segment[data-kind=mix]")
    page.wait_for_selector(".tbar[aria-disabled=false]")
    assert not asked(studio, "tbar")


@pytest.mark.parametrize(("typed", "ms"), [("1.25", 1250), ("0,5 s", 500), ("20", 20000)])
def test_a_duration_is_typed_in_seconds_and_space_is_cut_again(
    page: Page, studio: PaperStudio, typed: str, ms: int
) -> None:
    page.click(".duration")
    page.fill(".duration", typed)
    page.keyboard.press("Enter")
    until(lambda: studio.desk["durations"]["mix"] == ms)
    page.keyboard.press("Space")
    until(lambda: studio.desk["program"] == "scn_pip")


def test_what_is_no_duration_is_said_and_changes_nothing(page: Page, studio: PaperStudio) -> None:
    before = page.input_value(".duration")
    page.fill(".duration", "a while")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=A duration is up to 20 seconds")
    assert page.input_value(".duration") == before and not asked(studio, "transition")


def test_only_what_a_kind_uses_is_asked_for(page: Page, studio: PaperStudio) -> None:
    uses = {"mix": [], "dip": ["dip"], "wipe": ["ways", "softness"], "push": ["ways"], "move": [], "stinger": ["film"]}
    for kind, parts in uses.items():
        page.click(f".segment[data-kind={kind}]")
        page.wait_for_selector(f".segment[data-kind={kind}][aria-checked=true]")
        shown = page.eval_on_selector_all(
            ".take-uses > *", "all => all.filter((one) => one.checkVisibility()).map((one) => one.classList)"
        )
        assert [next(name for name in one.values() if name in sum(uses.values(), [])) for one in shown] == parts


def test_a_wipe_has_eight_ways_and_a_soft_edge(page: Page, studio: PaperStudio) -> None:
    page.click(".segment[data-kind=wipe]")
    page.click(".segment[data-direction=down-right]")
    until(lambda: studio.desk["transition"]["direction"] == "down-right")
    page.focus(".softness input")
    page.keyboard.press("ArrowRight")
    until(lambda: studio.desk["transition"].get("softness") == 0.05)


def test_a_stinger_asks_for_its_film_and_its_cut_point(page: Page, studio: PaperStudio) -> None:
    page.click(".segment[data-kind=stinger]")
    page.select_option(".film select", "src_bars")
    until(lambda: studio.desk["transition"].get("film") == "src_bars")
    page.fill(".cut-ms", "0.8")
    page.keyboard.press("Enter")
    until(lambda: studio.desk["transition"].get("cut_ms") == 800)


def test_swap_is_a_setting_and_a_rehearsal_is_one_press(page: Page, studio: PaperStudio) -> None:
    page.click(".swap[aria-pressed=true]")
    page.wait_for_selector(".swap[aria-pressed=false]")
    assert asked(studio, "transition")[-1]["swap"] is False
    page.click(".rehearse-transition")
    page.wait_for_selector(".rehearse-transition[aria-pressed=true]")
    assert studio.desk["program"] == "scn_wide"


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("kind", ["wipe", "stinger"])
def test_all_of_it_fits_and_nothing_lies_over_anything(
    browser: Browser, studio: PaperStudio, width: int, height: int, kind: str
) -> None:
    studio.desk["transition"] = {**studio.desk["transition"], "kind": kind}
    for page in opened(browser, studio, width, height):
        page.wait_for_selector(f".segment[data-kind={kind}][aria-checked=true]", state="attached")
        parts = page.evaluate(BOXES, ".take button, .take .tbar, .take input, .take select")
        assert not [pair for pair in combinations(parts, 2) if overlap(*pair)]
        inside = page.locator(".take").bounding_box()
        assert inside and inside["y"] + inside["height"] <= height
        assert all(bottom <= inside["y"] + inside["height"] + 0.5 for _, _, _, bottom in parts)
        assert all(right <= inside["x"] + inside["width"] for _, right, _, _ in parts)
        cut = page.locator(".cut").bounding_box()
        assert cut and cut["height"] >= 44
