"""A transparent page that never rests, in its real browser: what is exact in motion, and how it ends."""

from __future__ import annotations

import time

import numpy as np
import pytest

from mixer.feed.forkserver import Forkserver
from mixer.kinds.sources.web import WebPage
from tests.mixer.web.pages import BLUE, GREEN, RED, Pages, Watcher, watching
from tests.mixer.web.test_pages import forkserver, pages

__all__ = ["forkserver", "pages"]

pytestmark = pytest.mark.xdist_group("pages")

ALPHAS = (16, 64, 128, 192, 255)
LEVEL, CELL_PX = 200, 40
MOVES = """<b id=m style="position:absolute;top:100px;width:20px;height:20px;background:red"></b><script>
  let n = 0;
  function f() { m.style.left = `${n++ % 280}px`; requestAnimationFrame(f); }
  f();
</script>"""
FADES = """<!doctype html><style>body{margin:0}
  #b{position:absolute;inset:0;background:#4080c0;opacity:0;transition:opacity .4s}.on{opacity:1!important}</style>
<div id=b></div><script>function update(data) { b.className = JSON.parse(data).on ? "on" : ""; }</script>"""

# A sheer strip, for which it is looked at closely each time it rests.
PAINTED = """<!doctype html><style>body{margin:0}#b{height:150px}p{margin:0;height:30px;background:rgba(0,80,160,.4)}
</style><div id=b></div><p></p><script>
  function update(data) { b.style.background = JSON.parse(data).color; }
</script>"""


def seen(url: str, fps: int = 30) -> WebPage:
    return WebPage(url, width=320, height=180, fps=fps, transparent=True)


def cells() -> str:
    return "".join(
        f"<i style='position:absolute;left:{CELL_PX * at}px;top:0;width:{CELL_PX}px;height:60px;"
        f"background:rgba({LEVEL},{LEVEL},{LEVEL},{alpha / 255})'></i>" for at, alpha in enumerate(ALPHAS)
    )  # fmt: skip


def ink(watcher: Watcher) -> float:
    picture = watcher.look()
    if picture is None:
        return -1.0
    return 255.0 if picture.a is None else float(np.asarray(picture.a).mean())


def test_a_page_in_motion_has_its_alpha_exactly_and_its_colours_to_half_a_step_of_it(
    pages: Pages, forkserver: Forkserver
) -> None:
    with watching(seen(pages.put("a", f"<!doctype html><body style='margin:0'>{cells()}{MOVES}")), forkserver) as page:
        page.wait_for(lambda: ink(page) > 0)
        found: list[tuple[list[int], list[int]]] = []

        def enough() -> bool:
            picture = page.look()
            if picture is not None and picture.a is not None:
                row = slice(CELL_PX // 2, CELL_PX * len(ALPHAS), CELL_PX)
                found.append((picture.a[30, row].astype(int).tolist(), picture.y[30, row].astype(int).tolist()))
            return len(found) >= 100

        page.wait_for(enough)
    for alphas, lumas in found:
        for alpha, exact, luma in zip(alphas, ALPHAS, lumas, strict=True):
            assert abs(alpha - exact) <= 1
            # Over black, and as much of white's black as the alpha leaves: see the ramp of a page that rests.
            drawn = 219 * LEVEL / 255 * exact / 255 + 16 * exact / 255
            assert abs(luma - drawn) <= 128 / exact * 219 / 255 + 2


def test_an_element_that_fades_is_there_and_gone_in_the_end_however_it_was_interrupted(
    pages: Pages, forkserver: Forkserver
) -> None:
    with watching(seen(pages.put("a", FADES), fps=26), forkserver) as page:
        page.wait_for(lambda: ink(page) == 0)
        for turn in range(8):
            page.feed.tell_page({"overlay": {"on": True, "fields": {"on": True}}})
            page.wait_for(lambda: ink(page) > (20, 80, 254)[turn % 3])  # noqa: B023
            page.feed.tell_page({"overlay": {"on": False, "fields": {"on": False}}})
            page.wait_for(lambda: ink(page) == 0)


def test_every_single_change_of_a_page_that_stands_still_is_shown(pages: Pages, forkserver: Forkserver) -> None:
    colors = {"rgb(255,0,0)": RED, "rgb(0,255,0)": GREEN, "rgb(0,0,255)": BLUE}
    with watching(seen(pages.put("a", PAINTED)), forkserver) as page:
        page.wait_for(lambda: ink(page) > 0)
        for turn, (name, color) in enumerate(20 * list(colors.items())):
            page.feed.tell_page({"overlay": {"on": True, "fields": {"color": name}}})
            page.wait_for(lambda: page.shows(color))  # noqa: B023
            # At once, before a still is taken of it, while one is, and after that.
            rested_ns = time.monotonic_ns() + turn % 5 * 90_000_000
            page.wait_for(lambda: time.monotonic_ns() >= rested_ns)  # noqa: B023
