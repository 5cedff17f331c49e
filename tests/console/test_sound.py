"""The sound desk in a real browser: strips that can be read, a sheet for each, and ears of one's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.console.fixture import PaperStudio
from tests.console.test_page import BOXES, browser, opened, overlap
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey
CUT_WORDS = """() => [...document.querySelectorAll(".strip-name-text span")]
    .filter((one) => one.scrollWidth > one.clientWidth && one.textContent.includes(" "))
    .map((one) => one.textContent)"""


@pytest.fixture
def studio() -> Iterator[PaperStudio]:
    paper = PaperStudio()
    yield paper
    paper.stop()


@pytest.fixture
def page(browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    yield from opened(browser, studio)


def strip(studio: PaperStudio, at: int = 0) -> tuple[str, str]:
    source = studio.show["sources"][at]
    return source["id"], source["name"]


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720), (820, 1180), (360, 740)])
def test_names_are_whole_words_and_nothing_of_a_strip_lies_over_another(
    browser: Browser, studio: PaperStudio, width: int, height: int
) -> None:
    for page in opened(browser, studio, width, height):
        page.wait_for_selector(".strip-name-text span:not(:empty)")
        assert page.evaluate(CUT_WORDS) == []
        boxes = page.evaluate(BOXES, ".strip-mute, .strip-solo, .strip-mode, .fader, .strip-name")
        pairs = [(one, other) for at, one in enumerate(boxes) for other in boxes[at + 1 :]]
        assert not [pair for pair in pairs if overlap(*pair)]
        assert page.is_visible(f"[aria-label='Mute {strip(studio)[1]}']")


def test_a_sheet_changes_what_is_done_to_a_sound_and_follows_the_desk(page: Page, studio: PaperStudio) -> None:
    source, name = strip(studio)
    page.click(f"[aria-label='Sound of {name}'] button.strip-name")
    page.click("[aria-label='Compressor: On']")
    until(lambda: studio.desk["sound"][source]["compressor"]["on"])
    page.wait_for_selector("[data-part=compressor][data-on=true] .strip-works[data-known=true]")
    page.focus("[aria-label='Compressor: Threshold']")
    page.keyboard.press("ArrowDown")
    until(lambda: studio.desk["sound"][source]["compressor"]["threshold_db"] == -21)
    page.click("[aria-label='Reset: Compressor']")
    until(lambda: studio.desk["sound"][source]["compressor"]["threshold_db"] == -20)
    assert studio.desk["sound"][source]["compressor"]["on"]
    page.wait_for_selector(f"[aria-label='Sound of {name}'] .strip-extra:text-is('fx')")
    page.click("[aria-label='Compressor: On']")
    page.wait_for_selector("[data-part=compressor][data-on=false]")


def test_faders_stay_under_the_hand_while_a_sheet_stands(page: Page, studio: PaperStudio) -> None:
    before = page.evaluate(BOXES, ".take-button, .fader")
    page.click(f"[aria-label='Sound of {strip(studio)[1]}'] button.strip-name")
    page.wait_for_selector("dialog.aside .strip-part")
    assert page.evaluate(BOXES, ".take-button, .fader") == before


def test_solo_is_asked_for_by_name_and_is_no_command(page: Page, studio: PaperStudio) -> None:
    (one, first), (other, second) = strip(studio), strip(studio, 1)
    page.click(f"[aria-label='Solo {first}']")
    until(lambda: any(bus.startswith(f"solo.{one}.") for bus in studio.listened))
    page.click(f"[aria-label='Solo {second}']")
    both = ".".join(sorted((one, other)))
    until(lambda: any(bus.startswith(f"solo.{both}.") for bus in studio.listened))
    assert page.get_attribute(f"[aria-label='Solo {first}']", "aria-pressed") == "true"
    page.click(".solo-clear")
    assert page.get_attribute(f"[aria-label='Solo {second}']", "aria-pressed") == "false"
    assert not page.is_visible(".solo-clear") and studio.commands == []


def test_the_monitor_volume_is_a_slider_of_this_page_alone(page: Page, studio: PaperStudio) -> None:
    page.focus("[aria-label='Monitor volume']")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("localStorage.getItem('tally.monitor.volume')") == "0.99"
    assert studio.commands == []


def test_who_is_here_for_the_sound_moves_faders_and_mutes_and_takes_nothing(
    browser: Browser, studio: PaperStudio
) -> None:
    studio.role = "sound"
    (one, name), preview = strip(studio), studio.desk["preview"]
    for page in opened(browser, studio):
        page.wait_for_selector(".banner >> text=You mix the sound")
        page.focus(f"[aria-label='Level of {name}']")
        page.keyboard.press("ArrowDown")
        until(lambda: studio.commands and studio.commands[-1]["verb"] == "sound" and "gain_db" in studio.commands[-1])
        page.click(f"[aria-label='Mute {name}']")
        page.wait_for_selector(f"[aria-label='Mute {name}'][aria-pressed=true]")
        page.click("[aria-label='Mute Master']")
        until(lambda: studio.commands[-1]["verb"] == "master" and studio.commands[-1]["mute"])
        page.click(f"[aria-label='Solo {name}']")
        until(lambda: any(bus.startswith(f"solo.{one}.") for bus in studio.listened))
        page.click(f".strip[data-id={one}] .strip-name")
        page.click("dialog.aside [data-part=gate] .strip-on")
        until(lambda: studio.commands[-1].get("gate") == {"on": True})
        page.keyboard.press("Escape")
        asked = len(studio.commands)
        for panel in ("take", "transport", "scenes", "sources", "overlays"):
            assert page.evaluate("(name) => document.querySelector(`[data-panel=${name}]`).inert", panel), panel
        page.keyboard.press("Space")
        page.wait_for_selector("[data-notices] >> text=Your role does not allow this.")
        page.keyboard.press("2")
        assert len(studio.commands) == asked and studio.desk["preview"] == preview


def test_who_only_looks_has_no_fader_in_hand(browser: Browser, studio: PaperStudio) -> None:
    studio.role = "viewer"
    name = strip(studio)[1]
    for page in opened(browser, studio):
        page.wait_for_selector(".banner >> text=You are watching")
        assert page.evaluate("[...document.querySelectorAll('.fader, .strip-mute')].every((one) => one.inert)")
        assert page.is_disabled(f"[aria-label='Solo {name}']")
        assert studio.commands == []
