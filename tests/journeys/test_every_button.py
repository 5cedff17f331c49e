"""Every button, menu and dialog of the console, once, on a running studio: what it says it does is so afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.helpers import MEDIA
from tests.journeys.test_console import page, two_scenes_on_air
from tests.up.studio import Studio
from tests.waiting import until

__all__ = ["page"]
pytestmark = [pytest.mark.journey, pytest.mark.timeout(400), pytest.mark.xdist_group("buttons")]
LOGO = Path(__file__).resolve().parents[2] / "docs" / "console.png"
Row = dict[str, Any]
INKED = """(where) => {
    const canvas = document.querySelector(where);
    return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((one) => one > 0);
}"""


class Desk:
    """What the mixer and the database say while somebody presses buttons."""

    def __init__(self, api: httpx.Client, show_id: str, page: Page) -> None:
        self.api, self.show_id, self.page = api, show_id, page

    def rows(self, plural: str) -> dict[str, Row]:
        """The stored parts by their names."""
        found = self.api.get(f"shows/{self.show_id}/{plural}").raise_for_status().json()["results"]
        return {one["name"]: one for one in found}

    @property
    def status(self) -> Row:
        return dict(self.api.get(f"shows/{self.show_id}/status").raise_for_status().json())

    @property
    def now(self) -> Row:
        return dict(self.status["desk"])

    def sound(self, source: str) -> Row:
        return dict(self.now["sound"][self.rows("sources")[source]["id"]])

    def press(self, selector: str, so: Callable[[], Any]) -> None:
        """Press, and see that it is so."""
        self.page.click(selector)
        until(so, poll_s=0.1)

    def hold(self, selector: str, so: Callable[[], Any]) -> None:
        self.page.hover(selector)
        self.page.mouse.down()
        until(so, poll_s=0.1)
        self.page.mouse.up()

    def gone(self, plural: str, name: str) -> Callable[[], bool]:
        return lambda: name not in self.rows(plural)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with two_scenes_on_air(tmp_path_factory.mktemp("studio")) as (house, _):
        yield house


@pytest.fixture
def desk(studio: Studio, page: Page) -> Iterator[Desk]:
    """The console of the show, signed in, on air."""
    page.goto(studio.manage("link").strip())
    page.click("button[type=submit], form button")
    page.wait_for_selector("body.console, a.show")
    page.goto(f"http://127.0.0.1:{studio.port}/shows/{studio.show_id}/")
    page.wait_for_selector("body[data-mode=air][data-whole]")
    with studio.api() as api:
        yield Desk(api, studio.show_id, page)


def test_the_buttons_of_the_take_panel_do_what_they_say(desk: Desk, page: Page) -> None:
    scenes = desk.rows("scenes")
    for number, name in enumerate(("Wide", "Stage")):
        desk.press(f".scene:has-text('{name}') .tile-go", lambda name=name: desk.now["preview"] == scenes[name]["id"])  # type: ignore[misc]
        button = (".cut", ".auto")[number]
        desk.press(button, lambda name=name: desk.now["program"] == scenes[name]["id"])  # type: ignore[misc]
    for kind in page.eval_on_selector_all(".segment[data-kind]", "all => all.map(one => one.dataset.kind)"):
        desk.press(f".segment[data-kind={kind}]", lambda kind=kind: desk.now["transition"]["kind"] == kind)  # type: ignore[misc]
    desk.press(".segment[data-kind=wipe]", lambda: desk.now["transition"]["kind"] == "wipe")
    for way in page.eval_on_selector_all(".segment[data-direction]", "all => all.map(one => one.dataset.direction)"):
        desk.press(f".segment[data-direction={way}]", lambda way=way: desk.now["transition"]["direction"] == way)  # type: ignore[misc]
    before = desk.now["durations"]["wipe"]
    desk.press("[aria-label=Longer]", lambda: desk.now["durations"]["wipe"] > before)
    desk.press("[aria-label=Shorter]", lambda: desk.now["durations"]["wipe"] == before)
    desk.press("text=Line up black", lambda: desk.now["preview"] == "black")
    desk.press(".ftb", lambda: desk.now["ftb"]["on"])
    desk.press(".ftb", lambda: not desk.now["ftb"]["on"])
    page.click(".lock")
    page.click(".scene:has-text('Wide') .tile-go", modifiers=["Shift"])
    page.wait_for_selector("text=The air lock is on")
    page.click(".lock")
    page.click(".scene:has-text('Wide') .tile-go", modifiers=["Shift"])
    until(lambda: desk.now["program"] == scenes["Wide"]["id"])


def test_the_strips_do_what_they_say(desk: Desk, page: Page) -> None:
    desk.press("[aria-label='Mute Bars']", lambda: desk.sound("Bars")["mute"])
    desk.press("[aria-label='Mute Bars']", lambda: not desk.sound("Bars")["mute"])
    strip = "[aria-label='Sound of Bars']"
    for mode in page.eval_on_selector_all(f"{strip} .strip-mode", "all => all.map(one => one.dataset.mode)"):
        desk.press(f"{strip} .strip-mode[data-mode={mode}]", lambda mode=mode: desk.sound("Bars")["mode"] == mode)  # type: ignore[misc]
    page.focus("[aria-label='Level of Bars']")
    page.keyboard.press("ArrowDown")
    until(lambda: desk.sound("Bars")["gain_db"] < 0)
    page.click(f"{strip} button.strip-name")
    page.fill(".strip-sheet [max='2000']", "120")
    page.keyboard.press("Tab")
    until(lambda: desk.sound("Bars")["delay_ms"] == 120)
    desk.press("[aria-label='Gate: On']", lambda: desk.sound("Bars")["gate"]["on"])
    page.focus("[aria-label='Gate: Threshold']")
    page.keyboard.press("ArrowUp")
    until(lambda: desk.sound("Bars")["gate"]["threshold_db"] == -44)
    desk.press("[aria-label='Reset: Gate']", lambda: desk.sound("Bars")["gate"]["threshold_db"] == -45)
    desk.press("[aria-label='Gate: On']", lambda: not desk.sound("Bars")["gate"]["on"])
    page.click("dialog.aside [aria-label='Close']")
    page.click("[aria-label='Solo Bars']")
    page.wait_for_selector("[aria-label='Solo Bars'][aria-pressed=true]")
    page.click(".solo-clear")
    page.wait_for_selector("[aria-label='Solo Bars'][aria-pressed=false]")
    desk.press("[data-id=master] .strip-mute", lambda: desk.now["master"]["mute"])


def test_overlays_are_made_switched_written_changed_and_deleted(desk: Desk, page: Page) -> None:
    overlay = desk.rows("overlays")["Name"]["id"]
    page.click("#tab-overlays")
    until(lambda: page.evaluate(INKED, ".overlay-picture"))  # before it was ever on air
    desk.press(".overlay-power[aria-label=Name]", lambda: desk.now["overlays"][overlay]["on"])
    page.fill("[aria-label='Title']", "Grace")
    desk.press(".overlay .apply", lambda: desk.now["overlays"][overlay]["fields"]["title"] == "Grace")
    page.click("[aria-label='Edit Name']")
    page.fill("dialog input[required]", "Strap")
    desk.press("dialog button[type=submit]", lambda: "Strap" in desk.rows("overlays"))
    page.click(".add-overlay")
    page.fill("dialog input[required]", "Time")
    page.locator("dialog select").first.select_option("clock")
    desk.press("dialog button[type=submit]", lambda: "Time" in desk.rows("overlays"))
    assert desk.rows("overlays")["Time"]["content"]["kind"] == "clock"
    page.click("[aria-label='Edit Time']")
    desk.hold("dialog .hold", desk.gone("overlays", "Time"))


def test_sources_of_every_kind_are_added_changed_and_deleted(desk: Desk, page: Page) -> None:
    def add(kind: str, name: str) -> None:
        page.click(".sources .add")
        page.check(f"input[value={kind}]", force=True)
        page.fill("dialog input[placeholder='Camera 1']", name)

    def lives(name: str) -> bool:
        source = desk.rows("sources").get(name)
        return bool(source) and desk.status["status"]["sources"].get(source["id"], {}).get("state") == "live"  # type: ignore[index]

    add("test", "Second bars")
    desk.press("dialog button[type=submit]", lambda: lives("Second bars"))
    add("clock", "London")
    desk.press("dialog button[type=submit]", lambda: lives("London"))
    add("image", "Logo")
    page.set_input_files("dialog input[type=file]", str(LOGO))
    desk.press("dialog button[type=submit]", lambda: lives("Logo"))
    add("file", "Street")
    page.set_input_files("dialog input[type=file]", str(MEDIA / "street-768x432-12.5fps-aac.mp4"))
    desk.press("dialog button[type=submit]", lambda: lives("Street"))

    page.click("[aria-label='Menu of London']")
    page.click(".menu >> text=Edit…")
    page.fill("dialog input[placeholder='Camera 1']", "Paris")
    desk.press("dialog button[type=submit]", lambda: "Paris" in desk.rows("sources"))
    page.click("[aria-label='Menu of Paris']")
    page.click(".menu >> text=Replace what comes in…")
    page.check("input[value=push]", force=True)
    desk.press("dialog button[type=submit]", lambda: desk.rows("sources")["Paris"]["input"]["kind"] == "push")
    page.click("dialog >> text=Done")
    page.click("[aria-label='Menu of Paris']")
    page.click(".menu >> text=New push key…")
    desk.hold("dialog .hold", lambda: page.is_visible("dialog >> text=Stream key"))
    page.click("dialog >> text=Done")
    page.click("[aria-label='Menu of Paris']")
    page.click(".menu >> text=Show the address to push to…")
    page.click("dialog [aria-label=Close]")
    page.click("[aria-label='Menu of Paris']")
    desk.hold(".menu .hold", desk.gone("sources", "Paris"))
    add("pull", "Relay")
    page.fill("dialog [inputmode=url]", "rtmp://127.0.0.1/live/camera")
    page.click("dialog button[type=submit]")
    page.wait_for_selector("dialog .problem:not([hidden])")  # an address in the server's own network
    page.click("dialog >> text=Cancel")


def test_a_file_is_cued_played_wound_marked_and_counted_down(desk: Desk, page: Page) -> None:
    name = "Parking"
    page.click(".sources .add")
    page.check("input[value=file]", force=True)
    page.fill("dialog input[placeholder='Camera 1']", name)
    page.set_input_files("dialog input[type=file]", str(MEDIA / "street-768x432-12.5fps-aac.mp4"))
    desk.press("dialog button[type=submit]", lambda: name in desk.rows("sources"))
    source = desk.rows("sources")[name]["id"]

    def transport() -> Row:
        return dict(desk.now["transports"].get(source, {}))

    def stands(state: str) -> bool:
        found = transport()
        return bool(found) and found["state"] == state and found["ready"]

    until(lambda: stands("playing"))
    length_s = transport()["length_s"]
    desk.press(f".source:has-text('{name}') .tile-go", lambda: desk.now["preview"] == source)
    strip = ".transport-strip"
    desk.press(f"{strip} .transport-play", lambda: stands("paused"))
    desk.press(f"{strip} button:has-text('Cue')", lambda: stands("cued") and transport()["position_s"] == 0)
    bar = page.locator(f"{strip} .scrub").bounding_box()
    assert bar
    page.mouse.move(bar["x"] + bar["width"] * 0.2, bar["y"] + bar["height"] / 2)
    page.mouse.down()
    for share in (0.3, 0.4, 0.5):
        page.mouse.move(bar["x"] + bar["width"] * share, bar["y"] + bar["height"] / 2)
    page.mouse.up()
    until(lambda: stands("cued") and abs(transport()["position_s"] / length_s - 0.5) < 0.05)
    desk.press(f"{strip} button:has-text('Out')", lambda: transport()["playback"]["out_s"] > length_s * 0.4)
    page.click(f"{strip} .transport-settings")
    page.select_option(".transport-form select >> nth=0", "hold")
    until(lambda: transport()["playback"]["end"] == "hold")
    desk.press(".transport-form button:has-text('2×')", lambda: transport()["playback"]["speed"] == 2)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    until(lambda: stands("cued") and transport()["position_s"] == 0)
    page.keyboard.press("k")
    until(lambda: stands("playing"))
    desk.press(".cut", lambda: desk.now["program"] == source)
    page.wait_for_selector(".left[data-urgency=soon], .left[data-urgency=now]")
    page.wait_for_selector(f"{strip} button:has-text('Unlock')")
    until(lambda: stands("ended"), seconds=180)
    page.wait_for_selector(".transport-state:text('On air · ended')")
    desk.press(".scene >> nth=0 >> .tile-go", lambda: desk.now["preview"] != source)
    desk.press(".cut", lambda: desk.now["program"] != source)
    page.click(f"[aria-label='Menu of {name}']")
    desk.hold(".menu .hold", desk.gone("sources", name))


def test_scenes_are_made_changed_and_deleted(desk: Desk, page: Page) -> None:
    page.click(".tile-more[aria-label='Edit Stage']")
    page.fill("dialog .editor input[required]", "Close")
    desk.press("dialog >> text=Done", lambda: "Close" in desk.rows("scenes"))
    desk.press("[aria-label=Undo]", lambda: "Stage" in desk.rows("scenes"))
    page.wait_for_selector(".notice >> text=Undone: scene “Stage” changed")
    desk.press("[aria-label='Do again']", lambda: "Close" in desk.rows("scenes"))
    page.click(".add-scene")
    page.fill("dialog input.input", "Quartet")
    page.check("dialog label:has-text('Four up') input", force=True)
    desk.press("dialog button[type=submit]", lambda: "Quartet" in desk.rows("scenes"))
    page.wait_for_selector("dialog .editor")
    stage = page.wait_for_selector(".editor-surface .editor-stage")
    assert stage
    before = desk.rows("layouts")
    stage.focus()
    page.keyboard.press("ArrowRight")
    until(lambda: desk.rows("layouts") != before)
    desk.hold("dialog .dialog-foot .hold", desk.gone("scenes", "Quartet"))


def test_a_recording_is_begun_ended_and_fetched_and_the_show_stopped_and_started(desk: Desk, page: Page) -> None:
    desk.press(".rec", lambda: desk.status["recording"]["on"])
    address = f"shows/{desk.show_id}/recordings"
    until(lambda: any(one["parts"] for one in desk.api.get(address).json()["results"]))
    desk.hold(".rec", lambda: [one["state"] for one in desk.api.get(address).json()["results"]] == ["finished"])
    page.click(".out")
    page.click("dialog >> text=Recordings…")
    with page.expect_download() as download:
        page.click(".recording-row [aria-label^='Menu of']")
        page.click(".menu >> text=Download")
    assert download.value.path().stat().st_size > 0
    page.click(".recording-row >> text=Play and cut")
    until(lambda: page.evaluate("document.querySelector('.recording-player').videoWidth") > 0)
    desk.press(
        ".recording-row >> text=Make a clip",
        lambda: [one["state"] for one in desk.api.get(address).json()["results"][0]["clips"]] == ["done"],
    )
    expect(page.locator(".clip-row")).to_contain_text("in the library")
    page.click("dialog:has(.recording-row) [aria-label=Close]")
    viewers = page.get_attribute("dialog a:has-text('viewers')", "href")
    assert viewers and httpx.get(viewers).is_success
    page.click("dialog [aria-label=Close]")
    page.click(".help")
    expect(page.locator("dialog[open]")).to_contain_text(re.compile("cut", re.IGNORECASE))
    page.keyboard.press("Escape")
    desk.hold(".stop", lambda: not desk.status["on_air"])
    page.wait_for_selector("body[data-mode=off]")
    desk.press(".start", lambda: desk.status["on_air"])
    page.wait_for_selector("body[data-mode=air][data-whole]")
