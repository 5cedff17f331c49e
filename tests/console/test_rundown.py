"""The page of a rundown: a thousand items under one hand, the keys, and what is said before anything is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.console.fixture import PaperStudio
from tests.console.test_page import browser
from tests.waiting import until

__all__ = ["browser"]
pytestmark = pytest.mark.journey
SIZES = [(1920, 1080), (1280, 720), (1024, 768), (820, 1180), (360, 740)]
RUN = "run_night"
UNTIMED = pytest.mark.parametrize("studio", [(1000, False)], indirect=True, ids=["untimed"])
MOVED = """() => new Promise((done) => {
    const began = performance.now();
    document.querySelector('.scroller').dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowDown', altKey: true}));
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
})"""

# Found and pressed in one: the next edit of a row of them joins the question, and draws it anew.
SAVE_ANYWAY = """() => [...document.querySelectorAll('.bar-note .primary')]
    .find((one) => one.textContent.trim() === 'Save anyway')?.click()"""

# When the rows of the screen stood there, since the address was asked for.
ROWS_AT = """new MutationObserver((_, looking) => {
    if (document.querySelectorAll('.line').length < 10) return;
    window.rowsAt = performance.now();
    looking.disconnect();
}).observe(document, {childList: true, subtree: true})"""
# From a move of the hand to the line where the row would go, and from letting go to the row in its place.
DRAGGED = """async () => {
    const event = (name, y) => new PointerEvent(name, {bubbles: true, clientX: 400, clientY: y, button: 0});
    const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const line = document.querySelector('.drop-line');
    const took = [];
    for (let y = 420; y < 640; y += 22) {
        const [before, began] = [line.style.transform, performance.now()];
        dispatchEvent(event('pointermove', y));
        await painted();
        if (line.style.transform !== before) took.push(performance.now() - began);
    }
    const began = performance.now();
    dispatchEvent(event('pointerup', 640));
    await painted();
    return {moves: took, drop: performance.now() - began};
}"""


@pytest.fixture
def studio(request: pytest.FixtureRequest) -> Iterator[PaperStudio]:
    paper = PaperStudio()
    count, timed = getattr(request, "param", (1000, True))
    paper.rundowns.fill(count, timed=timed)
    yield paper
    paper.stop()


@pytest.fixture
def page(browser: Browser, studio: PaperStudio) -> Iterator[Page]:
    yield from opened(browser, studio)


def opened(
    browser: Browser, studio: PaperStudio, width: int = 1440, height: int = 900, run: str = RUN
) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": width, "height": height})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{studio.start()}rundowns/{run}")
    page.wait_for_selector(".playing:not([hidden])")
    yield page
    page.close()
    assert not problems


def items(studio: PaperStudio) -> list[dict[str, Any]]:
    return list(studio.rundowns.all[RUN]["items"])


def stored(studio: PaperStudio) -> dict[str, Any]:
    return studio.rundowns.all[RUN]


def names(studio: PaperStudio, count: int) -> list[str]:
    return [one["name"] for one in items(studio)[:count]]


def edits(studio: PaperStudio, *, dry: bool) -> list[Any]:
    return [body for _, path, body in studio.rundowns.asked if path == f"{RUN}/edit" and bool(body["dry_run"]) is dry]


def play(studio: PaperStudio, at: int = 4, **more: Any) -> None:
    def begin() -> None:
        studio.rundowns.play(RUN, items(studio)[at]["id"])
        studio.rundowns.live = {**(studio.rundowns.live or {}), **more}
        studio.rundowns.changed()

    studio.call(begin)


def sent(studio: PaperStudio, verb: str) -> list[dict[str, Any]]:
    return [one for one in studio.commands if one["verb"] == verb]


# -- a thousand rows -----------------------------------------------------------------------------------


def test_a_thousand_items_are_there_at_once_and_few_of_them_are_drawn(browser: Browser, studio: PaperStudio) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    address = studio.start()
    page.add_init_script(ROWS_AT)
    page.goto(f"{address}rundowns/{RUN}")
    page.wait_for_selector(".line >> nth=5")
    print(f"\nusable after {page.evaluate('window.rowsAt') / 1000:.2f} s")
    assert page.get_attribute(".scroller", "aria-rowcount") == "1001"
    assert 10 < page.locator(".line").count() < 45
    page.eval_on_selector(".scroller", "list => list.scrollTop = list.scrollHeight")
    page.wait_for_selector(".line[aria-rowindex='1001']")
    assert page.locator(".line").count() < 45
    page.close()


@UNTIMED
def test_a_move_is_drawn_before_the_server_has_answered(page: Page, studio: PaperStudio) -> None:
    page.click(".line >> nth=2")
    took = min(page.evaluate(MOVED) for _ in range(5))
    print(f"\na move is drawn after {took:.1f} ms")
    page.wait_for_selector(".line[aria-rowindex='9'] b:text-is('Short: Two Lighthouses, part 3')")
    accepted(page, lambda: items(studio)[7]["name"].endswith("part 3"))


@UNTIMED
def test_a_row_that_is_dragged_is_shown_where_it_would_go(page: Page, studio: PaperStudio) -> None:
    page.wait_for_selector(".line >> nth=9")
    first = names(studio, 1)[0]
    box = page.locator(".line >> nth=0").bounding_box()
    assert box
    page.mouse.move(400, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(400, box["y"] + 60)
    took = page.evaluate(DRAGGED)
    moves = sorted(took["moves"])
    print(
        f"\na drag is drawn after {moves[len(moves) // 2]:.1f} ms, at most {moves[-1]:.1f}; dropped {took['drop']:.1f}"
    )
    assert len(moves) == 5  # a gap every 44 px
    accepted(page, lambda: first in names(studio, 12)[5:])


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_is_pushed_off_the_screen(browser: Browser, studio: PaperStudio, width: int, height: int) -> None:
    play(studio)
    at = datetime.now(UTC) + timedelta(minutes=12)
    stop = {"occurrence": "sch_a@stop", "entry": "sch_a", "do": "stop", "utc": at.isoformat(), "local": ""}
    told = {"next": [stop], "waiting": None, "hand": "", "agreed": "", "leaving": False}
    studio.schedule.part = told
    studio.call(lambda: studio.change(schedule=told))
    for page in opened(browser, studio, width, height):
        page.wait_for_selector(".head .schedule-line:has-text('Stops')")
        assert page.locator(".head").evaluate("e => e.scrollWidth <= e.clientWidth + 1")
        page.wait_for_selector(".line[data-state=air]")
        page.click(".line >> nth=1")
        page.keyboard.press("e")
        page.wait_for_selector(".sheet-form")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for part in (".commands", ".tool-line >> nth=0", ".line >> nth=0", ".sheet-foot"):
            inside = page.locator(part).evaluate("e => e.scrollWidth <= e.clientWidth + 1")
            assert inside, part
        for button in page.query_selector_all("button:visible"):
            box = button.bounding_box()
            assert box and box["width"] >= 24 and box["height"] >= 24, button.evaluate("e => e.outerHTML")
            assert box["x"] >= 0 and box["x"] + box["width"] <= width + 1, button.evaluate("e => e.outerHTML")


def test_search_and_filters_look_at_rows_that_are_not_drawn(page: Page) -> None:
    page.wait_for_selector(".line")
    page.keyboard.press("/")
    page.keyboard.type("ferryman 992")
    page.wait_for_selector(".tool-count:text-is('1 of 1000')")
    assert page.inner_text(".line .names b") == "Trailer: The Ferryman, part 992"
    page.fill(".search", "nobody knows")
    page.click("button:has-text('Show everything')")
    page.select_option("select[aria-label=Which]", "fixed")
    page.wait_for_selector(".tool-count:text-is('10 of 1000')")


# -- by hand and by keys -------------------------------------------------------------------------------


@UNTIMED
def test_dragging_moves_a_row_and_undo_takes_it_back(page: Page, studio: PaperStudio) -> None:
    before = names(studio, 6)
    drag(page, ".line >> nth=1", ".line >> nth=4")
    until(lambda: names(studio, 6) != before)
    assert names(studio, 6) == [before[0], before[2], before[3], before[4], before[1], before[5]]
    page.keyboard.press("Control+z")
    until(lambda: names(studio, 6) == before)
    page.click("button[aria-label=Redo]")
    until(lambda: names(studio, 6) != before)


def drag(page: Page, start: str, end: str) -> None:
    page.wait_for_selector(end)
    boxes = [page.locator(one).bounding_box() for one in (start, end)]
    assert boxes[0] and boxes[1]
    page.mouse.move(boxes[0]["x"] + boxes[0]["width"] / 2, boxes[0]["y"] + boxes[0]["height"] / 2)
    page.mouse.down()
    page.mouse.move(boxes[1]["x"] + 240, boxes[1]["y"] + boxes[1]["height"] - 8, steps=8)
    assert page.is_visible(".carried")
    page.mouse.up()


@UNTIMED
def test_keys_walk_choose_move_and_take_out_and_never_lose_the_focus(page: Page, studio: PaperStudio) -> None:
    before = names(studio, 5)
    page.wait_for_selector(".line")
    page.focus(".scroller")
    for key in ("ArrowDown", "ArrowDown", "Shift+ArrowDown", "Alt+ArrowUp"):
        page.keyboard.press(key)
    until(lambda: names(studio, 3) == [before[1], before[2], before[0]])
    page.keyboard.press("Delete")
    until(lambda: len(items(studio)) == 998)
    assert names(studio, 2) == [before[0], before[3]]
    assert page.evaluate("document.activeElement.matches('.scroller')")
    focused = page.get_attribute(".scroller", "aria-activedescendant")
    page.wait_for_selector(f"#{focused}[data-focus]")
    page.keyboard.press("End")
    page.wait_for_selector(".line[aria-rowindex='999'][data-focus]")


@UNTIMED
def test_an_edit_that_is_faster_than_the_first_plan_is_not_blamed_for_what_was_wrong_already(
    browser: Browser, studio: PaperStudio
) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    waiting: list[Route] = []
    page.route("**/plan?*", lambda route: waiting.append(route))
    page.goto(f"{studio.start()}rundowns/{RUN}")
    page.click(".line >> nth=1")
    page.wait_for_selector(".playing:not([hidden])")
    before = names(studio, 2)
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_selector(".saving:text-is('Saving…')")

    def saved() -> bool:
        page.evaluate("true")  # lets requests come in
        while waiting:
            waiting.pop().continue_()
        return names(studio, 2) != before

    until(saved)
    assert page.locator(".bar-note").count() == 0
    page.close()


@UNTIMED
def test_a_file_is_drawn_from_the_library_into_the_list(page: Page, studio: PaperStudio) -> None:
    page.wait_for_selector(".asset")
    drag(page, ".asset >> nth=4 >> .names", ".line >> nth=2")
    until(lambda: len(items(studio)) == 1001)
    assert items(studio)[3]["content"]["asset"] == "ast_4"


@UNTIMED
def test_many_are_changed_at_once(page: Page, studio: PaperStudio) -> None:
    page.click(".line >> nth=1")
    page.click(".line >> nth=3", modifiers=["Shift"])
    page.keyboard.press("e")
    page.wait_for_selector(".sheet-head h2:text-is('3 items')")
    page.fill(".field:has-text('Louder, dB') input", "-6")
    page.click(".sheet-foot button:text-is('Save')")
    until(lambda: [one["gain_db"] for one in items(studio)[:5]] == [0, -6, -6, -6, 0])
    assert edits(studio, dry=False)[-1]["ops"][0]["set"] == {"gain_db": -6}


@UNTIMED
def test_a_spreadsheet_is_pasted_behind_the_chosen_row(page: Page, studio: PaperStudio) -> None:
    page.click(".line >> nth=1")
    page.click("button:has-text('Add')")
    page.click(".menu-item:has-text('Paste a list')")
    page.fill(".sheet-form textarea", "Name\tLength\nWeather 2\t1:30\nNobody\t\nTram ride 1\t\n")
    page.wait_for_selector(".problem:has-text('Line 3: “Nobody” is not in the library')")
    page.click("button:text-is('Add 2 items')")
    accepted(page, lambda: len(items(studio)) == 1002)
    assert [one["content"]["asset"] for one in items(studio)[2:4]] == ["ast_14", "ast_5"]
    assert items(studio)[2]["duration_s"] == 90


@UNTIMED
def test_a_playlist_of_another_program_is_taken_in_and_can_be_undone(page: Page, studio: PaperStudio) -> None:
    page.click(".line >> nth=0")
    page.click(".tool-line button[aria-label=More]")
    with page.expect_file_chooser() as chooser:
        page.click(".menu-item:has-text('Import a file')")
    text = b"#EXTM3U\nWeather 2.mp4\nTram ride 1.mp4\n"
    chooser.value.set_files({"name": "night.m3u8", "mimeType": "audio/x-mpegurl", "buffer": text})
    page.wait_for_selector(".notice:has-text('2 items are taken in')")
    assert [one["content"]["asset"] for one in items(studio)[1:3]] == ["ast_14", "ast_5"]
    page.keyboard.press("Control+z")
    until(lambda: len(items(studio)) == 1000)


# -- before it is saved --------------------------------------------------------------------------------


@pytest.mark.parametrize("studio", [(12, False)], indirect=True)
def test_what_an_edit_brings_is_shown_before_it_is_saved_and_mended_with_one_press(
    page: Page, studio: PaperStudio
) -> None:
    page.click(".line >> nth=2")
    page.evaluate("document.querySelector('.scroller').focus()")
    studio.rundowns.assets.pop("ast_20")
    page.click("button:has-text('Add')")
    page.click(".menu-item:has-text('Paste a list')")
    page.fill(".sheet-form textarea", "Harbour at night 3\n")
    page.click("button:text-is('Add 1 item')")
    page.wait_for_selector(".bar-note:has-text('This brings 1 problem. It is not saved yet.')")
    assert len(items(studio)) == 12 and not edits(studio, dry=False)
    page.click("button:text-is('Take it back')")
    page.wait_for_selector(".bar-note", state="detached")
    assert page.get_attribute(".scroller", "aria-rowcount") == "13"


def test_a_problem_there_is_goes_with_its_repair(page: Page, studio: PaperStudio) -> None:
    page.click(".problems-button")
    line = page.locator(".problem-line").first
    row = line.locator(".problem-where").inner_text()
    line.locator("button:text-is('Trim it to fit')").click()
    number = int(row.split()[0]) - 1
    until(lambda: items(studio)[number]["duration_s"] is not None)
    page.wait_for_selector(f".problem-where:text-is('{row}')", state="detached")


def test_the_sheet_tries_a_change_before_it_is_saved(page: Page, studio: PaperStudio) -> None:
    page.select_option("select[aria-label=Which]", "fixed")
    page.click(".line >> nth=0")
    page.keyboard.press("e")
    at = items(studio)[140]["start"]["at"]
    page.fill("input[type=datetime-local]", at)
    page.keyboard.press("Tab")
    page.wait_for_selector(".sheet-foot .problem:has-text('Two fixed starts')")
    assert not edits(studio, dry=False)
    page.click(".sheet-foot button:has-text('Start it 5 min later')")
    until(lambda: len(edits(studio, dry=False)) == 1)
    starts = {items(studio)[one]["start"]["at"] for one in (40, 140)}
    assert len(starts) == 2 and at in starts


@UNTIMED
def test_what_somebody_else_changed_is_never_written_over(page: Page, studio: PaperStudio) -> None:
    page.wait_for_selector(".line")
    mine, theirs = items(studio)[1]["id"], items(studio)[0]["id"]
    page.click(".line >> nth=1")
    studio.rundowns.edited(studio.rundowns.all[RUN], [{"op": "delete", "ids": [theirs]}], dry=False)
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_selector(".bar-note:has-text('Somebody else has changed this rundown')")
    assert [one["id"] for one in items(studio)].index(mine) == 0
    page.click("button:text-is('Put mine on top')")
    until(lambda: [one["id"] for one in items(studio)].index(mine) == 1)
    assert theirs not in {one["id"] for one in items(studio)}


# -- two people at once --------------------------------------------------------------------------------


@pytest.fixture
def other(browser: Browser, studio: PaperStudio, page: Page) -> Iterator[Page]:
    """A second person at the same rundown."""
    second = browser.new_page(viewport={"width": 1440, "height": 900})
    second.goto(page.url)
    second.wait_for_selector(".line")
    yield second
    second.close()


@UNTIMED
def test_what_another_has_open_is_marked_and_edited_only_after_a_question(
    page: Page, other: Page, studio: PaperStudio
) -> None:
    other.click(".line >> nth=2")
    other.keyboard.press("e")
    page.wait_for_selector(".line[data-other] >> nth=0 >> text=Ada Holt edits this")
    assert page.get_attribute(".line[data-other]", "aria-rowindex") == "4"
    page.click(".line >> nth=2")
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_selector(".asking:has-text('Ada Holt edits “Short: Two Lighthouses, part 3” just now.')")
    assert not edits(studio, dry=True)
    page.click(".asking button:has-text('Edit anyway')")
    until(lambda: names(studio, 4)[3].endswith("part 3"))
    other.keyboard.press("Escape")
    page.wait_for_selector(".line[data-other]", state="detached")


@UNTIMED
def test_what_another_drags_is_not_dragged_meanwhile_and_is_free_when_the_page_is_gone(
    page: Page, other: Page, studio: PaperStudio
) -> None:
    before = names(studio, 3)
    box = other.locator(".line >> nth=1").bounding_box()
    assert box
    other.mouse.move(box["x"] + 300, box["y"] + 20)
    other.mouse.down()
    other.mouse.move(box["x"] + 310, box["y"] + 90, steps=4)
    page.wait_for_selector(".line[data-other][aria-rowindex='3']")
    grip = page.locator(".line >> nth=1").bounding_box()
    assert grip
    page.mouse.move(grip["x"] + 300, grip["y"] + 20)
    page.mouse.down()
    page.mouse.move(grip["x"] + 310, grip["y"] + 90, steps=4)
    page.wait_for_selector(".asking:has-text('Ada Holt edits')")
    assert page.is_hidden(".carried")
    page.mouse.up()
    page.keyboard.press("Escape")
    other.close()
    page.wait_for_selector(".line[data-other]", state="detached")
    assert names(studio, 3) == before


def test_what_lies_behind_the_playhead_is_not_moved_and_the_reason_is_said(page: Page, studio: PaperStudio) -> None:
    play(studio)
    page.wait_for_selector(".line[data-state=air]")
    page.click(".line >> nth=1")
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_selector(".notice:has-text('behind the playhead')")
    assert not edits(studio, dry=True)
    page.keyboard.press("Delete")
    page.wait_for_selector(".notice:has-text('behind the playhead')")
    assert len(items(studio)) == 1000


# -- on air --------------------------------------------------------------------------------------------


def test_who_has_the_programme_is_said_and_handing_back_asks_where(page: Page, studio: PaperStudio) -> None:
    page.wait_for_selector(".playing[data-who=director]:has-text('No rundown runs')")
    play(studio)
    page.wait_for_selector(".playing[data-who=rundown]:has-text('Rundown has the programme')")
    page.wait_for_selector(".now-left:text-matches('00:[34]')")
    studio.call(studio.rundowns.obey, {"verb": "cut"})
    page.wait_for_selector(".playing[data-who=director]:has-text('Night loop goes on by its clock')")
    page.click("button:has-text('Hand back')")
    page.click(".menu-item:has-text('Where it was left')")
    until(lambda: [one["where"] for one in sent(studio, "rundown_hand_back")] == ["left"])


def test_enter_jumps_only_after_a_question(page: Page, studio: PaperStudio) -> None:
    play(studio)
    page.wait_for_selector(".line[data-state=air]")
    page.click(".line >> nth=7")
    page.keyboard.press("Enter")
    page.wait_for_selector(".asking:has-text('It goes on air at once')")
    page.keyboard.press("Escape")
    page.wait_for_selector(".asking", state="detached")
    assert not sent(studio, "rundown_jump")
    page.keyboard.press("Enter")
    page.wait_for_selector(".asking .primary:focus")
    page.keyboard.press("Enter")
    until(lambda: len(sent(studio, "rundown_jump")) == 1)
    assert sent(studio, "rundown_jump")[0]["item"] == items(studio)[7]["id"]
    page.wait_for_selector(".line[data-state=air][aria-rowindex='9']")


def test_transport_buttons_say_what_they_do_to_the_mixer(page: Page, studio: PaperStudio) -> None:
    page.click(".commands button:text-is('Start')")
    page.wait_for_selector(".playing[data-who=rundown]")
    for words in ("Skip", "Hold", "+1 min"):
        page.click(f".commands button:text-is('{words}')")
    page.click(".commands button:text-is('Go on')")
    page.keyboard.press("F8")
    until(lambda: len(sent(studio, "standby")) == 1)
    assert [one["verb"] for one in studio.commands] == [
        "rundown_start", "rundown_skip", "rundown_hold", "rundown_extend", "rundown_hold", "standby",
    ]  # fmt: skip
    assert [one["on"] for one in sent(studio, "rundown_hold")] == [True, False]


@UNTIMED
def test_films_and_breaks_are_set_and_the_list_and_the_week_show_where_breaks_fall(
    page: Page, studio: PaperStudio
) -> None:
    page.click("button[aria-label='More']")
    page.click(".menu-item:has-text('Settings of the rundown')")
    choose = "[data-files={}] select".format
    page.select_option(choose("opening"), label="Harbour at night 1.mp4")
    page.select_option(choose("closing"), label="Weather 1.mp4")
    page.select_option(choose("breaks"), label="Station ident 1.mp4")
    page.select_option(choose("breaks"), label="Cartoon 1.flac")
    page.fill("label:has-text('A break every') input", "2:00")
    page.fill("label:has-text('Spots each time') input", "0")
    page.click(".sheet-foot button:has-text('Save')")
    accepted(page, lambda: stored(studio)["breaks"] is not None)
    assert [one["asset"] for one in stored(studio)["opening"] + stored(studio)["closing"]] == ["ast_0", "ast_4"]
    rule = stored(studio)["breaks"]
    assert (rule["every_s"], rule["first_s"], len(rule["items"])) == (120, None, 2)
    page.wait_for_selector(".line .cell-follows:text-is('→ Break')")
    page.click("[role=tab]:has-text('Week')")
    page.wait_for_selector(".ad-mark[title$='Break']")
    page.click("[role=tab]:has-text('List')")
    page.click(".dry-button")
    page.click(".dry-bar button:text-is('As if started')")
    page.click(".line:has(.cell-follows:text-is('→ Break'))")
    page.keyboard.press("Enter")
    page.wait_for_selector(".dry-on dd:has-text('Break')")


def test_a_break_is_called_for_where_the_rundown_has_one(page: Page, studio: PaperStudio) -> None:
    play(studio)
    page.wait_for_selector(".commands button:has-text('Skip')")
    assert page.locator(".commands button:text-is('Break')").count() == 0
    stored(studio)["breaks"] = {"items": [], "every_s": 0, "first_s": None, "take": 0}
    play(studio)
    page.click(".commands button:text-is('Break')")
    until(lambda: bool(sent(studio, "rundown_break")), "the break")


@UNTIMED
def test_a_producer_edits_and_does_not_run(browser: Browser, studio: PaperStudio) -> None:
    studio.role = "producer"
    play(studio)
    for page in opened(browser, studio):
        page.wait_for_selector(".line[data-state=air]")
        assert page.locator(".commands").get_attribute("inert") is not None
        page.click(".line >> nth=9")
        page.keyboard.press("Alt+ArrowDown")
        accepted(page, lambda: names(studio, 11)[10].endswith("part 10"))


# -- the week ------------------------------------------------------------------------------------------


def test_the_week_shows_the_fixed_items_of_the_list_and_moves_them_by_keys(page: Page, studio: PaperStudio) -> None:
    page.click("[role=tab]:has-text('Week')")
    page.wait_for_selector(".block[data-mode=fixed]")
    block = page.locator(".block[data-mode=fixed]").first
    item = block.get_attribute("data-item")
    block.click()
    page.focus(".week")
    page.keyboard.press("Alt+ArrowDown")
    minutes = {f"{minute:02}:00" for minute in range(0, 60, 5)}
    accepted(page, lambda: next(one for one in items(studio) if one["id"] == item)["start"]["at"][14:] in minutes)


def accepted(page: Page, saved: Callable[[], bool]) -> None:
    """An edit is saved, whatever problems it brings."""

    def answered() -> bool:
        page.evaluate(SAVE_ANYWAY)
        return saved()

    until(answered)


def test_a_day_is_kept_as_a_template_and_laid_on_another(page: Page, studio: PaperStudio) -> None:
    page.click("[role=tab]:has-text('Week')")
    page.wait_for_selector(".day[data-today]")
    today = page.get_attribute(".day[data-today]", "data-day") or ""
    times = [at[10:] for at in starts_on(studio, today)]
    page.click(".day[data-today] header button")
    page.fill(".sheet-form input[name=name]", "Weekday")
    page.click(".sheet-foot button:text-is('Keep')")
    page.wait_for_selector(".notice:has-text('is kept')")
    days = page.locator(".day").evaluate_all("all => all.map((one) => one.dataset.day)")
    day = next(one for one in days if not starts_on(studio, one))
    page.click(f".day[data-day='{day}'] header button")
    page.click("button:text-is('Lay it here')")
    accepted(page, lambda: starts_on(studio, day) == [day + one for one in times])


def starts_on(studio: PaperStudio, day: str) -> list[str]:
    starts = (one["start"].get("at") or "" for one in items(studio))
    return sorted(at for at in starts if at.startswith(day))


# -- small screens -------------------------------------------------------------------------------------


def test_on_a_phone_next_is_said_the_library_comes_over_the_list_and_a_sheet_fills_it(
    browser: Browser, studio: PaperStudio
) -> None:
    play(studio, 30)
    for page in opened(browser, studio, 360, 740):
        page.wait_for_selector(".line[data-state=air] >> text=Harbour at night, part 31")
        assert page.is_visible(".coming dd:has-text('Trailer: The Ferryman, part 32')")
        page.click("button:has-text('Add')")
        page.click(".menu-item:has-text('From the library')")
        page.click(".asset >> nth=2 >> button")
        accepted(page, lambda: len(items(studio)) == 1001)
        page.click(".beside button[aria-label=Close]")
        assert page.is_hidden(".asset >> nth=0")
        page.click(".line[data-state=next] [data-edit]")
        page.wait_for_selector(".sheet-form")
        box = page.locator(".beside").bounding_box()
        assert box and box["width"] == 360


def test_what_plays_is_found_among_a_thousand(page: Page, studio: PaperStudio) -> None:
    page.wait_for_selector(".line >> nth=5")
    play(studio, 700)
    page.wait_for_selector(".line[data-state=air][aria-rowindex='702']")
    page.eval_on_selector(".scroller", "list => list.scrollTop = 0")
    page.wait_for_selector(".line[aria-rowindex='2']")
    page.click("button.now-name")
    page.wait_for_selector(".line[data-state=air][aria-rowindex='702']")


# -- a dry run -----------------------------------------------------------------------------------------


def test_a_dry_run_shows_another_time_and_touches_nothing(page: Page, studio: PaperStudio) -> None:
    play(studio)
    page.wait_for_selector(".line[data-state=air]")
    page.keyboard.press("d")
    page.wait_for_selector(".line[data-state=dry]")
    page.click(".dry-bar button:text-is('As if started')")
    page.fill(".dry-start", "2026-11-28T21:00")
    page.keyboard.press("Tab")
    page.fill(".dry-day", "2026-11-28")
    page.fill(".dry-time", "21:00")
    page.keyboard.press("Enter")
    page.wait_for_selector(".dry-title:text-is('Dry run: Sat 28 Nov 21:00')")
    page.wait_for_selector(".line[data-state=dry]:has-text('Harbour at night, part 1')")
    page.focus(".scroller")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".dry-title:text-is('Dry run: Sat 28 Nov 21:01')")
    page.wait_for_selector(".dry-on dd:has-text('Short: Two Lighthouses, part 3')")
    page.wait_for_selector(".line[data-state=dry] .cell-start:has-text('21:00:47')")
    page.wait_for_selector(".playing[data-who=rundown] .now-name:text-is('Weather, part 5')")
    page.click(".line >> nth=7")
    page.keyboard.press("Enter")
    page.wait_for_selector(".line[data-state=dry]:has-text('part 8')")
    page.keyboard.press("Escape")
    page.wait_for_selector(".line[data-state=air]:has-text('Weather, part 5')")
    assert page.is_hidden(".dry-bar")
    assert not studio.commands and not edits(studio, dry=True)


@pytest.mark.parametrize("studio", [(60, False)], indirect=True)
def test_the_clock_of_a_dry_run_is_dragged_over_the_day_and_the_week_goes_with_it(
    page: Page, studio: PaperStudio
) -> None:
    page.wait_for_selector(".line")
    page.click(".dry-button")
    assert page.locator(".dry-bar button:text-is('As it runs')").is_disabled()
    page.fill(".dry-start", "2027-03-28T00:00")
    page.keyboard.press("Tab")
    page.fill(".dry-day", "2027-03-28")
    assert page.get_attribute(".dry-bar [type=range]", "max") == str(23 * 60 - 1)
    page.locator(".dry-bar [type=range]").fill("120")
    page.wait_for_selector(".dry-title:text-is('Dry run: Sun 28 Mar 03:00')")
    page.click("[role=tab]:has-text('Week')")
    page.wait_for_selector(".day[data-day='2027-03-28'] .now-line[data-dry]")
    page.click(".dry-bar button[aria-label='An hour later']")
    page.wait_for_selector(".dry-title:text-is('Dry run: Sun 28 Mar 04:00')")


# -- nothing there -------------------------------------------------------------------------------------


@pytest.mark.parametrize("studio", [(0, False)], indirect=True)
def test_an_empty_rundown_says_what_to_do_first(page: Page) -> None:
    page.wait_for_selector(".empty-card:has-text('Nothing is in it yet')")
    page.click(".empty-card button")
    page.wait_for_selector(".sheet-form textarea:focus")


def test_a_rundown_that_is_gone_leads_to_those_there_are(browser: Browser, studio: PaperStudio) -> None:
    for page in opened(browser, studio, run="run_gone"):
        page.click(".empty-card a:text-is('All rundowns')")
        page.wait_for_selector(".run:has-text('Night loop')")
        page.fill(".run-new input", "Morning")
        page.click(".run-new button")
        page.wait_for_selector(".empty-card:has-text('Nothing is in it yet')")
        assert "Morning" in page.inner_text(".head-runs")


@UNTIMED
def test_a_server_that_is_away_is_said_and_nothing_is_lost(page: Page, studio: PaperStudio) -> None:
    page.click(".line >> nth=1")
    page.route("**/edit", lambda route: route.abort())
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_selector(".notice:has-text('The server cannot be reached. Nothing was saved.')")
    until(partial(page.is_visible, ".line[aria-rowindex='3'] b:text-is('Trailer: The Ferryman, part 2')"))
    page.unroute("**/edit")
    page.keyboard.press("Alt+ArrowDown")
    until(lambda: len(edits(studio, dry=False)) == 1)
