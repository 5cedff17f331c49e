"""The console as people use it: how soon it is there, how soon a press is seen, here and at another's console."""

from __future__ import annotations

import contextlib
import statistics
import time
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.figure import Figure
from tests.bench.inputs import inputs
from tests.bench.stack import SHOW, Stack, files, studio
from tests.chromium import launch

CUTS, OPENINGS = 20, 7
APART_MS = 700  # and a little more each time, so that presses meet every phase of a frame
SETTLE_MS = 10_000
MOVES = "[...document.querySelectorAll('video')].some(v => v.currentTime > 1)"

# The number in the strip of the test signal, where it fills the programme; 0 where it does not.
COUNTER = """
(video) => {
  const pen = (window.counterPen ??= new OffscreenCanvas(24, 1).getContext('2d', {willReadFrequently: true}));
  const [wide, high] = [video.videoWidth, video.videoHeight];
  pen.drawImage(video, 0, high * 0.965, wide, high * 0.01, 0, 0, 24, 1);
  return [...pen.getImageData(0, 0, 24, 1).data].filter((_, at) => at % 4 === 0)
    .reduce((number, luma) => number * 2 + (luma > 125 ? 1 : 0), 0);
}
"""

# From the click on CUT (as the page's own event says) to the first picture of the monitor with a counter in it.
FOLLOW_CUTS = f"""
() => {{
  const video = document.querySelector('[data-bus="program"] video'), counter = {COUNTER};
  window.seen = [];
  let pressed = null, before = counter(video);
  document.querySelector('.cut').addEventListener('click', ({{timeStamp}}) => pressed = timeStamp, true);
  const look = () => {{
    const now = counter(video);
    if (pressed !== null && !!now !== !!before) {{
      if (now) window.seen.push([performance.now() - pressed, now]);
      pressed = null;
    }}
    before = now;
    video.requestVideoFrameCallback(look);
  }};
  look();
}}
"""

# The wall-clock time of each change of what this console says is on program, or of each click on CUT.
FOLLOW_PROGRAM = """
() => {
  window.changes = []; window.presses = [];
  const scene = document.querySelector('[data-bus="program"] .monitor-scene');
  new MutationObserver(() => window.changes.push(performance.timeOrigin + performance.now()))
    .observe(scene, {childList: true, characterData: true, subtree: true});
  document.querySelector('.cut').addEventListener(
    'click', ({timeStamp}) => window.presses.push(performance.timeOrigin + timeStamp), true);
}
"""

# When a second picture of the programme is there, since the page was asked for: what moves.
FIRST_MOVE = """
() => new Promise((done) => {
  const wait = () => {
    const video = document.querySelector('[data-bus="program"] video');
    if (!video) return setTimeout(wait, 5);
    let pictures = 0;
    const look = () => (++pictures === 2 ? done(performance.now()) : video.requestVideoFrameCallback(look));
    video.requestVideoFrameCallback(look);
  };
  wait();
})
"""


def cut_to_picture_ms() -> Iterator[Figure]:
    """From a click on CUT to the new picture on the program monitor, by the programme's own counter."""
    with studio([{"name": "Test", "input": {"kind": "test"}}]) as stack, browsers() as (chromium,):
        page = opened(chromium, stack)
        lined_up(page, "Grid", "Test")
        page.evaluate(FOLLOW_CUTS)
        for number in range(2 * CUTS):
            page.click(".take-button.cut")
            page.wait_for_timeout(APART_MS + 37 * (number % 9))
        seen = page.evaluate("seen")
    late = sorted(one[0] for one in seen)
    about = {"cuts": len(late), "p95": round(late[int(len(late) * 0.95) - 1]), "max": round(late[-1])}
    yield Figure("cut_to_picture_ms", round(statistics.median(late)), "ms", "p50 <= 180 on a quiet machine", about)


def take_seen_ms() -> Iterator[Figure]:
    """From a director's click to the change on another's console, on one show in two browsers."""
    with studio([{"name": "Test", "input": {"kind": "test"}}]) as stack, browsers(2) as (one, two):
        here = opened(one, stack)
        there = opened(two, stack, here.context.cookies())
        lined_up(here, "Grid", "Test")
        for page in (here, there):
            page.evaluate(FOLLOW_PROGRAM)
        for number in range(CUTS):
            here.click(".take-button.cut")
            here.wait_for_timeout(APART_MS + 37 * (number % 9))
        presses, changes = here.evaluate("presses"), there.evaluate("changes")
    late = sorted(min(change - press for change in changes if change >= press) for press in presses)
    about = {"takes": len(late), "p50": round(statistics.median(late))}
    yield Figure("take_seen_ms", round(late[-1]), "ms", "<= 200", about)


def console_open_ms() -> Iterator[Figure]:
    """
    From asking for the console's page to a programme that moves, by somebody who was there.

    First as on a machine of one's own, where the show leaves room. Then beside six 720p30 files, which fill two cores:
    the browser, which on air stands elsewhere, has what they leave of them, and the figure says how little that is.
    """
    tests = [{"name": f"Test {number}", "input": {"kind": "test"}} for number in range(3)]
    yield openings("console_open_ms", tests, "<= 1000")
    with inputs(20) as folder:
        yield openings("console_open_full_ms", files(folder), "no goal: both cores are full")


def openings(name: str, sources: list[dict[str, Any]], goal: str) -> Figure:
    with studio(sources) as stack, browsers() as (chromium,):
        page = opened(chromium, stack)
        page.wait_for_timeout(SETTLE_MS)
        opens = [reopened(page, stack) for _ in range(OPENINGS)]
    about = {"sources": len(sources), "openings": OPENINGS, "max": round(max(opens))}
    return Figure(name, round(statistics.median(opens)), "ms", goal, about)


def reopened(page: Page, stack: Stack) -> float:
    page.goto("about:blank")
    page.goto(address(stack), wait_until="commit")
    moved: Any = page.evaluate(FIRST_MOVE)
    return float(moved)


# -- what all of them do -------------------------------------------------------------------------------


@contextlib.contextmanager
def browsers(count: int = 1) -> Iterator[list[Browser]]:
    """So many browsers, each with processes of its own."""
    with sync_playwright() as playwright:
        started = [launch(playwright) for _ in range(count)]
        yield started
        for one in started:
            one.close()


def address(stack: Stack) -> str:
    return f"http://127.0.0.1:{stack.port}/shows/{SHOW}/"


def opened(chromium: Browser, stack: Stack, cookies: list[Any] | None = None) -> Page:
    """The console in a browser of its own, with pictures that move; signed in by the link, or with these cookies."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    if cookies:
        page.context.add_cookies(cookies)
    else:
        page.goto(stack.link)
        page.get_by_role("button").first.click()
        page.wait_for_load_state()
    page.goto(address(stack))
    page.wait_for_function(MOVES, timeout=60_000)
    return page


def lined_up(page: Page, program: str, preview: str) -> None:
    """Have one scene or source on program and another on preview."""
    for name in (program, preview):
        tile = page.locator(".tile", has_text=name).first
        tile.locator("button").first.click()
        page.wait_for_function(
            "(name) => document.querySelector('[data-bus=preview] .monitor-scene').textContent === name", arg=name
        )
        if name == program:
            page.click(".take-button.cut")
            page.wait_for_timeout(500)
    page.wait_for_timeout(SETTLE_MS)
    deadline = time.monotonic() + 20
    while page.evaluate(f"({COUNTER})(document.querySelector('[data-bus=program] video'))") and program != "Test":
        assert time.monotonic() < deadline, "the counter of the test signal is still on program"
        page.wait_for_timeout(100)
