"""Macros and the show's own keys on the console: recorded, saved under a key, run, and stopped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.console.fixture import PaperStudio
from tests.console.test_page import browser, opened
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey


@pytest.fixture
def studio() -> Iterator[PaperStudio]:
    paper = PaperStudio()
    yield paper
    paper.stop()


@pytest.fixture
def page(browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    yield from opened(browser, studio)


def asked(studio: PaperStudio, verb: str) -> list[dict[str, Any]]:
    return [command for command in studio.commands if command["verb"] == verb]


def recorded(page: Page, studio: PaperStudio, key: str) -> None:
    """A macro of a cut, under a key."""
    page.get_by_role("tab", name="Macros").click()
    page.get_by_role("button", name="Record a macro").click()
    page.locator(".take-button.cut").click()
    until(lambda: asked(studio, "cut"), "the cut")
    page.get_by_role("button", name="Stop and save").click()
    sheet = page.get_by_role("dialog", name="New macro")
    expect(sheet.locator(".macro-words")).to_have_text(["Cut"])
    sheet.get_by_label("Name").fill("Opening")
    sheet.locator(".key-field").click()
    page.keyboard.press(key)
    sheet.get_by_role("button", name="Save").click()
    expect(sheet).to_have_count(0)


def test_what_is_recorded_is_saved_and_run_by_button_and_key(page: Page, studio: PaperStudio) -> None:
    recorded(page, studio, "Shift+M")
    surface = studio.show["surface"]
    [macro] = surface["macros"]
    assert [(one["verb"], one["after_ms"]) for one in macro["steps"]] == [("cut", 0)]
    assert surface["keys"]["Shift+KeyM"] == {"do": "macro", "id": macro["id"]}
    expect(page.locator(".macro-run kbd")).to_have_text("Shift + M")
    page.locator(".macro-run").click()
    until(lambda: len(asked(studio, "run_macro")) == 1, "the macro to be run by its button")
    page.keyboard.press("Shift+M")
    until(lambda: len(asked(studio, "run_macro")) == 2, "the macro to be run by its key")
    assert asked(studio, "run_macro")[1]["macro"] == macro["id"]


def test_a_macro_that_runs_says_how_far_it_is_and_stops_at_a_press(page: Page, studio: PaperStudio) -> None:
    recorded(page, studio, "Shift+M")
    name = studio.show["surface"]["macros"][0]["id"]
    studio.call(lambda: studio.change(macros=[{"id": name, "step": 1, "steps": 2}]))
    expect(page.locator(".macro-run")).to_have_attribute("data-running", "true")
    page.locator(".macro-run").click()
    until(lambda: asked(studio, "stop_macro"), "the macro to be stopped")


def test_scenes_keep_their_numbers_and_keys_take_them(page: Page, studio: PaperStudio) -> None:
    first, second, *_ = (one["id"] for one in studio.show["scenes"])
    keys = {"Digit2": {"do": "scene", "id": first}, "Digit5": {"do": "scene", "id": second}}
    studio.show = {**studio.show, "surface": {"macros": [], "keys": keys}}
    studio.call(lambda: studio.change(show=studio.show))
    expect(page.locator(".scene .tile-key").nth(1)).to_have_text("5")
    page.keyboard.press("5")
    until(lambda: asked(studio, "preview"), "the scene to be lined up")
    assert asked(studio, "preview")[-1]["scene"] == second
    page.keyboard.press("Shift+Digit2")
    until(lambda: asked(studio, "take"), "the scene to be taken")
    assert asked(studio, "take")[-1]["scene"] == first


def test_a_key_begins_a_recording_and_never_ends_one(page: Page, studio: PaperStudio) -> None:
    studio.call(lambda: studio.change(recording={"on": False, "since": None}))
    keys = {"KeyR": {"do": "record"}, "Digit4": {"do": "scene", "id": studio.show["scenes"][0]["id"]}}
    studio.show = {**studio.show, "surface": {"macros": [], "keys": keys}}
    studio.call(lambda: studio.change(show=studio.show))
    expect(page.locator(".scene .tile-key").first).to_have_text("4")
    page.keyboard.press("r")
    until(lambda: asked(studio, "start_recording"), "the recording to begin")
    expect(page.locator(".rec")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("r")
    expect(page.locator("[data-notices]")).to_contain_text("Hold the Rec button")
    assert not asked(studio, "stop_recording")


def test_steps_are_added_from_lists_moved_and_taken_out(page: Page, studio: PaperStudio) -> None:
    recorded(page, studio, "Shift+M")
    page.get_by_role("button", name="Edit Opening").click()
    sheet = page.get_by_role("dialog", name="Edit Opening")
    adder = sheet.get_by_role("group", name="Add a step")
    adder.get_by_label("What the step does").select_option("Take…")
    adder.get_by_label("Scene or source").select_option("Interview")
    adder.get_by_label("Transition").select_option("Mix")
    adder.get_by_label("Seconds").fill("half")
    adder.get_by_role("button", name="Add the step").click()
    expect(adder.get_by_role("alert")).to_contain_text("A duration is up to 20 seconds")
    adder.get_by_label("Seconds").fill("1.5")
    adder.get_by_role("button", name="Add the step").click()
    adder.get_by_label("What the step does").select_option("Overlay on…")
    adder.get_by_label("Overlay").select_option("Channel logo")
    adder.get_by_role("button", name="Add the step").click()
    words = sheet.locator(".macro-words")
    expect(words).to_have_text(["Cut", "Take Interview: Mix, 1.5 s", "Overlay Channel logo on"])
    sheet.get_by_role("button", name="Up").nth(2).click()
    sheet.get_by_role("button", name="Remove").nth(0).click()
    expect(words).to_have_text(["Overlay Channel logo on", "Take Interview: Mix, 1.5 s"])
    sheet.get_by_label("Seconds after the step before").nth(1).fill("0.25")
    sheet.get_by_role("button", name="Save").click()
    expect(sheet).to_have_count(0)
    take = {"scene": "scn_pip", "transition": {"kind": "mix", "duration_ms": 1500}}
    assert studio.show["surface"]["macros"][0]["steps"] == [
        {"verb": "overlay", "parts": {"overlay": "ovl_logo", "on": True}, "after_ms": 0},
        {"verb": "take", "parts": take, "after_ms": 250},
    ]


def test_what_is_planned_stands_below_the_macros_and_is_taken_back(page: Page, studio: PaperStudio) -> None:
    page.get_by_role("tab", name="Macros").click()
    expect(page.locator(".macro-planned")).to_be_hidden()
    scene = studio.show["scenes"][0]
    plan = {"id": "pln_a", "command": {"verb": "take", "scene": scene["id"]}, "at_frame": 9000, "at": None}
    studio.call(lambda: studio.change(planned=[plan | {"by": "Ada", "planned": "2026-11-24T20:00:00.000Z"}]))
    row = page.locator(".planned")
    expect(row.locator(".planned-what")).to_have_text(f"Take {scene['name']}")
    expect(row.locator(".planned-note")).to_have_text("frame 9000 · Ada")
    row.get_by_role("button", name=f"Do not do it: Take {scene['name']}").click()
    until(lambda: [one["planned"] for one in asked(studio, "cancel_planned")] == ["pln_a"], "it to be taken back")
    studio.call(lambda: studio.change(planned=[]))
    expect(page.locator(".macro-planned")).to_be_hidden()
