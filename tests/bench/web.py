"""How many pictures a second of an animated web page are on the programme, and what that costs the programme."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from mixer.core.geometry import box_of
from mixer.core.picture import Plane
from mixer.kinds.sources.web import WebPage
from mixer.protocol.basics import Rect
from mixer.protocol.showfile import Canvas, Encoding, Layout, Scene, Show, Slot, Source
from mixer.sources.counter import BITS, STRIP_HEIGHT, STRIP_TOP
from tests.bench.figure import Figure
from tests.bench.frame_cost import looping
from tests.bench.inputs import inputs
from tests.bench.on_air import OnAir, on_air
from tests.bench.transported import number_of, viewing
from tests.mixer.web.pages import Pages

START_S, SETTLE_S, WINDOW_S = 60, 6.0, 20.0
PAGE_RATE = 60  # the page counts the browser's own pictures, so that each that comes has a number of its own
CORNER = Rect(0.7, 0.05, 0.25, 0.25)

# A large thing that moves each time, above a strip that says which picture this is.
PAGE = f"""<!doctype html><title>bench</title><style>
  body {{ margin: 0; background: #123; overflow: hidden; }}
  #box {{ position: absolute; width: 400px; height: 300px; background: linear-gradient(red, blue); }}
  canvas {{ position: absolute; left: 0; top: {STRIP_TOP * 720:.1f}px; }}
</style><div id="box"></div><canvas id="strip" width="1280" height="{STRIP_HEIGHT * 720 + 1:.0f}"></canvas><script>
  const ink = strip.getContext("2d");
  function draw(now) {{
    const number = 1 + Math.floor(now * {PAGE_RATE} / 1000);
    box.style.transform = `translate(${{number * 7 % 880}}px, ${{number * 3 % 370}}px)`;
    for (let bit = 0; bit < {BITS}; bit++) {{
      ink.fillStyle = (number >> ({BITS} - 1 - bit)) & 1 ? "white" : "black";
      ink.fillRect(bit * 1280 / {BITS}, 0, 1280 / {BITS} + 1, 60);
    }}
    requestAnimationFrame(draw);
  }}
  requestAnimationFrame(draw);
</script>"""


def web_fps() -> Iterator[Figure]:
    """A page at 720p on the whole programme of 720p30, with one 720p30 file in its corner."""
    with inputs(20) as folder, served() as url:
        shown = measured(beside_one(folder, url), "page", Rect(0, 0, 1, 1))
    about = {"late": shown.late, "said": shown.said, "load": os.getloadavg()[0]}
    yield Figure("web_fps", shown.fps, "pictures/s", ">= 28", about)


def web_live() -> Iterator[Figure]:
    """A page beside five 720p30 files, in cells of 1080p30."""
    with inputs(20) as folder, served() as url:
        show = looping(folder)
        page = replace(show.sources[5], input=WebPage(url))
        show = replace(show, sources=(*show.sources[:5], page))
        shown = measured(show, page.id, show.layouts[0].slots[5].rect)
    about = {"said": shown.said, "load": os.getloadavg()[0]}
    yield Figure("web_live_late_frames", shown.late, "frames", "0", about)
    yield Figure("web_live_fps", shown.fps, "pictures/s", ">= 10", about)


class Shown:
    """What a run has shown: pictures of the page a second, late frames of the programme, what was said of the page."""

    def __init__(self, fps: float, late: int, said: str) -> None:
        self.fps, self.late, self.said = fps, late, said


def measured(show: Show, page: str, cell: Rect) -> Shown:
    with on_air(show) as air:
        air.do(verb="take", scene=show.scenes[0].id)
        air.until(lambda status: status["sources"][page]["state"] == "live", START_S)
        air.pause(SETTLE_S)
        late, first = late_of(air), air.status["frame"]
        with viewing(air) as viewer:
            air.pause(WINDOW_S)
            late, said = late_of(air) - late, str(air.status["sources"][page]["text"])
            numbers = viewer.seen(lambda luma: number_of(part(luma, cell)))
    kept = [number for frame, number in sorted(numbers.items()) if frame >= first]
    changes = sum(one != other for one, other in zip(kept, kept[1:], strict=False))
    return Shown(round(float(changes / Fraction(len(kept), 30)), 1), late, said)


def late_of(air: OnAir) -> int:
    air.pause(1.2)  # until the next status
    return int(air.status["late"])


def part(luma: Plane, cell: Rect) -> Plane:
    box = box_of(cell, luma.shape[1], luma.shape[0])
    return luma[box.y : box.y + box.h, box.x : box.x + box.w]


def beside_one(folder: Path, url: str) -> Show:
    layout = Layout("both", "Both", (Slot("page"), Slot("file", CORNER)))
    one = looping(folder).sources[0]
    return Show(
        name="Page",
        canvas=Canvas(1280, 720, "30"),
        encoding=Encoding(),
        sources=(Source("page", "Page", WebPage(url)), one),
        layouts=(layout,),
        scenes=(Scene("both", "Both", "both", {"page": "page", "file": one.id}),),
    )


@contextlib.contextmanager
def served() -> Iterator[str]:
    """The page's address."""
    pages = Pages()
    try:
        yield pages.put("page", PAGE)
    finally:
        pages.close()
