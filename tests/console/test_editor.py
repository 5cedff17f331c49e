"""The scene editor in a real browser: handles over the picture, numbers in the sheet, and two people in one scene."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.console.fixture import PaperStudio
from tests.console.test_page import browser as browser
from tests.console.test_page import opened
from tests.console.test_page import page as page
from tests.console.test_page import studio as studio
from tests.waiting import until

pytestmark = pytest.mark.journey
ON_PREVIEW = "[data-bus=preview] .editor-stage"
IN_SHEET = ".editor-own .editor-stage"


def inset(studio: PaperStudio, layout: str = "lay_pip") -> dict[str, Any]:
    slots = next(one["slots"] for one in studio.show["layouts"] if one["id"] == layout)
    found: dict[str, Any] = slots[-1]
    return found


def opens(page: Page, name: str = "Interview") -> None:
    page.click(f"[aria-label='Edit {name}']")
    page.wait_for_selector(".editor")


def at(page: Page, stage: str, x: float, y: float) -> tuple[float, float]:
    """A point of the picture, told in fractions of it, on the screen."""
    box = page.locator(stage).bounding_box()
    assert box
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def test_a_place_is_dragged_on_previews_picture_and_the_drag_is_one_step(page: Page, studio: PaperStudio) -> None:
    opens(page)
    page.mouse.move(*at(page, ON_PREVIEW, 0.8, 0.2))
    page.mouse.down()
    page.mouse.move(*at(page, ON_PREVIEW, 0.7, 0.45), steps=4)
    page.wait_for_selector("[data-bus=preview] .editor-surface[data-picture]")
    until(lambda: studio.scenes.asked)
    page.mouse.move(*at(page, ON_PREVIEW, 0.6, 0.58), steps=4)
    page.mouse.up()
    until(lambda: inset(studio)["rect"]["x"] == pytest.approx(0.48, abs=0.01))
    page.wait_for_selector(".editor-state >> text=Saved")
    rect = inset(studio)["rect"]
    assert rect["y"] == pytest.approx(0.44, abs=0.01) and len(studio.scenes.asked) > 1
    assert (rect["w"], rect["h"]) == (0.28, 0.28)
    until(lambda: len(studio.scenes.done) == 1)
    page.wait_for_selector("[data-bus=preview] .editor-surface:not([data-picture])")
    page.click("[aria-label=Undo]")
    page.wait_for_selector(".notice >> text=Undone: scene “Interview” changed, by Ada Holt")
    assert inset(studio)["rect"]["x"] == 0.68
    until(lambda: page.input_value("label:has-text('X') >> input >> nth=0") == "1306")
    page.keyboard.press("Control+Shift+Z")
    page.wait_for_selector(".notice >> text=Done again")
    until(lambda: inset(studio)["rect"]["x"] == rect["x"])


def test_esc_puts_a_dragged_place_back_and_the_desks_keys_go_on_working(page: Page, studio: PaperStudio) -> None:
    opens(page)
    page.mouse.move(*at(page, ON_PREVIEW, 0.8, 0.2))
    page.mouse.down()
    page.mouse.move(*at(page, ON_PREVIEW, 0.5, 0.5), steps=4)
    until(lambda: page.input_value(".editor-slot input.input >> nth=0") != "1306")
    page.keyboard.press("Escape")
    page.mouse.up()
    until(lambda: page.input_value(".editor-slot input.input >> nth=0") == "1306")
    until(lambda: inset(studio)["rect"]["x"] == pytest.approx(0.68))
    assert page.is_visible(".editor")
    page.keyboard.press("Space")
    until(lambda: studio.desk["program"] == "scn_pip")
    page.wait_for_selector(IN_SHEET)
    page.click("text=Line it up on preview")
    page.wait_for_selector(ON_PREVIEW)


def test_handles_resize_and_edges_are_met_to_the_pixel(page: Page, studio: PaperStudio) -> None:
    opens(page)
    page.mouse.move(*at(page, ON_PREVIEW, 0.96, 0.34))
    page.mouse.down()
    page.mouse.move(*at(page, ON_PREVIEW, 0.995, 0.495), steps=4)
    assert page.is_visible(".editor-line.upright")
    page.mouse.up()
    until(lambda: inset(studio)["rect"]["w"] == pytest.approx(0.32, abs=1e-4))
    rect = inset(studio)["rect"]
    assert rect["h"] == pytest.approx(0.44, abs=1e-4), "its lower edge lies on the canvas's middle"
    assert (rect["x"], rect["y"]) == (0.68, 0.06)


def test_everything_can_be_typed_and_nudged(page: Page, studio: PaperStudio) -> None:
    opens(page)
    field = page.locator(".editor-slot input.input")
    field.nth(0).fill("960")
    until(lambda: inset(studio)["rect"]["x"] == 0.5)
    page.click(".editor-slot >> text=px")
    assert field.nth(0).input_value() == "50"
    field.nth(2).fill("40")
    page.click("[aria-label='Bottom right']")
    until(lambda: inset(studio)["rect"].get("anchor") == "bottom-right")
    assert inset(studio)["rect"]["x"] == pytest.approx(0.9)
    page.click("text=Put it there")
    until(lambda: (inset(studio)["rect"]["x"], inset(studio)["rect"]["y"]) == (1, 1))
    page.focus(ON_PREVIEW)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowUp")
    until(lambda: inset(studio)["rect"]["y"] == pytest.approx(1 - 10 / 1080, abs=1e-5))
    assert inset(studio)["rect"]["x"] == pytest.approx(1 - 2 / 1920, abs=1e-5)
    page.select_option(".editor-slot select", "stretch")
    page.fill("label:has-text('Opacity %') input", "60")
    page.fill("label:has-text('Round corners %') input", "12")
    page.fill("label:has-text('Left %') input", "10")
    until(lambda: inset(studio).get("crop", {}).get("left") == 0.1)
    assert (inset(studio)["fit"], inset(studio)["opacity"], inset(studio)["radius"]) == ("stretch", 0.6, 0.12)
    page.wait_for_selector(".editor-state >> text=Saved")
    assert [command["verb"] for command in studio.commands] == []


def test_places_are_added_restacked_filled_and_removed(page: Page, studio: PaperStudio) -> None:
    def stored() -> tuple[list[str], dict[str, str]]:
        scene = next(one for one in studio.show["scenes"] if one["id"] == "scn_side")
        layout = next(one for one in studio.show["layouts"] if one["id"] == scene["layout"])
        return [slot["name"] for slot in layout["slots"]], scene["slots"]

    opens(page, "Side by side")
    page.click("text=Add a place")
    until(lambda: stored()[0] == ["left", "right", "place-1"])
    assert stored()[1]["place-1"] == "src_street"
    page.select_option(".layer >> nth=0 >> select", "src_clock")
    page.click("[aria-label='Move “place 1” down']")
    until(lambda: stored()[0] == ["left", "place-1", "right"] and stored()[1]["place-1"] == "src_clock")
    page.hover(".layer[data-name=left] .layer-grip")
    page.mouse.down()
    page.hover(".layer[data-name=right] .layer-grip")
    page.mouse.up()
    until(lambda: stored()[0] == ["place-1", "right", "left"])
    page.click("[aria-label='Remove the place “right”']")
    until(lambda: stored()[0] == ["place-1", "left"] and "right" not in stored()[1])


def test_a_shared_layout_says_so_and_is_left_to_the_others_when_asked(page: Page, studio: PaperStudio) -> None:
    opens(page)
    page.wait_for_selector("text=1 other scene stands on this layout and changes along: Stage")
    page.click("text=Make it this scene's own")
    page.wait_for_selector(".shared", state="hidden")
    scenes = {one["id"]: one["layout"] for one in studio.show["scenes"]}
    assert scenes["scn_pip"] != scenes["scn_stage"] == "lay_pip"
    page.click("text=Another layout")
    page.check("label:has-text('Nine up') input", force=True)
    until(lambda: len(next(one for one in studio.show["layouts"] if one["id"] == scenes["scn_pip"])["slots"]) == 9)


def test_a_stale_save_shows_both_versions_and_lets_choose(page: Page, studio: PaperStudio) -> None:
    def somebody_else_renames(name: str) -> None:
        show = deepcopy(studio.show)
        next(one for one in show["scenes"] if one["id"] == "scn_pip")["name"] = name
        studio.show = show
        studio.scenes.revision += 1

    def named() -> str:
        return str(next(one["name"] for one in studio.show["scenes"] if one["id"] == "scn_pip"))

    opens(page)
    somebody_else_renames("Theirs")
    page.fill(".editor-scene input[required]", "Mine")
    page.wait_for_selector(".conflict >> text=Somebody else has saved another version meanwhile")
    assert named() == "Theirs"
    page.click("text=Keep mine")
    until(lambda: named() == "Mine")
    page.wait_for_selector(".editor-state >> text=Saved")
    somebody_else_renames("Theirs again")
    page.fill(".editor-scene input[required]", "Mine again")
    page.click("text=Take theirs")
    page.wait_for_selector(".conflict", state="hidden")
    assert named() == "Theirs again"
    until(lambda: page.input_value(".editor-scene input[required]") == "Theirs again")


def test_two_people_in_one_scene_see_each_other_and_each_others_edits(
    browser: Browser, page: Page, studio: PaperStudio
) -> None:
    opens(page)
    assert page.is_hidden(".in-hand")
    other = browser.new_page()
    other.goto(page.url)
    other.wait_for_selector("body[data-mode=air][data-whole]")
    opens(other, "Stage")
    page.wait_for_selector(".in-hand >> text=Ada Holt is editing this")
    other.fill(".editor-slot input.input >> nth=0", "100")
    until(lambda: page.input_value(".editor-slot input.input >> nth=0") == "100")
    other.close()
    page.wait_for_selector(".in-hand", state="hidden")


def test_what_is_on_air_stands_beside_what_the_next_take_brings(page: Page, studio: PaperStudio) -> None:
    studio.pin()
    opens(page, "Street wide")
    until(lambda: studio.desk["preview"] == "scn_wide")
    page.fill("label:has-text('Opacity %') input", "50")
    page.wait_for_selector(".versions >> text=Next take")
    drawn = (
        "() => document.querySelector('[data-version=air] canvas').getContext('2d').getImageData(9, 9, 1, 1).data[3]"
    )
    until(lambda: page.evaluate(drawn) == 255)
    page.click(".versions >> text=Take changes")
    until(lambda: studio.commands[-1]["verb"] == "take")
    page.wait_for_selector(".versions >> text=Next take", state="hidden")
    page.hover(".editor-form .dialog-foot .hold")
    page.mouse.down()
    page.wait_for_selector("text=It is on air. Take something else first")
    page.mouse.up()
    assert any(one["id"] == "scn_wide" for one in studio.show["scenes"])


def test_who_may_not_line_up_edits_on_a_miniature_in_the_sheet(page: Page, studio: PaperStudio) -> None:
    studio.role = "producer"
    page.reload()
    page.wait_for_selector("body[data-mode=air][data-whole]")
    opens(page)
    page.mouse.move(*at(page, IN_SHEET, 0.8, 0.2))
    page.mouse.down()
    page.mouse.move(*at(page, IN_SHEET, 0.5, 0.6), steps=4)
    page.mouse.up()
    until(lambda: inset(studio)["rect"]["x"] < 0.45)
    assert studio.commands == []


@pytest.fixture
def phone(browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    yield from opened(browser, studio, 390, 844)


def test_a_phone_edits_by_numbers(phone: Page, studio: PaperStudio) -> None:
    opens(phone)
    phone.fill(".editor-slot input.input >> nth=0", "200")
    until(lambda: inset(studio)["rect"]["x"] == pytest.approx(200 / 1920, abs=1e-5))
    assert phone.is_hidden(".editor-handle >> nth=0")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_stale_save_of_an_overlay_is_said_and_saved_again_on_purpose(page: Page, studio: PaperStudio) -> None:
    def stored() -> dict[str, Any]:
        found: dict[str, Any] = next(one for one in studio.show["overlays"] if one["id"] == "ovl_name")
        return found

    page.click("[aria-label='Edit Lower third']")
    page.wait_for_selector("dialog input[required]")
    show = deepcopy(studio.show)
    show["overlays"][0]["name"] = "Theirs"
    studio.show = show
    studio.scenes.revision += 1
    page.fill("dialog input[required] >> nth=0", "Mine")
    page.click("dialog button[type=submit]")
    page.wait_for_selector("dialog .problem >> text=has changed this meanwhile (name). Save again to keep yours")
    assert stored()["name"] == "Theirs"
    page.click("dialog button[type=submit]")
    until(lambda: stored()["name"] == "Mine")


def test_a_scene_is_given_the_sound_that_a_take_of_it_brings(page: Page, studio: PaperStudio) -> None:
    def stored() -> Any:
        return next(one for one in studio.show["scenes"] if one["id"] == "scn_pip").get("sound", {})

    source = studio.show["sources"][0]
    opens(page)
    page.click("text=Sound that the scene brings")
    page.select_option(f"[aria-label='{source['name']} with this scene']", "off")
    until(lambda: stored() == {source["id"]: {"mode": "off"}})
    level = page.get_by_label(f"Level of {source['name']} in decibels")
    level.fill("-6,5")
    until(lambda: stored() == {source["id"]: {"mode": "off", "gain_db": -6.5}})
    level.fill("loud")
    assert level.get_attribute("aria-invalid") == "true"
    page.keyboard.press("Tab")
    until(lambda: level.input_value() == "-6.5")
    page.select_option(f"[aria-label='{source['name']} with this scene']", "leave")
    level.fill("")
    until(lambda: stored() == {})
