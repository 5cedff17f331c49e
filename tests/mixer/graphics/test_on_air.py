"""Graphics through the running engine and the fenced browser, judged by the pixels of the programme."""

from __future__ import annotations

import json
import os
import signal
from contextlib import suppress
from pathlib import Path

import numpy as np
import psutil
import pytest

from mixer.core.desk import Desk
from mixer.kinds.overlays.graphic import GraphicOverlay
from mixer.protocol.showfile import Scene
from tests.children import children
from tests.mixer.graphics.on_air import NAME, OnAir, a_show_with, playing, zipped
from tests.mixer.web.pages import BLUE, GREEN, RED

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("pages")]

OGRAF = """
export default class Board extends HTMLElement {
  async load({ data }) {
    this.style.cssText = "position:absolute;inset:0;opacity:0;transition:opacity .3s,background .3s";
    this.colors = [data.color, "#0000ff"];
  }
  async updateAction({ data }) { this.colors[0] = data.color; this.style.background = this.colors[this.step]; }
  async playAction({ goto, skipAnimation }) {
    this.step = goto;
    if (skipAnimation) this.style.transition = "none";
    this.style.background = this.colors[goto];
    this.style.opacity = 1;
  }
  async stopAction() { this.style.opacity = 0; }
  async customAction() {}
  async dispose() {}
}"""
COLOR = {"type": "string", "default": "#ff0000"}
MANIFEST = {
    "$schema": "https://ograf.ebu.io/v1/specification/json-schemas/graphics/schema.json",
    "id": "test.board", "version": "1", "name": "Board", "main": "board.mjs", "supportsRealTime": True,
    "supportsNonRealTime": False, "stepCount": 2, "schema": {"type": "object", "properties": {"color": COLOR}},
}  # fmt: skip
READS = {
    "json": "const read = (text) => JSON.parse(text).color;",
    "xml": """function read(text) {
        const found = new DOMParser().parseFromString(text, "text/xml").querySelector("componentData[id=color] data");
        return found && found.getAttribute("value");
    }""",
}
DEFINED = """window.SPXGCTemplateDefinition = {
    description: "Board", playserver: "-", playchannel: "1", playlayer: "1", webplayout: "1", out: "manual",
    dataformat: "json", uicolor: "1", steps: "2",
    DataFields: [{ ftype: "textfield", field: "color", title: "Colour", value: "#ff0000" }] };"""


def template(data: str, definition: str = "") -> str:
    """A page of CasparCG's kind: it fades in and out, and its second step is blue."""
    return f"""<!doctype html><body style="margin:0"><script>{definition}</script>
    <div id="board" style="position:absolute;inset:0;opacity:0;transition:opacity .3s,background .3s"></div><script>
    {READS[data]}
    function update(text) {{ const color = read(text); if (color) board.style.background = color; }}
    function play() {{ board.style.opacity = 1; }}
    function next() {{ board.style.background = "#0000ff"; }}
    function stop() {{ board.style.opacity = 0; }}
    </script>"""


def ograf(folder: Path) -> GraphicOverlay:
    return zipped(folder / "board.zip", board__ograf__json=json.dumps(MANIFEST), board__mjs=OGRAF)


def caspar(data: str, folder: Path) -> GraphicOverlay:
    return zipped(folder / "board.zip", board__html=template(data))


def spx(folder: Path) -> GraphicOverlay:
    return zipped(folder / "board.zip", board__html=template("json", DEFINED))


@pytest.mark.parametrize("make", ["ograf", "json", "xml", "spx"])
def test_a_bundle_of_each_make_plays_in_is_updated_led_on_and_leaves_nothing(make: str, tmp_path: Path) -> None:
    makers = {"ograf": ograf, "spx": spx}
    content = makers[make](tmp_path) if make in makers else caspar(make, tmp_path)
    with playing(a_show_with(content)) as air:
        assert air.clean
        air.overlay(on=True, fields={"color": "#ff0000"})
        air.wait_for(lambda: air.shows(RED))
        air.overlay(fields={"color": "#00ff00"})
        air.wait_for(lambda: air.shows(GREEN))
        air.action("next")
        air.wait_for(lambda: air.shows(BLUE))
        leaves(air)


def leaves(air: OnAir) -> None:
    """It is switched off, moves, and is gone."""
    before = air.pixels()
    air.overlay(on=False)
    air.frame()
    assert not air.clean
    air.wait_for(lambda: any((one != other).any() for one, other in zip(air.pixels(), before, strict=True)))
    air.wait_for(lambda: air.clean)


CHANGES = {
    "poll": {"question": "Who will be first?"},
    "product-card": {"name": "A kettle"},
    "quote": {"quote": "We have all been here before."},
    "now-and-next": {"now": "The evening's news"},
}


@pytest.mark.parametrize("graphic", sorted(CHANGES))
def test_a_shipped_graphic_plays_in_is_updated_led_on_and_leaves_nothing(graphic: str) -> None:
    with playing(a_show_with(GraphicOverlay(graphic=graphic))) as air:  # type: ignore[arg-type]
        assert air.clean
        air.overlay(on=True)
        air.wait_for(lambda: rests(air))
        changes(air, lambda: air.overlay(fields=CHANGES[graphic]))
        if graphic == "poll":
            changes(air, lambda: air.action("next"))
        leaves(air)


def rests(air: OnAir) -> bool:
    """Whether something is to be seen, and the same for a third of a second."""
    before = air.pixels()
    air.play(10)
    return air.ink > 0.01 and all((one == other).all() for one, other in zip(air.pixels(), before, strict=True))


def changes(air: OnAir, do: object) -> None:
    before = air.pixels()[0].astype(int)
    do()  # type: ignore[operator]
    air.wait_for(lambda: np.count_nonzero(abs(air.pixels()[0].astype(int) - before) > 20) > 50)
    air.wait_for(lambda: rests(air))


# -- what comes back ---------------------------------------------------------------------------------

BIRTHS = """<!doctype html><body style="margin:0"><style>
  #board { position: absolute; inset: 0; opacity: 0; }
  .in { opacity: 1 !important; animation: come 2s; }
  @keyframes come { from, 60% { background: #0000ff; } }
  i { display: block; width: 0; height: 9px; background: #fff; }
  .in i { width: 100%; transition: width 2s linear; }
</style><div id="board"><i></i></div><script>
  function update(text) { board.style.background = JSON.parse(text).color; }
  function play() { board.className = "in"; }
  function stop() { board.className = ""; }
</script>"""  # its in animation is blue, with a line that grows


def browsers(air: OnAir) -> list[psutil.Process]:
    workers = [one for one in children("tally source") if air.page.key in " ".join(one.cmdline())]
    below = [one for worker in workers for one in worker.children(recursive=True)]
    return [one for one in below if "chromium" in one.name()]


def reader(air: OnAir) -> list[psutil.Process]:
    return [one for one in children("tally source") if air.page.key in " ".join(one.cmdline())]


@pytest.mark.parametrize("what", [reader, browsers])
def test_a_graphic_whose_page_was_killed_comes_back_as_it_stood_without_its_in_animation(
    what: object, tmp_path: Path
) -> None:
    with playing(a_show_with(zipped(tmp_path / "board.zip", board__html=BIRTHS))) as air:
        air.overlay(on=True, fields={"color": "#ff0000"})
        air.wait_for(lambda: air.shows(BLUE))
        air.wait_for(lambda: air.shows(RED))
        killed = what(air)  # type: ignore[operator]
        assert killed
        for one in killed:
            with suppress(ProcessLookupError):  # it went with the one before it
                os.kill(one.pid, signal.SIGKILL)
        air.overlay(fields={"color": "#00ff00"})
        blue: list[bool] = []
        air.wait_for(lambda: blue.append(air.shows(BLUE)) or air.shows(GREEN))  # type: ignore[func-returns-value]
        assert not any(blue)


def test_a_graphic_that_is_on_when_the_engine_begins_again_stands_at_once(tmp_path: Path) -> None:
    show = a_show_with(zipped(tmp_path / "board.zip", board__html=BIRTHS))
    with playing(show) as air:
        air.overlay(on=True, fields={"color": "#ff0000"})
        air.wait_for(lambda: air.shows(BLUE))
        kept: Desk = air.engine.desk
    with playing(show, kept) as air:
        blue: list[bool] = []
        air.wait_for(lambda: blue.append(air.shows(BLUE)) or air.shows(RED))  # type: ignore[func-returns-value]
        assert not any(blue)


def test_a_graphic_that_never_leaves_is_cut_off_after_five_seconds(tmp_path: Path) -> None:
    stays = BIRTHS.replace('board.className = "";', "")
    with playing(a_show_with(zipped(tmp_path / "board.zip", board__html=stays))) as air:
        air.overlay(on=True, fields={"color": "#ff0000"})
        air.wait_for(lambda: air.shows(RED))
        air.overlay(on=False)
        first = air.engine.desk.frame
        air.wait_for(lambda: air.clean)
        assert 150 <= air.engine.desk.frame - first <= 152


def test_what_only_the_preview_has_is_not_on_program(tmp_path: Path) -> None:
    own = Scene("own", "Own", "full", {"main": "bars"}, overlays=(NAME,))
    with playing(a_show_with(zipped(tmp_path / "board.zip", board__html=BIRTHS), (own,))) as air:
        air.overlay(fields={"color": "#ff0000"})
        air.do("preview", scene="own")
        air.wait_for(lambda: air.page.inked and rested(air))
        assert air.clean
        air.do("cut")
        air.wait_for(lambda: air.shows(RED), 5)


def rested(air: OnAir) -> bool:
    """Whether its page shows the same for as long as its animation takes."""
    air.play(75)
    return True
