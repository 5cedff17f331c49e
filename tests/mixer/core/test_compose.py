"""Pixels: what is painted where, and nothing else."""

from typing import get_args

import numpy as np
import pytest

from mixer.core.compose import Bitmap, Plan, blend, dimmed, mix, paint, plan
from mixer.core.geometry import Box, View
from mixer.core.picture import BLACK, Picture, blank, yuv
from mixer.core.transitions.dip import fade
from mixer.core.transitions.style import Style
from mixer.engine.bus_renderer import PAINTERS
from mixer.protocol.basics import Rect
from mixer.protocol.changes import Direction
from mixer.protocol.showfile import Border, Layout, Scene, Slot
from tests.helpers import a_show, solid

RED, BLUE = yuv("#ff0000"), yuv("#0000ff")


def color_at(picture: Picture, x: int, y: int) -> tuple[int, int, int]:
    return int(picture.y[y, x]), int(picture.u[y // 2, x // 2]), int(picture.v[y // 2, x // 2])


def look(source: str, view: View | None, box: Box) -> Picture:
    return solid({"bars": "#ff0000", "waves": "#0000ff"}[source], box.w, box.h)


def planned(name: str, **changes: object) -> Plan:
    return plan(a_show(**changes), name, {"bars": (320, 180), "waves": (320, 180)}, (320, 180))


def test_side_by_side_shows_each_source_in_its_half() -> None:
    canvas = blank(320, 180)
    paint(planned("both"), look, (), canvas)
    assert color_at(canvas, 80, 90) == RED
    assert color_at(canvas, 240, 90) == BLUE
    assert color_at(canvas, 80, 20) == yuv("#000000")  # a 16:9 picture does not fill an 8:9 half


def test_a_source_name_stands_for_it_full_frame() -> None:
    canvas = blank(320, 180)
    paint(planned("waves"), look, (), canvas)
    assert color_at(canvas, 0, 0) == color_at(canvas, 319, 179) == BLUE


def test_a_layer_over_the_edge_is_clipped() -> None:
    out = Layout("out", "Out", (Slot("main", Rect(0.75, 0.75, 0.5, 0.5)),))
    canvas = blank(320, 180)
    paint(planned("s", layouts=(out,), scenes=(Scene("s", "S", "out", {"main": "bars"}),)), look, (), canvas)
    assert color_at(canvas, 319, 179) == RED
    assert color_at(canvas, 230, 130) == yuv("#000000")


def test_opacity_and_border() -> None:
    slot = Slot("main", fit="stretch", opacity=0.5, border=Border(0.05, "#00ff00"))
    canvas = blank(320, 180)
    show = {"layouts": (Layout("l", "L", (slot,)),), "scenes": (Scene("s", "S", "l", {"main": "bars"}),)}
    paint(planned("s", **show), look, (), canvas)
    assert color_at(canvas, 2, 2) == yuv("#00ff00")
    assert color_at(canvas, 160, 90) == pytest.approx(
        [(a + b) / 2 for a, b in zip(RED, (16, 128, 128), strict=True)], abs=1
    )


def test_repainting_a_canvas_leaves_no_trace_of_the_last_overlay() -> None:
    shape = (20, 40), (10, 20)
    white = Bitmap(
        Box(280, 0, 40, 20),
        (np.full(shape[0], 128, np.uint16), np.full(shape[1], 128, np.uint16)),
        (np.full(shape[0], 100, np.uint16), np.full(shape[1], 64, np.uint16), np.full(shape[1], 64, np.uint16)),
    )
    scene, canvas, again = planned("both"), blank(320, 180), blank(320, 180)
    stale = paint(scene, look, (white,), canvas)
    paint(scene, look, (), canvas, stale)
    paint(scene, look, (), again)
    assert all(np.array_equal(a, b) for a, b in zip(canvas.planes, again.planes, strict=True))


def test_blending_touches_only_its_box() -> None:
    canvas = solid("#204060", 64, 36)
    before = canvas.y.copy()
    ones = np.zeros((4, 4), np.uint16), np.zeros((2, 2), np.uint16)
    blend(Bitmap(Box(62, 34, 4, 4), ones, (ones[0] + 200, ones[1] + 90, ones[1] + 90)), canvas)
    assert (canvas.y[34:, 62:] == 200).all()
    before[34:, 62:] = 200
    assert np.array_equal(canvas.y, before)


def test_mixing_goes_evenly_from_one_to_the_other() -> None:
    old, new, out = solid("#000000"), solid("#ffffff"), solid("#123456")
    levels = []
    for step in range(11):
        mix(old, new, step / 10, out)
        levels.append(int(out.y[0, 0]))
    assert levels[0] == 16 and levels[-1] == 235 and levels == sorted(levels)


@pytest.mark.parametrize("kind", PAINTERS)
@pytest.mark.parametrize("direction", get_args(Direction))
def test_every_transition_begins_near_the_old_picture_and_ends_near_the_new(kind: str, direction: str) -> None:
    old, new, out = solid("#ff0000"), solid("#0000ff"), solid("#000000")
    for position, near in ((0.01, RED), (0.99, BLUE)):
        PAINTERS[kind](old, new, position, out, Style(direction=direction))
        assert color_at(out, 32, 18) == pytest.approx(near, abs=8)
    assert color_at(old, 0, 0) == RED and color_at(new, 0, 0) == BLUE


def test_a_wipe_uncovers_in_its_direction() -> None:
    old, new, out = solid("#ff0000"), solid("#0000ff"), solid("#000000")
    PAINTERS["wipe"](old, new, 0.5, out, Style(direction="left"))
    assert (color_at(out, 0, 0), color_at(out, 63, 0)) == (RED, BLUE)


@pytest.mark.parametrize("light", [0.0, 0.25, 0.5, 1.0])
def test_a_graphic_on_a_faded_picture_is_as_dark_as_if_both_had_been_faded(light: float) -> None:
    half = np.full((36, 64), 128, np.uint16), np.full((18, 32), 128, np.uint16)
    add = np.full((36, 64), 100, np.uint16), np.full((18, 32), 40, np.uint16), np.full((18, 32), 90, np.uint16)
    bitmap = Bitmap(Box(0, 0, 64, 36), half, add)
    wanted, found = solid("#3080c0"), solid("#3080c0")
    blend(bitmap, wanted)
    fade(wanted, light, wanted, BLACK)
    fade(found, light, found, BLACK)
    blend(dimmed(bitmap, light), found)
    for one, other in zip(found.planes, wanted.planes, strict=True):
        assert np.abs(one.astype(int) - other).max() <= 2
