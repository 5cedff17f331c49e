"""The console in a real browser, against a studio made of paper."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import launch
from tests.console.fixture import PaperStudio
from tests.console.paper_show import EMPTY_SHOW, FULL_SHOW
from tests.hearing import LOUDNESS, TAP
from tests.waiting import until

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def studio(request: pytest.FixtureRequest) -> Iterator[PaperStudio]:
    paper = PaperStudio(getattr(request, "param", FULL_SHOW))
    yield paper
    paper.stop()


@pytest.fixture
def page(browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    yield from opened(browser, studio)


# Once the fonts are there, and what is fitted to what came has been drawn.
DRAWN = """
document.fonts.ready.then(() => new Promise(
  (done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))))
"""

AT_ONCE = (
    "window.requestIdleCallback = (work) => queueMicrotask(work);"  # what is loaded in quiet moments is loaded now
)


def opened(
    browser: Browser, studio: PaperStudio, width: int = 1440, height: int = 900, before: str = "", whole: bool = True
) -> Iterator[Page]:
    """The console; `whole`: with what opens beside the desk loaded too."""
    page = browser.new_page(viewport={"width": width, "height": height})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.add_init_script(TAP + (AT_ONCE if whole else "") + before)
    page.goto(studio.start())
    page.wait_for_selector(f"body[data-mode=air]{'[data-whole]' if whole else ''}")
    yield page
    page.close()
    assert not problems


def is_heard(page: Page) -> bool:
    return float(page.evaluate(LOUDNESS)) > 0.1


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1440, 900), (1280, 720), (1024, 768)])
def test_nothing_scrolls_on_a_directors_screen(browser: Browser, studio: PaperStudio, width: int, height: int) -> None:
    for page in opened(browser, studio, width, height):
        page.wait_for_selector(".tile.source >> nth=5")
        inside = (
            "[document.documentElement.scrollHeight <= innerHeight, document.documentElement.scrollWidth <= innerWidth]"
        )
        assert page.evaluate(inside) == [True, True]
        assert page.eval_on_selector(".scenes .tiles", "e => e.scrollHeight <= e.clientHeight + 1")
        for button in page.query_selector_all("button"):
            box = button.bounding_box()
            assert not box or (box["width"] >= 24 and box["height"] >= 24), button.evaluate("e => e.outerHTML")


BOXES = """(found) => [...document.querySelectorAll(found)].map((one) => one.getBoundingClientRect())
    .filter(({ width }) => width > 1).map(({ left, right, top, bottom }) => [left, right, top, bottom])"""


def overlap(one: list[float], other: list[float]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1440, 900), (1280, 720), (820, 1180), (390, 844)])
def test_an_overload_is_said_on_every_screen_and_moves_no_button(
    browser: Browser, studio: PaperStudio, width: int, height: int
) -> None:
    for page in opened(browser, studio, width, height):
        page.wait_for_selector(".bar .figure:text('30.0')", state="attached")
        page.evaluate(DRAWN)
        before = page.locator(".bar .rec").bounding_box()
        studio.call(studio.overload_with, "monitors at half rate", "tiles at 1 a second")
        page.wait_for_selector(".bar .overload", state="visible")
        page.evaluate(DRAWN)
        assert page.locator(".bar .rec").bounding_box() == before
        assert "monitors at half rate" in (page.get_attribute(".bar .health", "title") or "")
        boxes = page.evaluate(BOXES, ".bar .bar-group > *")
        assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
        studio.call(studio.overload_with)
        page.wait_for_selector(".bar .overload", state="hidden")


@pytest.mark.parametrize(("width", "height"), [(1180, 820), (820, 1180), (700, 1000)])
def test_on_a_tablet_everything_of_a_take_can_be_pressed(
    browser: Browser, studio: PaperStudio, width: int, height: int
) -> None:
    for page in opened(browser, studio, width, height):
        page.click(".segment[data-kind=wipe]")
        page.wait_for_selector(".segment[data-direction=left]")
        boxes = page.evaluate(BOXES, ".take button")
        assert len(boxes) == 24 and not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
        inside = page.locator(".take").bounding_box()
        assert inside and all(box[1] <= inside["x"] + inside["width"] for box in boxes)


def test_a_phone_shows_the_program_and_the_take_buttons(browser: Browser, studio: PaperStudio) -> None:
    for page in opened(browser, studio, 390, 844):
        assert page.is_visible(".monitor[data-bus=program]")
        assert not page.is_visible(".monitor[data-bus=preview]")
        box = page.locator(".cut").bounding_box()
        assert box and box["height"] >= 44 and box["y"] + box["height"] <= 844
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_library_is_one_press_away(page: Page) -> None:
    link = page.get_by_role("link", name="Library")
    assert link.is_visible() and link.get_attribute("href") == "/library?show=shw_demo"


def test_both_monitors_play_and_the_program_can_be_heard(page: Page) -> None:
    moving = "[...document.querySelectorAll('video')].map(video => video.currentTime)"
    until(lambda: all(moment > 0 for moment in page.evaluate(moving)), seconds=60)
    before = page.evaluate(moving)
    until(lambda: all(now > then + 0.5 for now, then in zip(page.evaluate(moving), before, strict=True)))
    assert page.evaluate(LOUDNESS) == 0
    page.click(".listen")
    until(lambda: is_heard(page), seconds=60)
    before = page.evaluate(moving)
    until(lambda: all(now > then + 0.5 for now, then in zip(page.evaluate(moving), before, strict=True)))
    page.click(".listen")
    until(lambda: page.evaluate(LOUDNESS) == 0)


def test_sound_never_makes_the_pictures_wait_for_it(page: Page) -> None:
    """It is no track of the video: while somebody listens, that has pictures only and keeps on moving."""
    program, heard = ".monitor[data-bus=program] video", "video => video.webkitAudioDecodedByteCount"
    until(lambda: page.eval_on_selector(program, "video => video.currentTime") > 0, seconds=60)
    page.click(".listen")
    until(lambda: is_heard(page), seconds=60)
    assert page.eval_on_selector(program, heard) == 0


def test_where_a_browser_hands_out_no_decoder_plain_samples_are_played(browser: Browser, studio: PaperStudio) -> None:
    """As over HTTP from another machine."""
    asked: list[str] = []
    for page in opened(browser, studio, before="delete globalThis.AudioDecoder"):
        page.on("websocket", lambda socket: asked.append(socket.url))
        page.click(".listen")
        until(partial(is_heard, page), seconds=60)
    buses = [url.rpartition("/monitor/")[2] for url in asked]
    assert [bus for bus in buses if "-" in bus] == ["program-pcm/"]  # pictures may have connected anew meanwhile


def test_a_number_lines_up_and_space_cuts(page: Page, studio: PaperStudio) -> None:
    page.keyboard.press("3")
    page.wait_for_selector(".scene[data-id=scn_side][data-tally=preview]")
    page.keyboard.press("Space")
    page.wait_for_selector(".scene[data-id=scn_side][data-tally=program]")
    page.wait_for_selector(".source[data-id=src_bottle][data-tally=program]")
    assert studio.desk["preview"] == "scn_wide"
    assert [command["verb"] for command in studio.commands] == ["preview", "cut"]


def test_space_cuts_after_a_tile_was_clicked_and_after_a_text_was_typed(page: Page, studio: PaperStudio) -> None:
    page.click("[data-id=ovl_name] input >> nth=0")
    page.click("[data-id=scn_prod] .tile-go")
    page.keyboard.press("Space")
    page.wait_for_selector("[data-id=scn_prod][data-tally=program]")


def test_keys_are_letters_while_typing(page: Page, studio: PaperStudio) -> None:
    title = page.locator("[data-id=ovl_name] input >> nth=0")
    title.click()
    page.keyboard.press("End")
    page.keyboard.type(" 1 2")
    assert title.input_value() == "Dr Ada Holt 1 2"
    assert studio.commands == []


def test_texts_go_on_air_when_applied_and_are_marked_until_then(page: Page, studio: PaperStudio) -> None:
    page.fill("[data-id=ovl_name] input >> nth=0", "Prof Ada Holt")
    page.wait_for_selector("[data-id=ovl_name][data-unsent=true]")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-id=ovl_name][data-unsent=false]")
    assert studio.commands[-1]["fields"] == {"title": "Prof Ada Holt"}


def test_the_air_lock_keeps_shift_off_the_air(page: Page, studio: PaperStudio) -> None:
    page.keyboard.press("Shift+Digit5")
    page.wait_for_selector("[data-id=scn_prod][data-tally=program]")
    page.click(".lock")
    page.keyboard.press("Shift+Digit2")
    page.wait_for_selector(".notice")
    assert studio.desk["program"] == "scn_prod"
    page.reload()
    page.wait_for_selector(".lock[aria-pressed=true]")


def test_clicking_a_source_lines_it_up_full_frame(page: Page, studio: PaperStudio) -> None:
    page.click("[data-id=src_bars] .tile-go")
    page.wait_for_selector("[data-id=src_bars][data-tally=preview]")
    assert studio.desk["preview"] == "src_bars"


def test_a_transition_lights_both_and_shows_how_far_it_is(page: Page, studio: PaperStudio) -> None:
    studio.desk["durations"]["mix"] = 5000  # long enough to be seen by a busy machine
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-id=scn_wide][data-tally=program] ~ [data-id=scn_pip][data-tally=program]")
    page.wait_for_selector(".auto[data-running]")
    until(lambda: studio.desk["program"] == "scn_pip")
    page.wait_for_selector("[data-id=scn_wide][data-tally=preview]")


def test_a_lost_connection_disables_everything_queues_nothing_and_heals(page: Page, studio: PaperStudio) -> None:
    studio.call(studio.hang_up)
    page.wait_for_selector("body[data-mode=offline]")
    assert "Not connected" in page.inner_text(".banner")
    assert page.eval_on_selector(".take", "panel => panel.inert")
    page.keyboard.press("Space")
    page.keyboard.press("4")
    studio.call(studio.come_back)
    page.wait_for_selector("body[data-mode=air][data-whole]")
    assert page.eval_on_selector(".take", "panel => !panel.inert")
    assert page.is_hidden(".banner")
    assert studio.commands == []


def test_a_change_that_went_missing_brings_a_fresh_snapshot(page: Page, studio: PaperStudio) -> None:
    def skip() -> None:
        studio.n += 5
        studio.desk = {**studio.desk, "program": "scn_bars"}
        studio.change(desk=studio.desk)

    studio.call(skip)
    page.wait_for_selector("[data-id=scn_bars][data-tally=program]")
    page.wait_for_selector("body[data-mode=air][data-whole]")


def test_a_lost_source_says_so_in_words_and_in_the_alerts(page: Page, studio: PaperStudio) -> None:
    studio.call(studio.lose, "src_stage")
    page.wait_for_selector("[data-id=src_stage][data-worry=bad] >> text=no signal for 4 s")
    page.wait_for_selector(".alert >> text=Stage has lost its signal")
    page.wait_for_selector(".alert >> text=Check the sender")


def test_the_show_stops_only_after_a_second_of_holding(page: Page, studio: PaperStudio) -> None:
    page.click(".stop")
    page.wait_for_timeout(300)
    assert studio.air["wanted"]
    page.hover(".stop")
    page.mouse.down()
    page.wait_for_selector("body[data-mode=off]")
    page.mouse.up()
    assert page.is_visible(".start")
    page.click(".start")
    page.wait_for_selector("body[data-mode=air][data-whole]")


def test_a_recording_begins_with_a_press_and_ends_only_by_holding(page: Page, studio: PaperStudio) -> None:
    page.click(".rec")
    page.locator(".rec").press("Space")
    page.wait_for_selector(".rec[aria-pressed=true]")
    page.mouse.move(0, 0)
    page.hover(".rec")
    page.mouse.down()
    page.wait_for_selector(".rec[aria-pressed=false]")
    page.mouse.up()
    assert [command["verb"] for command in studio.commands] == ["stop_recording"]
    page.click(".rec")
    page.wait_for_selector(".rec[aria-pressed=true]")
    assert [command["verb"] for command in studio.commands] == ["stop_recording", "start_recording"]


def test_a_fader_is_moved_with_the_keyboard_and_told_to_the_mixer(page: Page, studio: PaperStudio) -> None:
    page.focus("[aria-label='Level of Street']")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    until(lambda: studio.desk["sound"]["src_street"]["gain_db"] == -1.0)
    page.click("[aria-label='Mute Street']")
    until(lambda: studio.desk["sound"]["src_street"]["mute"])


@pytest.mark.parametrize("studio", [EMPTY_SHOW], indirect=True)
def test_a_push_source_shows_its_key_once(page: Page) -> None:
    assert page.is_visible("text=Nothing comes in yet")
    page.click(".sources .add")
    page.check("input[value=push]", force=True)
    page.fill("input[placeholder='Camera 1']", "Camera 1")
    page.click("button[type=submit]")
    keys = "[...document.querySelectorAll('dialog input')].some(input => input.value.includes('key_paper'))"
    until(lambda: page.evaluate(keys))
    page.click("text=Done")
    page.click("[aria-label='Menu of Camera 1']")
    page.click("text=Show the address")
    page.wait_for_selector("dialog[open]")
    assert not page.evaluate(keys)


def test_a_new_scene_makes_its_layout_when_it_is_needed(page: Page, studio: PaperStudio) -> None:
    page.click(".add-scene")
    page.fill("input[placeholder='Scene 8']", "Quartet")
    page.check("label:has-text('Four up') input", force=True)
    page.click("text=Make scene")
    page.wait_for_selector(".scene:has-text('Quartet')")
    assert studio.show["layouts"][-1]["name"] == "Four up"
    assert len(studio.show["scenes"][-1]["slots"]) == 4


def test_a_refused_edit_is_said_in_the_sheet(page: Page, studio: PaperStudio) -> None:
    studio.scenes.refusal = "may not be empty"
    page.click(".add-scene")
    page.click("text=Make scene")
    page.wait_for_selector("dialog .problem >> text=name: may not be empty")


# -- what is pressed is what happens, or nothing ------------------------------------------------------


def test_every_press_says_how_late_it_may_happen_and_a_take_what_was_on_preview(
    page: Page, studio: PaperStudio
) -> None:
    for press in ("Digit3", "Space"):
        page.keyboard.press(press)
    page.wait_for_selector("[data-id=scn_side][data-tally=program]")
    page.click(".ftb")
    until(lambda: len(studio.commands) == 3)
    lined_up, cut, fade = studio.commands
    assert cut["expected_preview"] == "scn_side" and "expected_preview" not in lined_up
    assert all(0 < command["not_after_frame"] <= studio.frame + 30 for command in (lined_up, cut, fade))
    assert studio.seats[0]["turn"] == 1


def test_a_double_press_of_the_space_bar_cuts_once(page: Page, studio: PaperStudio) -> None:
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    page.wait_for_selector(".notice >> text=Pressed twice")
    until(lambda: studio.desk["program"] == "scn_pip")
    assert [command["verb"] for command in studio.commands] == ["cut"]


def test_a_cut_to_a_preview_that_somebody_changed_is_refused_in_plain_words(page: Page, studio: PaperStudio) -> None:
    def somebody_lines_up() -> None:
        studio.desk = {**studio.desk, "preview": "scn_bars"}

    studio.call(somebody_lines_up)
    until(lambda: studio.desk["preview"] == "scn_bars")
    page.click(".cut")
    page.wait_for_selector(".notice >> text=Preview has changed")
    assert studio.desk["program"] == "scn_wide"


def test_a_press_that_comes_too_late_is_refused_in_plain_words(page: Page, studio: PaperStudio) -> None:
    studio.call(lambda: setattr(studio, "ahead", 10_000))
    until(lambda: studio.ahead)
    page.click(".cut")
    page.wait_for_selector(".notice >> text=Too late")
    assert studio.desk["program"] == "scn_wide"


def test_a_key_pressed_without_a_connection_is_refused_in_sight(page: Page, studio: PaperStudio) -> None:
    studio.call(studio.hang_up)
    page.wait_for_selector("body[data-mode=offline]")
    page.keyboard.press("Space")
    page.wait_for_selector(".notice >> text=nothing was sent")
    studio.call(studio.come_back)
    page.wait_for_selector("body[data-mode=air][data-whole]")
    until(lambda: studio.seats[-1]["turn"] == 2)
    assert studio.commands == []


def test_holding_enter_on_a_button_presses_it_once(page: Page, studio: PaperStudio) -> None:
    page.focus("[data-id=scn_prod] .tile-go")
    page.keyboard.down("Enter")
    for _ in range(5):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    page.wait_for_selector("[data-id=scn_prod][data-tally=preview]")
    assert [command["verb"] for command in studio.commands] == ["preview"]


# -- edits of what is on air --------------------------------------------------------------------------


def rename_the_scene_on_air(page: Page) -> None:
    page.click("[aria-label='Edit Street wide']")
    page.fill("dialog input.input >> nth=0", "Street wider")
    page.click("dialog >> text=Done")
    page.wait_for_selector("dialog", state="detached")


def test_an_edit_of_what_is_on_air_waits_for_a_take_and_says_so(page: Page, studio: PaperStudio) -> None:
    studio.pin()
    rename_the_scene_on_air(page)
    page.wait_for_selector(".notice >> text=Saved. On air with the next take.")
    page.click("text=Take changes")
    page.wait_for_selector(".changes-take", state="hidden")
    preview, take = studio.commands
    assert (preview["verb"], preview["scene"]) == ("preview", "scn_wide")
    assert (take["verb"], take["scene"], take["transition"]) == ("take", "scn_wide", {"kind": "mix"})


def test_changes_are_not_taken_through_the_air_lock(page: Page, studio: PaperStudio) -> None:
    studio.pin()
    rename_the_scene_on_air(page)
    page.click(".lock")
    page.click("text=Take changes")
    page.wait_for_selector(".notice >> text=The air lock is on")
    assert [command["verb"] for command in studio.commands] == ["preview"]


def test_who_may_not_take_is_told_that_changes_wait_and_offered_no_take(page: Page, studio: PaperStudio) -> None:
    studio.pin()
    studio.role = "producer"
    page.reload()
    page.wait_for_selector("body[data-mode=air][data-whole]")
    rename_the_scene_on_air(page)
    page.wait_for_selector(".changes-words >> text=Changes wait")
    assert page.is_hidden(".changes-take")


def test_a_deleted_source_says_that_it_stays_until_the_next_take(page: Page, studio: PaperStudio) -> None:
    studio.pin()
    page.click("[aria-label='Menu of Street']")
    page.hover("text=Hold to delete")
    page.mouse.down()
    page.wait_for_selector(".notice >> text=It stays on air until the next take")
    page.mouse.up()


def test_a_scene_is_chosen_as_the_one_the_show_starts_with(page: Page, studio: PaperStudio) -> None:
    page.click("[aria-label='Edit Product']")
    page.click("text=How the show starts")
    page.check("text=With this scene, as soon as it has its pictures")
    until(lambda: studio.show.get("start") == {"scene": "scn_prod"})


def test_program_says_what_the_start_picture_waits_for(page: Page, studio: PaperStudio) -> None:
    def begin() -> None:
        studio.states["src_street"] = {"state": "connecting", "text": "connecting"}
        studio.desk = {**studio.desk, "program": "black", "preview": "scn_wide", "starting": True}
        studio.change(desk=studio.desk)

    studio.call(begin)
    page.wait_for_selector(".monitor-caption >> text=Street wide waits for Street")
    assert "Start picture" in page.inner_text(".monitor[data-bus=program] .monitor-scene")


def test_a_light_page_is_chosen_in_this_browser_and_stays_so(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_label("Appearance in this browser").select_option("light")
    background = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(background)
    page.reload()
    page.wait_for_selector("body[data-mode=air][data-whole]")
    assert page.evaluate(background) == light == "rgb(230, 234, 240)"
