"""Web pages in their real browser, seen from the engine's end of the feed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import numpy as np
import psutil
import pytest

from mixer.core.geometry import View
from mixer.feed.forkserver import Forkserver
from mixer.kinds.sources.web import WebPage
from tests.children import children
from tests.mixer.web.pages import BLUE, GREEN, RED, WHITE, Pages, Watcher, flat, watching

pytestmark = pytest.mark.xdist_group("pages")

MOVES = "<script>let n=0;setInterval(()=>{{document.body.style.background=['{0}','{1}'][n++%2]}},{2})</script>"
COUNTS = "<script>let n=0;setInterval(()=>{document.title=++n;fetch('/tick')},100)</script>"


@pytest.fixture(scope="module")
def forkserver() -> Iterator[Forkserver]:
    os.environ["TALLY_ALLOW_NETS"], before = "127.0.0.0/8", os.environ.get("TALLY_ALLOW_NETS")
    forkserver = Forkserver()
    yield forkserver
    forkserver.close()
    os.environ.pop("TALLY_ALLOW_NETS")
    if before is not None:
        os.environ["TALLY_ALLOW_NETS"] = before


@pytest.fixture
def pages() -> Iterator[Pages]:
    pages = Pages()
    yield pages
    pages.close()


def page_at(url: str, **how: object) -> WebPage:
    return WebPage(url, width=320, height=180, **how)  # type: ignore[arg-type]


def browsers(watcher: Watcher) -> list[psutil.Process]:
    """The living processes of the page's browser."""
    workers = [one for one in children("tally source") if watcher.feed.key in said(one)]
    below = [one for worker in workers for one in worker.children(recursive=True)]
    return [one for one in below if "chromium" in said(one) and "bwrap" not in said(one)]


def renderers(watcher: Watcher) -> list[psutil.Process]:
    return [one for one in browsers(watcher) if "--type=renderer" in said(one)]


def said(process: psutil.Process) -> str:
    """What it was started with; nothing of one that has ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def test_a_page_is_shown_in_its_colours(pages: Pages, forkserver: Forkserver) -> None:
    with watching(page_at(pages.put("a", flat("rgb(255,0,0)"))), forkserver) as watcher:
        watcher.wait_for(lambda: watcher.shows(RED))
        assert "live 320×180" in watcher.said


def test_a_page_without_a_background_is_white_as_in_browsers(pages: Pages, forkserver: Forkserver) -> None:
    with watching(page_at(pages.put("a", "<title>t</title>")), forkserver) as watcher:
        watcher.wait_for(lambda: watcher.shows(WHITE))


def test_a_page_that_stands_still_stays_on_show(pages: Pages, forkserver: Forkserver) -> None:
    with watching(page_at(pages.put("a", flat("rgb(255,0,0)"))), forkserver) as watcher:
        watcher.wait_for(lambda: watcher.shows(RED))
        until = time.monotonic() + 3
        while time.monotonic() < until:
            assert watcher.shows(RED), watcher.said
            time.sleep(0.02)


def test_the_last_picture_of_an_animation_is_shown(pages: Pages, forkserver: Forkserver) -> None:
    script = "<script>let n=0;function f(){n++;document.body.style.background=n<30?(n%2?'red':'lime'):'blue';"
    url = pages.put("a", flat("red", script + "if(n<30)requestAnimationFrame(f)}f()</script>"))
    with watching(page_at(url, fps=15), forkserver) as watcher:
        watcher.wait_for(lambda: watcher.shows(BLUE))


def test_a_page_is_drawn_as_large_as_it_is_shown(pages: Pages, forkserver: Forkserver) -> None:
    with watching(page_at(pages.put("a", flat("rgb(255,0,0)"))), forkserver) as watcher:
        watcher.wait_for(lambda: watcher.shows(RED))
        for size in ((160, 90), (320, 180)):

            def is_drawn_so() -> bool:
                native = watcher.feed.native or (320, 180)
                wants = replace(watcher.feed.wants, views=(View(0, 0, *native, *size),))  # noqa: B023
                if wants != watcher.feed.wants:
                    watcher.feed.want(wants)
                return native == size  # noqa: B023

            watcher.wait_for(is_drawn_so)


def test_the_operators_styles_are_added_and_the_zoom_is_theirs(pages: Pages, forkserver: Forkserver) -> None:
    box = "<div style='width:100px;height:60px;background:lime'></div>"
    styled = page_at(pages.put("a", flat("red", box)), css="body { background: blue !important; }", zoom=2.0)
    with watching(styled, forkserver) as watcher:
        watcher.wait_for(lambda: watcher.shows(GREEN))  # the middle: 160, 90
        picture = watcher.look()
        assert picture is not None
        assert abs(int(picture.y[170, 310]) - BLUE[0]) <= 4


def test_a_page_is_opened_again_when_it_crashes_and_its_picture_is_held_meanwhile(
    pages: Pages, forkserver: Forkserver
) -> None:
    url = pages.put("a", lambda asked: flat("rgb(255,0,0)" if asked == 1 else "rgb(0,0,255)"))
    with watching(page_at(url), forkserver) as watcher:
        watcher.wait_for(lambda: watcher.shows(RED))
        for one in renderers(watcher):
            with suppress(psutil.Error):
                one.kill()  # in a namespace of its own it would ignore another signal
        colors: list[tuple[int, int, int] | None] = []

        def back() -> bool:
            colors.append(watcher.color())
            return watcher.shows(BLUE)

        watcher.wait_for(back)
        assert "crashed, back in 1 s" in watcher.said
        assert None not in colors


def test_a_page_whose_browser_is_killed_comes_back(pages: Pages, forkserver: Forkserver) -> None:
    url = pages.put("a", lambda asked: flat("rgb(255,0,0)" if asked == 1 else "rgb(0,0,255)"))
    with watching(page_at(url), forkserver) as watcher:
        watcher.wait_for(lambda: watcher.shows(RED))
        for one in browsers(watcher):
            if "--type=" not in said(one):
                with suppress(psutil.Error):
                    one.kill()
        watcher.wait_for(lambda: watcher.shows(BLUE))
        assert watcher.feed.restarts == 0


def test_a_page_that_hangs_is_reloaded_behind_its_picture(pages: Pages, forkserver: Forkserver) -> None:
    hangs = flat("rgb(255,0,0)", "<script>setTimeout(()=>{while(1);},1000)</script>")
    url = pages.put("a", lambda asked: hangs if asked == 1 else flat("rgb(0,0,255)"))
    with watching(page_at(url), forkserver) as watcher:
        watcher.wait_for(lambda: watcher.shows(RED))
        watcher.wait_for(lambda: watcher.shows(BLUE))
        assert "the page does not answer: reloading" in watcher.said
        assert not any("crashed" in text for text in watcher.said)


def test_a_page_that_takes_all_memory_is_ended_and_opened_again(pages: Pages, forkserver: Forkserver) -> None:
    eats = "<script>const a=[];setInterval(()=>{const b=new Uint8Array(1<<26);b.fill(1);a.push(b)},20)</script>"
    url = pages.put("a", lambda asked: flat("rgb(255,0,0)", eats) if asked == 1 else flat("rgb(0,0,255)"))
    with watching(page_at(url), forkserver) as watcher:
        watcher.wait_for(lambda: watcher.shows(BLUE))
        assert any("of memory, back in" in text or "crashed" in text for text in watcher.said), watcher.said


def test_nothing_of_a_browser_outlives_its_source(pages: Pages, forkserver: Forkserver) -> None:
    with watching(page_at(pages.put("a", flat("rgb(255,0,0)"))), forkserver) as watcher:
        watcher.wait_for(lambda: watcher.shows(RED))
        found = browsers(watcher)
        assert len(found) >= 3
    _, alive = psutil.wait_procs(found, timeout=20)
    assert not [one for one in alive if one.status() != psutil.STATUS_ZOMBIE]


def test_a_page_that_may_not_be_opened_says_so(pages: Pages, forkserver: Forkserver) -> None:
    with watching(WebPage("http://169.254.169.254/latest"), forkserver) as watcher:
        watcher.wait_for(lambda: watcher.feed.status()["state"] == "failed")


def test_what_a_page_may_not_open_is_said_at_its_source(pages: Pages, forkserver: Forkserver) -> None:
    url = pages.put("a", flat("rgb(255,0,0)", "<img src='http://169.254.169.254/latest'>"))
    with watching(page_at(url), forkserver) as watcher:
        watcher.wait_for(lambda: any("it may not open 169.254.169.254" in text for text in watcher.said))
        watcher.wait_for(lambda: watcher.shows(RED))


def test_a_page_that_is_not_there_says_what_its_server_answered(pages: Pages, forkserver: Forkserver) -> None:
    url = pages.put("a", flat("red")).replace("/a", "/nothing")
    with watching(page_at(url), forkserver) as watcher:
        watcher.wait_for(lambda: any("its server answered 404" in text for text in watcher.said))


def test_a_page_that_hangs_while_it_loads_comes_back(pages: Pages, forkserver: Forkserver) -> None:
    hangs = "<!doctype html><script>while(1);</script>" + flat("rgb(255,0,0)")
    url = pages.put("a", lambda asked: hangs if asked == 1 else flat("rgb(0,0,255)"))
    with watching(page_at(url), forkserver) as watcher:
        watcher.wait_for(lambda: watcher.shows(BLUE))


def test_a_page_that_always_crashes_shows_the_slate_and_is_tried_less_and_less_often(
    pages: Pages, forkserver: Forkserver
) -> None:
    url = pages.put("a", flat("rgb(255,0,0)"))
    with watching(page_at(url), forkserver) as watcher:

        def given_up() -> bool:
            for one in renderers(watcher) if watcher.shows(RED) else ():
                with suppress(psutil.Error):
                    one.kill()
            return watcher.feed.status()["state"] == "retrying" and not watcher.feed.fresh

        watcher.wait_for(given_up, 110)
        crashes = [text for text in watcher.said if text.startswith("crashed, back in")]
        assert {"crashed, back in 1 s", "crashed, back in 8 s"} <= set(crashes), watcher.said


def test_a_page_that_hangs_whenever_it_is_opened_gives_way_to_the_slate_and_says_so(
    pages: Pages, forkserver: Forkserver
) -> None:
    url = pages.put("a", flat("rgb(255,0,0)", "<script>setTimeout(()=>{while(1);},300)</script>"))
    with watching(page_at(url), forkserver) as watcher:
        watcher.wait_for(lambda: watcher.feed.status()["state"] == "retrying" and pages.asked.get("/a", 0) > 1, 150)
        watcher.wait_for(lambda: not watcher.feed.fresh)
        assert any("the page does not answer" in text for text in watcher.said)


def test_a_page_whose_browser_stands_still_is_back_with_another_one(pages: Pages, forkserver: Forkserver) -> None:
    url = pages.put("a", lambda asked: flat("rgb(255,0,0)" if asked == 1 else "rgb(0,0,255)"))
    with watching(page_at(url), forkserver) as watcher:
        watcher.wait_for(lambda: watcher.shows(RED))
        for one in browsers(watcher):
            with suppress(psutil.Error):
                one.suspend()
        watcher.wait_for(lambda: watcher.shows(BLUE))
        assert any("the page does not answer" in text for text in watcher.said)


def test_a_page_sleeps_while_nobody_looks_and_wakes_with_what_it_shows_now(
    pages: Pages, forkserver: Forkserver
) -> None:
    url = pages.put("a", flat("rgb(255,0,0)", MOVES.format("red", "lime", 100)))
    with watching(page_at(url), forkserver) as watcher:
        watcher.wait_for(lambda: watcher.shows(RED))
        watcher.want("none")
        watcher.wait_for(lambda: len(watcher.feed.playing.reel.pending) == 0)
        watcher.want("all")
        watcher.wait_for(lambda: watcher.shows(GREEN))
        watcher.wait_for(lambda: watcher.shows(RED))


def test_a_page_is_reloaded_behind_its_picture_when_a_director_says_so(pages: Pages, forkserver: Forkserver) -> None:
    url = pages.put("a", lambda asked: flat("rgb(255,0,0)" if asked == 1 else "rgb(0,0,255)"))
    with watching(page_at(url), forkserver) as watcher:
        watcher.wait_for(lambda: watcher.shows(RED))
        watcher.feed.tell_page({"reload": True})
        watcher.wait_for(lambda: watcher.shows(BLUE))


def test_a_page_is_clicked_and_typed_into(pages: Pages, forkserver: Forkserver) -> None:
    field = "<input id=f style='position:absolute;left:0;top:0;width:160px;height:90px' oninput='seen()'>"
    script = "<script>function seen(){document.body.style.background=f.value==='opened'?'blue':'lime'}</script>"
    with watching(page_at(pages.put("a", flat("red", field + script))), forkserver) as watcher:
        watcher.wait_for(lambda: watcher.look() is not None)
        where = {"x": 0.25, "y": 0.25}
        hand = [{"type": "down", **where}, {"type": "up", **where}, {"type": "text", "text": "opened!"}]

        def corner(color: tuple[int, int, int]) -> bool:
            picture = watcher.look()
            return picture is not None and abs(int(picture.y[170, 310]) - color[0]) <= 4

        watcher.feed.tell_page({"input": hand})
        watcher.wait_for(lambda: corner(GREEN))
        watcher.feed.tell_page({"input": [{"type": "key", "key": "Backspace"}]})
        watcher.wait_for(lambda: corner(BLUE))


def test_an_overlays_fields_reach_its_page_as_data_also_after_it_begins_anew(
    pages: Pages, forkserver: Forkserver
) -> None:
    script = "<script>function update(data){document.body.style.background=JSON.parse(data).color}</script>"
    with watching(page_at(pages.put("a", flat("red", script))), forkserver) as watcher:
        watcher.feed.tell_page({"overlay": {"on": True, "fields": {"color": "rgb(0,0,255)"}}})
        watcher.wait_for(lambda: watcher.shows(BLUE))
        watcher.feed.tell_page({"overlay": {"on": True, "fields": {"color": "rgb(0,255,0)"}}})
        watcher.wait_for(lambda: watcher.shows(GREEN))
        watcher.feed.tell_page({"reload": True})
        watcher.wait_for(lambda: pages.asked["/a"] == 2)
        watcher.wait_for(lambda: watcher.shows(GREEN))


def test_a_transparent_page_keeps_its_alpha_and_has_no_rim(pages: Pages, forkserver: Forkserver) -> None:
    ramp = "".join(
        f"<i style='position:absolute;left:{4 * step}px;top:0;width:4px;height:180px;"
        f"background:rgba(255,255,255,{step * 3 / 255})'></i>" for step in range(80)
    )  # fmt: skip
    page = page_at(pages.put("a", f"<!doctype html><body style='margin:0'>{ramp}"), transparent=True)
    with watching(page, forkserver) as watcher:

        def exact() -> bool:
            picture = watcher.look()
            if picture is None or picture.a is None:
                return False
            steps = np.arange(80) * 3
            alpha, luma = picture.a[90, 1:320:4].astype(int), picture.y[90, 1:320:4].astype(int)
            # White over white stays white, and over black is as gray as its alpha.
            return bool((abs(alpha - steps) <= 1).all() and (abs(luma - steps * 235 / 255) <= 1.5).all())

        watcher.wait_for(exact)
