"""The sheet of keys: what is in force, keys of one's own, what they are taken from, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

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


def opened_keys(page: Page) -> Locator:
    page.keyboard.press("?")
    return page.get_by_role("dialog", name="Keys")


def row(sheet: Locator, words: str, group: str = "") -> Locator:
    within = sheet.locator(".key-group", has_text=group) if group else sheet
    return within.locator(".key-row", has=sheet.page.locator(".key-what", has_text=words)).first


def set_key(page: Page, line: Locator, key: str) -> None:
    line.locator(".key-field").click()
    expect(line.locator(".key-field")).to_have_text("Press a key")
    page.keyboard.press(key)


def asked(studio: PaperStudio) -> list[dict[str, Any]]:
    return [{name: one.get(name) for name in ("verb", "scene", "overlay", "source")} for one in studio.commands]


def keys_of(studio: PaperStudio) -> dict[str, Any]:
    keys: dict[str, Any] = studio.show.get("surface", {"keys": {}})["keys"]
    return keys


def test_every_action_stands_in_the_sheet_with_its_key_in_force(page: Page, studio: PaperStudio) -> None:
    page.click(".bar .help")
    sheet = page.get_by_role("dialog", name="Keys")
    for words, cap in (("Cut", "Space"), ("Interview", "2"), ("Fade to black", "Shift + F"), ("Start rec", "No key")):
        expect(row(sheet, words).locator(".key-field")).to_have_text(cap)
    expect(sheet.locator(".key-group", has_text="Always")).to_contain_text("F8")
    page.keyboard.press("Space")
    until(lambda: [one["verb"] for one in studio.commands] == ["cut"], "CUT beside the sheet")


def test_a_key_of_ones_own_works_at_once_and_the_usual_one_no_more(page: Page, studio: PaperStudio) -> None:
    sheet = opened_keys(page)
    line = row(sheet, "Cut")
    set_key(page, line, "x")
    expect(line.locator(".key-field")).to_have_text("X")
    expect(page.locator(".take-button.cut kbd")).to_have_text("X")
    assert keys_of(studio)["KeyX"] == {"do": "cut", "id": ""} and keys_of(studio)["Space"]["do"] == "none"
    page.keyboard.press("Space")
    page.keyboard.press("x")
    until(lambda: [one["verb"] for one in studio.commands] == ["cut"], "one cut, by the new key")
    line.get_by_role("button", name="The usual key again: Space").click()
    expect(line.locator(".key-field")).to_have_text("Space")
    assert not {"KeyX", "Space"} & set(keys_of(studio))


@pytest.mark.parametrize(
    ("words", "group", "key", "command"),
    [
        ("Product table", "Sources:", "F2", {"verb": "preview", "scene": "src_bottle"}),
        ("Lower third", "Overlays", "b", {"verb": "overlay", "overlay": "ovl_name"}),
        ("Mute Street", "Sound", "Shift+S", {"verb": "sound", "source": "src_street"}),
        ("Line up black", "Take", "0", {"verb": "preview", "scene": "black"}),
    ],
)
def test_parts_of_the_show_have_keys_of_their_own(
    page: Page, studio: PaperStudio, words: str, group: str, key: str, command: dict[str, Any]
) -> None:
    set_key(page, row(opened_keys(page), words, group), key)
    until(lambda: any(deed["do"] != "scene" for deed in keys_of(studio).values()), "the key to be stored")
    page.get_by_role("dialog", name="Keys").get_by_role("button", name="Close").click()
    page.keyboard.press(key)
    until(lambda: len(studio.commands) == 1, "the key to act")
    assert asked(studio)[0] == {"scene": None, "overlay": None, "source": None} | command


def test_a_key_that_is_taken_says_by_what_and_is_taken_only_by_a_press(page: Page, studio: PaperStudio) -> None:
    sheet = opened_keys(page)
    line = row(sheet, "Lower third", "Overlays")
    set_key(page, line, "c")
    expect(line.get_by_role("alert")).to_contain_text("C is taken: it is “Hide the captions, and show them again”.")
    assert "KeyC" not in keys_of(studio)
    line.get_by_role("button", name="Leave it").click()
    expect(line.locator(".key-field")).to_have_text("No key")
    set_key(page, line, "c")
    line.get_by_role("button", name="Take it from “Hide the captions, and show them again”").click()
    expect(line.locator(".key-field")).to_have_text("C")
    expect(row(sheet, "Hide the captions").locator(".key-field")).to_have_text("No key")


def test_a_scene_whose_number_is_taken_gets_the_next_free_one(page: Page, studio: PaperStudio) -> None:
    numbers = {f"Digit{at}": {"do": "scene", "id": one["id"]} for at, one in enumerate(studio.show["scenes"], 1)}
    studio.show = {**studio.show, "surface": {"macros": [], "keys": numbers}}
    studio.call(lambda: studio.change(show=studio.show))
    sheet = opened_keys(page)
    line = row(sheet, "Start recording")
    set_key(page, line, "2")
    line.get_by_role("button", name="Take it from “Line up Interview”").click()
    expect(line.locator(".key-field")).to_have_text("2")
    expect(row(sheet, "Interview", "Scenes").locator(".key-field")).to_have_text("8")
    expect(page.locator(".scene[data-id=scn_pip] .tile-key")).to_have_text("8")


@pytest.mark.parametrize(
    ("key", "why"),
    [("Control+t", "the browser's"), ("?", "opens this list"), ("F12", "the browser's"), ("Control+z", "an edit back")],
)
def test_a_key_that_nobody_can_have_is_refused_with_its_reason(
    page: Page, studio: PaperStudio, key: str, why: str
) -> None:
    line = row(opened_keys(page), "Start recording")
    set_key(page, line, key)
    expect(line.get_by_role("alert")).to_contain_text(why)
    assert not keys_of(studio)


def test_esc_ends_listening_and_leaves_the_sheet_open(page: Page, studio: PaperStudio) -> None:
    sheet = opened_keys(page)
    line = row(sheet, "Cut")
    line.locator(".key-field").click()
    page.keyboard.press("Escape")
    expect(line.locator(".key-field")).to_have_text("Space")
    expect(sheet).to_be_visible()
    assert not studio.patches


def test_backspace_takes_a_key_away_and_a_hold_puts_all_back(page: Page, studio: PaperStudio) -> None:
    sheet = opened_keys(page)
    set_key(page, row(sheet, "Auto"), "Backspace")
    expect(row(sheet, "Auto").locator(".key-field")).to_have_text("No key")
    set_key(page, row(sheet, "Breaking banner", "Overlays"), "Enter")
    expect(row(sheet, "Breaking banner", "Overlays").locator(".key-field")).to_have_text("Enter")
    hold = sheet.get_by_role("button", name="Hold to put all keys back")
    hold.scroll_into_view_if_needed()
    hold.hover()
    page.mouse.down()
    expect(row(sheet, "Auto").locator(".key-field")).to_have_text("Enter")
    page.mouse.up()
    assert {deed["do"] for deed in keys_of(studio).values()} == {"scene"}


def test_the_filter_finds_by_name_and_by_key(page: Page) -> None:
    sheet = opened_keys(page)
    search = sheet.get_by_role("searchbox")
    search.fill("recording")
    expect(sheet.locator(".key-row")).to_have_count(1)
    search.fill("pagedown")
    expect(sheet.locator(".key-what")).to_have_text(["Next page", "Cue the next page"])
    search.fill("nothing of the kind")
    expect(sheet).to_contain_text("Nothing has that name or key.")


def test_the_air_lock_leaves_keys_alone(page: Page, studio: PaperStudio) -> None:
    page.get_by_role("button", name="Air lock").click()
    line = row(opened_keys(page), "Start recording")
    set_key(page, line, "r")
    expect(line.locator(".key-field")).to_have_text("R")
