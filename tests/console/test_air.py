"""Never the wrong picture, in Chromium: rehearsals, the air lock, and what becomes of each press, on a paper studio."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.console.fixture import PaperStudio
from tests.console.test_page import browser as browser
from tests.console.test_page import opened
from tests.console.test_page import studio as studio
from tests.waiting import until

pytestmark = pytest.mark.journey
HOLD_MS = 1300


@pytest.fixture
def page(browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    yield from opened(browser, studio)


def hold(page: Page, selector: str) -> None:
    page.hover(selector)
    page.mouse.down()
    page.wait_for_timeout(HOLD_MS)  # the hand rests on the button: that is the press
    page.mouse.up()


def verbs(studio: PaperStudio) -> list[str]:
    return [one["verb"] for one in studio.commands]


def test_a_show_is_rehearsed_in_amber_and_goes_on_air_by_a_hold(page: Page, studio: PaperStudio) -> None:
    studio.call(lambda: studio.go(on=False))
    page.wait_for_selector("body[data-mode=off]")
    page.click(".rehearse")
    page.wait_for_selector(".air[data-rehearsal] >> text=Rehearsal")
    assert page.is_hidden(".bar .start") and page.is_hidden(".bar .rec")
    page.keyboard.press("Space")
    until(lambda: "cut" in verbs(studio))
    page.click(".go-on-air")
    assert "go_on_air" not in verbs(studio), "a short press opens nothing"
    hold(page, ".go-on-air")
    page.wait_for_selector(".air:not([data-rehearsal]) >> text=On air")
    assert verbs(studio).count("go_on_air") == 1 and page.is_enabled(".bar .rec")


def test_the_air_lock_keeps_the_mouse_off_fade_to_black_and_says_so(page: Page, studio: PaperStudio) -> None:
    page.click(".lock")
    page.click(".button.ftb")
    page.wait_for_selector(".notice >> text=The air lock is on")
    page.wait_for_selector(".button.ftb[data-press=refused]")
    page.keyboard.press("Shift+Digit2")
    page.keyboard.press("Space")
    until(lambda: verbs(studio) == ["cut"], "what was lined up to be taken, and nothing else")
    page.click(".lock")
    page.click(".button.ftb")
    until(lambda: verbs(studio) == ["cut", "ftb"])


def test_a_press_is_seen_applied_at_its_button(page: Page, studio: PaperStudio) -> None:
    page.evaluate("""() => { globalThis.seen = [];
        const cut = document.querySelector('.take-button.cut');
        const look = () => seen.push(cut.dataset.press ?? '');
        new MutationObserver(look).observe(cut, { attributeFilter: ['data-press'] });
    }""")
    page.click(".take-button.cut")
    page.wait_for_function("() => seen.includes('sent') && seen.includes('done') && seen.at(-1) === ''")
    assert (page.text_content(".press-line") or "").startswith("Cut: on frame ")


def test_two_seconds_without_an_answer_are_said_where_it_was_pressed(page: Page, studio: PaperStudio) -> None:
    studio.answering = False
    page.keyboard.press("Space")
    page.wait_for_selector(".take-button.cut[data-press=silent]")
    page.wait_for_selector(".notice >> text=Not connected")
    assert page.text_content(".press-line") == "Cut: not connected"


def test_two_seconds_of_silence_are_not_connected_and_nothing_is_sent(page: Page, studio: PaperStudio) -> None:
    studio.call(studio.hush)
    page.wait_for_selector(".banner >> text=Not connected")
    page.keyboard.press("Space")
    page.wait_for_selector(".take-button.cut[data-press=silent]")
    assert verbs(studio) == []


def test_the_settings_of_the_show_stand_beside_the_desk_and_save_what_was_changed(
    page: Page, studio: PaperStudio
) -> None:
    page.click(".to-settings")
    page.wait_for_selector("dialog.aside .show-settings")
    page.get_by_label("The show starts on").select_option("picture")
    page.get_by_label("Frames a second").select_option("25")
    page.locator("dialog.aside").get_by_label("Name").fill("Late evening")
    page.click(".take-button.cut")
    until(lambda: "cut" in verbs(studio), "the desk to be in reach beside the sheet")
    page.click("text=Save settings")
    page.wait_for_selector("dialog.aside", state="detached")
    [patch] = studio.patches
    patch.pop("slate", None)  # the paper show has none, so its defaults are news
    assert patch == {"name": "Late evening", "canvas": {"rate": "25"}, "start": {"begin": "picture"}}


def test_a_show_is_copied_and_on_air_not_deleted(page: Page, studio: PaperStudio) -> None:
    page.click(".to-settings")
    page.click(".copy-show")
    link = page.wait_for_selector("text=(copy) is made. Open it")
    assert link and "shw_copy" in (link.get_attribute("href") or "")
    hold(page, ".delete-show")
    page.wait_for_selector(".notice >> text=stop it first")


PAINTED = """(found) => {
  const canvas = document.querySelector(found);
  const [red, green, blue] = canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
  return Math.abs(red - 0x1b) + Math.abs(green - 0x20) + Math.abs(blue - 0x28) > 24;
}"""


def test_off_air_the_last_pictures_stand_in_sources_and_scenes(page: Page, studio: PaperStudio) -> None:
    source, scene = ".source[data-id=src_bars] canvas", ".scene[data-id=scn_bars] canvas"
    for found in (source, scene):
        until(lambda found=found: page.evaluate(PAINTED, found))  # type: ignore[misc]
    studio.call(lambda: studio.go(on=False))
    page.wait_for_selector("body[data-mode=off]")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate(PAINTED, source) and page.evaluate(PAINTED, scene)
