"""Captions on the console, in a real browser, against a studio made of paper."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.console.fixture import PaperStudio
from tests.console.paper_captions import SETTINGS, line
from tests.console.paper_show import FULL_SHOW
from tests.console.test_page import browser, opened
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey
INSIDE = "e => [...e.querySelectorAll('button')].every(one => one.getBoundingClientRect().right <= innerWidth)"
CAPTIONED: dict[str, Any] = {**FULL_SHOW, "captions": SETTINGS}


@pytest.fixture
def studio() -> Iterator[PaperStudio]:
    paper = PaperStudio(deepcopy(CAPTIONED))
    yield paper
    paper.stop()


@pytest.fixture
def page(browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    for page in opened(browser, studio):
        page.click("#tab-captions")
        yield page


@pytest.fixture
def captioned(page: Page, studio: PaperStudio) -> Page:
    studio.call(studio.caption)
    page.wait_for_selector(".captions[data-state=listening]")
    page.wait_for_selector("[data-id=ln_11]")
    return page


def at_end(page: Page) -> bool:
    return bool(page.eval_on_selector(".transcript", "e => e.scrollHeight - e.scrollTop - e.clientHeight < 4"))


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1440, 900), (1280, 720), (1024, 768)])
def test_captions_fit_a_directors_screen(browser: Browser, studio: PaperStudio, width: int, height: int) -> None:
    for page in opened(browser, studio, width, height):
        page.click("#tab-captions")
        studio.call(studio.caption)
        page.wait_for_selector("[data-id=ln_11]")
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        assert page.eval_on_selector(".side", INSIDE)
        assert page.eval_on_selector(".transcript", "e => e.clientHeight") > 80


def test_switching_captions_on_says_starting_until_they_listen(page: Page, studio: PaperStudio) -> None:
    page.wait_for_selector(".captions[data-state=starting]")
    page.click(".switch")
    page.wait_for_selector(".captions[data-state=off]")
    assert studio.show["captions"]["on"] is False
    page.click(".switch")
    page.wait_for_selector(".captions[data-state=starting]")
    studio.call(studio.caption)
    page.wait_for_selector(".captions[data-state=listening] >> text=en 0.93 locked")


def test_missing_packages_are_said_with_how_far_they_are(page: Page, studio: PaperStudio) -> None:
    studio.setup = {"state": "installing", "percent": 43, "text": "Fetching the packages."}
    studio.call(lambda: studio.caption(state="failed", text="no worker"))
    page.reload()
    page.wait_for_selector(".caption-strip >> text=Fetching the packages. 43 %")


def test_a_failure_has_words_and_a_next_step(captioned: Page, studio: PaperStudio) -> None:
    studio.call(lambda: studio.caption(state="failed", text="no model recognises Welsh"))
    captioned.wait_for_selector(".caption-strip >> text=No model recognises Welsh. Open Models")


def test_c_hides_and_shows_and_shift_c_clears(captioned: Page, studio: PaperStudio) -> None:
    captioned.keyboard.press("c")
    captioned.wait_for_selector(".captions-hide:has-text('Show')")
    captioned.wait_for_selector(".caption-strip >> text=viewers see no captions")
    captioned.keyboard.press("c")
    captioned.wait_for_selector(".captions-hide:has-text('Hide')")
    captioned.keyboard.press("Shift+C")
    until(lambda: studio.commands[-1]["verb"] == "captions_clear")


def test_hide_and_clear_stand_on_the_captions_own_tab(captioned: Page) -> None:
    captioned.click("#tab-overlays")
    assert captioned.locator(".captions-hide, .captions-clear").evaluate_all(
        "all => !all.some((one) => one.checkVisibility({visibilityProperty: true}))"
    )
    captioned.click("#tab-captions")
    assert captioned.is_visible(".captions-hide") and captioned.is_visible(".captions-clear")


def test_the_newest_line_stays_in_sight_unless_somebody_reads_back(captioned: Page, studio: PaperStudio) -> None:
    until(lambda: at_end(captioned))
    captioned.eval_on_selector(".transcript", "e => { e.scrollTop = 0; }")
    captioned.wait_for_selector(".transcript-newest")
    studio.call(studio.tell, {"type": "caption_line", "line": line(40, "heard", 1 << 40)})
    captioned.wait_for_selector("[data-id=ln_40]", state="attached")
    assert not at_end(captioned)
    captioned.click(".transcript-newest")
    until(lambda: at_end(captioned))
    captioned.wait_for_selector(".transcript-newest", state="hidden")


def test_a_line_is_corrected_before_it_airs(captioned: Page, studio: PaperStudio) -> None:
    captioned.click("[data-id=ln_10] [aria-label='Edit this line']")
    captioned.fill("[data-id=ln_10] [aria-label='Text in fr']", "Le pont rouvre à six heures.")
    captioned.keyboard.press("Enter")
    captioned.wait_for_selector("[data-id=ln_10] .line-words >> text=Le pont rouvre à six heures.")
    assert studio.commands[-1]["texts"] == {"fr": "Le pont rouvre à six heures."}
    captioned.keyboard.press("Space")
    until(lambda: studio.commands[-1]["verb"] == "cut")


def test_a_long_transcript_leaves_pictures_tiles_and_the_take_in_reach(captioned: Page, studio: PaperStudio) -> None:
    before = captioned.locator(".tray").bounding_box()
    captioned.click(".caption-wide")
    long, take, side = (captioned.locator(name).bounding_box() for name in (".tray", ".take", ".side"))
    assert before and long and take and side
    assert long["height"] == pytest.approx(side["height"], abs=1) and long["height"] > 2 * before["height"]
    assert take["x"] + take["width"] <= long["x"]
    assert captioned.is_visible(".scenes .tile-go >> nth=0") and captioned.is_visible(".sources .tile-go >> nth=0")
    captioned.click(".take .cut")
    until(lambda: [one["verb"] for one in studio.commands] == ["cut"])


def test_faders_keep_their_height_when_captions_are_looked_at(captioned: Page) -> None:
    high = "document.querySelector('.fader').clientHeight"
    with_captions = captioned.evaluate(high)
    captioned.click("#tab-overlays")
    assert captioned.evaluate(high) == with_captions > 0


def test_esc_leaves_a_line_as_it_was(captioned: Page, studio: PaperStudio) -> None:
    captioned.click(".caption-wide")
    until(lambda: at_end(captioned))
    captioned.click("[data-id=ln_10] [aria-label='Edit this line']")
    captioned.keyboard.type("nonsense ")
    captioned.keyboard.press("Escape")
    captioned.wait_for_selector("[data-id=ln_10] .line-form", state="detached")
    until(lambda: at_end(captioned))
    assert studio.commands == []


def test_a_line_that_goes_on_air_while_it_is_edited_says_so(captioned: Page, studio: PaperStudio) -> None:
    captioned.click("[data-id=ln_10] [aria-label='Edit this line']")
    gone = {**studio.captions.lines["ln_10"], "state": "on_air"}
    studio.call(studio.tell, {"type": "caption_line", "line": gone})
    problem = captioned.wait_for_selector("[data-id=ln_10] .line-problem >> text=Too late, so nothing was changed.")
    assert problem and "pixels cannot be corrected" in problem.inner_text()
    assert captioned.is_disabled("[data-id=ln_10] button[type=submit]")
    said, panel = problem.bounding_box(), captioned.locator(".transcript").bounding_box()
    assert said and panel and said["height"] > 16, "in words, not as a strip"
    assert panel["y"] <= said["y"] and said["y"] + said["height"] <= panel["y"] + panel["height"] + 1


def test_who_is_here_for_the_captions_corrects_a_line_and_takes_nothing(browser: Browser, studio: PaperStudio) -> None:
    studio.role = "captions"
    for page in opened(browser, studio):
        studio.call(studio.caption)
        page.wait_for_selector(".banner >> text=You look after the captions")
        page.wait_for_selector("#tab-captions[aria-selected=true]")
        page.click("[data-id=ln_10] [aria-label='Edit this line']")
        page.fill("[data-id=ln_10] textarea >> nth=0", "Good evening from the harbour.")
        page.click("[data-id=ln_10] button[type=submit]")
        until(lambda: studio.commands and studio.commands[-1]["verb"] == "caption_edit")
        page.click(".captions-hide")
        until(lambda: studio.commands[-1]["verb"] == "captions_show")
        assert page.is_disabled(".caption-head [role=switch]"), "whether there are any is not theirs to say"
        asked = len(studio.commands)
        page.keyboard.press("Space")
        page.wait_for_selector("[data-notices] >> text=Your role does not allow this.")
        for panel in ("take", "transport", "scenes", "sources", "overlays"):
            assert page.evaluate("(name) => document.querySelector(`[data-panel=${name}]`).inert", panel), panel
        assert page.evaluate("[...document.querySelectorAll('.fader, .strip-mute')].every((one) => one.inert)")
        assert len(studio.commands) == asked


def test_a_correction_that_is_refused_says_so_beside_the_words_that_were_written(
    captioned: Page, studio: PaperStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio, "refuses", lambda command: "refused" if command["verb"] == "caption_edit" else "")
    captioned.click("[data-id=ln_10] [aria-label='Edit this line']")
    captioned.fill("[data-id=ln_10] [aria-label='Text in fr']", "Le pont.")
    captioned.keyboard.press("Enter")
    captioned.wait_for_selector("[data-id=ln_10] .line-problem >> text=It was not saved.")
    assert captioned.input_value("[data-id=ln_10] [aria-label='Text in fr']") == "Le pont."


def test_a_line_is_dropped_and_brought_back(captioned: Page, studio: PaperStudio) -> None:
    captioned.click("[data-id=ln_10] [aria-label='Drop this line']")
    captioned.wait_for_selector("[data-id=ln_10][data-state=dropped]")
    captioned.click("[data-id=ln_10] .line-restore")
    captioned.wait_for_selector("[data-id=ln_10][data-state=heard]")


def test_languages_are_burnt_in_ordered_removed_and_added(captioned: Page, studio: PaperStudio) -> None:
    def now() -> list[tuple[str, bool]]:
        return [(one["code"], one["burnt"]) for one in studio.show["captions"]["languages"]]

    captioned.click(".language-chip:has-text('zh')")
    until(lambda: ("zh", True) in now())
    captioned.click(".caption-languages")
    captioned.click("[aria-label='Further up French']")
    until(lambda: now()[0][0] == "fr")
    captioned.click("[aria-label='Remove Arabic']")
    until(lambda: len(now()) == 4)
    captioned.select_option("[aria-label='Add a language']", "de")
    until(lambda: now()[-1] == ("de", False))


def test_a_delay_names_its_memory_and_the_program_monitor_its_distance(captioned: Page, studio: PaperStudio) -> None:
    captioned.wait_for_selector(".monitor-bus >> text=Program · 4 s before air")
    captioned.click(".air-side")
    captioned.wait_for_selector(".monitor-bus >> text=Leaving now")
    captioned.click(".caption-tools >> text=Settings")
    captioned.click("dialog [role=tab]:has-text('Place and delay')")
    captioned.fill("[aria-label='Programme delay in seconds']", "0")
    captioned.wait_for_selector("dialog .problem >> text=restarts the programme")
    captioned.click("dialog button:has-text('Save')")
    captioned.wait_for_selector(".air-side", state="hidden")
    assert studio.show["captions"]["delay_s"] == 0
    assert captioned.inner_text(".monitor[data-bus=program] .monitor-bus") == "Program"


def test_a_look_and_a_term_are_saved_and_the_rest_is_left_alone(captioned: Page, studio: PaperStudio) -> None:
    before = deepcopy(studio.show["captions"])
    captioned.click(".caption-tools >> text=Settings")
    captioned.fill("dialog .look-fields input >> nth=0", "6")
    captioned.click("dialog [role=tab]:has-text('Glossary')")
    captioned.click("dialog >> text=Add a term")
    captioned.keyboard.type("rotterdamm")
    captioned.fill("dialog tbody tr:last-child [aria-label=Written]", "Rotterdam")
    captioned.click("dialog button:has-text('Save')")
    captioned.wait_for_selector("dialog", state="detached")
    now = studio.show["captions"]
    assert now["languages"][0]["style"]["size"] == 0.06
    assert now["glossary"][-1] == {"heard": "rotterdamm", "written": "Rotterdam", "languages": {}}
    assert {name: now[name] for name in ("delay_s", "place", "margin", "engine", "model")} == {
        name: before[name] for name in ("delay_s", "place", "margin", "engine", "model")
    }


def test_a_model_is_installed_with_progress_and_removed_by_holding(captioned: Page, studio: PaperStudio) -> None:
    captioned.click(".caption-tools >> text=Models")
    captioned.click("[aria-label='Install: small']")
    captioned.wait_for_selector("[data-name=small][data-state=installing] >> text=installing, 10 %")
    captioned.hover("[data-name='base.en'] .hold")
    captioned.mouse.down()
    captioned.wait_for_selector("[data-name='base.en']", state="detached")
    captioned.mouse.up()


def test_subtitles_of_a_recording_can_be_downloaded(captioned: Page) -> None:
    captioned.click(".out")
    captioned.click("dialog >> text=Recordings…")
    captioned.click("[aria-label='Menu of 20261121-203000']")
    captioned.click(".menu summary")
    link = captioned.locator(".menu details[open] li:has-text('French') a:has-text('SubRip')")
    assert link.get_attribute("href") == (
        "/api/v1/shows/shw_demo/captions/export?format=srt&language=fr&recording=rec_1"
    )
