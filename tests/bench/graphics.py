"""How many frames after a command has changed a graphic's data the programme shows it."""

from __future__ import annotations

import os
import statistics
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from mixer.core.picture import Plane
from mixer.graphics import bundle
from mixer.kinds.overlays.graphic import GraphicOverlay
from mixer.kinds.sources.test import TestSignal
from mixer.protocol.basics import Rect
from mixer.protocol.graphics import about_of
from mixer.protocol.showfile import Canvas, Encoding, Layout, Overlay, Scene, Show, Slot, Source
from tests.bench.figure import Figure
from tests.bench.on_air import OnAir, on_air
from tests.bench.transported import viewing

START_S, SETTLE_S, BETWEEN_S = 60, 4.0, 0.6
CHANGES = 20
SHADES = ("#000000", "#ffffff")
BETWEEN = 128  # of luma: what is lighter is the second shade
# The whole picture takes the colour of its one text.
PAGE = """<!doctype html><title>bench</title><body style="margin:0"><i id="f0"></i><script>
  function update(text) { document.body.style.background = JSON.parse(text).f0; }
  function play() {}
  function stop() { document.body.style.background = "none"; }
</script>"""


def web_update_frames() -> Iterator[Figure]:
    """The slowest of twenty changes of a graphic over the whole of 720p30, from the command's frame on."""
    with tempfile.TemporaryDirectory() as folder, on_air(a_show(Path(folder))) as air:
        air.do(verb="take", scene="one", overlays={"board": {"on": True, "fields": {"f0": SHADES[0]}}})
        air.until(lambda status: status["sources"]["overlay-board"]["state"] == "live", START_S)
        air.pause(SETTLE_S)
        with viewing(air) as viewer:
            asked = changed(air)
            shown = viewer.seen(lambda luma: int(is_light(luma)))
    took = [frames_until(shown, frame, light) for frame, light in asked]
    about = {"median": statistics.median(took), "changes": len(took), "load": os.getloadavg()[0]}
    yield Figure("web_update_frames", max(took), "frames", "<= 4", about)


def changed(air: OnAir) -> list[tuple[int, int]]:
    """Change the colour again and again; each command's frame, and whether it was to be the light one."""
    asked = []
    for number in range(CHANGES):
        light = (number + 1) % 2
        asked.append((air.do(verb="overlay", overlay="board", fields={"f0": SHADES[light]}), light))
        air.pause(BETWEEN_S)
    return asked


def frames_until(shown: dict[int, int], frame: int, light: int) -> int:
    """How many frames after `frame` the programme first shows it."""
    return next(one for one in sorted(shown) if one >= frame and shown[one] == light) - frame


def is_light(luma: Plane) -> bool:
    return bool(luma[luma.shape[0] // 2, luma.shape[1] // 2] > BETWEEN)


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
        overlays=(Overlay("board", "Board", graphic, Rect(0, 0, 1, 1), {"f0": SHADES[0]}),),
    )
