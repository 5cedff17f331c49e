"""How many frames after a command has changed a graphic's data the programme shows it."""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from mixer.graphics import bundle
from mixer.kinds.overlays.graphic import GraphicOverlay
from mixer.kinds.sources.test import TestSignal
from mixer.protocol.basics import Rect
from mixer.protocol.graphics import about_of
from mixer.protocol.showfile import Canvas, Encoding, Layout, Overlay, Scene, Show, Slot, Source
from tests.bench.figure import Figure
from tests.bench.on_air import OnAir, on_air
from tests.bench.transported import viewing
from tests.waiting import until

START_S, SETTLE_S = 60, 4.0
BETWEEN_S = (0.2, 1.0)  # some while the page is looked at closely, some while it rests
ROUNDS, CHANGES = 3, 20
# Each change has a grey of its own, far from the one before: what comes late is not taken for the next.
GREYS = [255 * (number * 7 % CHANGES + 1) // (CHANGES + 1) for number in range(CHANGES)]
NEAR = 4  # of luma; two greys are 10 apart
NEVER = 999  # not before the next one
# The whole picture takes the colour of its one text; a strip is sheer, as a shadow is.
PAGE = """<!doctype html><title>bench</title><style>
  body { margin: 0; }
  #board { height: 90vh; }
  p { margin: 0; height: 10vh; background: linear-gradient(rgba(0, 80, 160, .6), transparent); }
</style><div id="board"><i id="f0"></i></div><p></p><script>
  function update(text) { board.style.background = JSON.parse(text).f0; }
  function play() {}
  function stop() { board.style.background = "none"; }
</script>"""


def web_update_frames() -> Iterator[Figure]:
    """The slowest of sixty changes of a graphic over the whole of 720p30, from the command's frame on."""
    with tempfile.TemporaryDirectory() as folder, on_air(a_show(Path(folder))) as air:
        air.do(verb="take", scene="one", overlays={"board": {"on": True, "fields": {"f0": "#000000"}}})
        air.until(lambda status: status["sources"]["overlay-board"]["state"] == "live", START_S)
        air.pause(SETTLE_S)
        with viewing(air) as viewer:
            until(lambda: viewer.began, "the first picture that is seen")
            asked = changed(air)
            shown = viewer.seen(lambda luma: int(luma[luma.shape[0] // 2, luma.shape[1] // 2]))
    ends = [*(frame for frame, _ in asked[1:]), asked[-1][0] + round(30 * BETWEEN_S[1])]
    took = [frames_until(shown, one, end) for one, end in zip(asked, ends, strict=True)]
    about = {
        "median": statistics.median(took), "above_4": sum(one > 4 for one in took), "never": took.count(NEVER),
        "changes": len(took), "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip
    yield Figure("web_update_frames", max(took), "frames", "<= 4", about)


def changed(air: OnAir) -> list[tuple[int, int]]:
    """Change the colour again and again; each command's frame, and the grey it asked for."""
    asked, chance = [], random.Random(1)
    for grey in GREYS * ROUNDS:
        asked.append((air.do(verb="overlay", overlay="board", fields={"f0": f"#{grey:02x}{grey:02x}{grey:02x}"}), grey))
        air.pause(chance.uniform(*BETWEEN_S))
    return asked


def frames_until(shown: dict[int, int], asked: tuple[int, int], end: int) -> int:
    """How many frames after it was asked for the programme first shows it, before the frame `end`."""
    frame, grey = asked
    luma = 16 + 219 * grey / 255
    return next((one - frame for one in range(frame, end) if abs(shown.get(one, 999) - luma) <= NEAR), NEVER)


def a_show(folder: Path) -> Show:
    path = folder / "board.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("board.html", PAGE)
    with path.open("rb") as file:
        graphic = GraphicOverlay(path=str(path), about=about_of(bundle.look(file)))
    return Show(
        name="Graphic",
        canvas=Canvas(1280, 720, "30"),
        encoding=Encoding(),
        sources=(Source("bars", "Bars", TestSignal()),),
        layouts=(Layout("full", "Full", (Slot("main"),)),),
        scenes=(Scene("one", "One", "full", {"main": "bars"}),),
        overlays=(Overlay("board", "Board", graphic, Rect(0, 0, 1, 1), {"f0": "#000000"}),),
    )
