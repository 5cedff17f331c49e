"""Rounded corners: a slot's picture, its frame, and what shows beside them."""

import numpy as np
import pytest

from mixer.core.compose import Plan, paint, plan
from mixer.core.corners import Round, masks
from mixer.core.geometry import Box, View
from mixer.core.picture import Picture, blank, yuv
from mixer.protocol.basics import Rect
from mixer.protocol.parse import read_show
from mixer.protocol.showfile import Border, Layout, Scene, Slot
from tests.helpers import a_show, solid

RED, BLUE, GREEN = yuv("#ff0000"), yuv("#0000ff"), yuv("#00ff00")


def color_at(picture: Picture, x: int, y: int) -> tuple[int, int, int]:
    return int(picture.y[y, x]), int(picture.u[y // 2, x // 2]), int(picture.v[y // 2, x // 2])


def look(source: str, view: View | None, box: Box) -> Picture:
    return solid({"bars": "#ff0000", "waves": "#0000ff"}[source], box.w, box.h)


def over_waves(slot: Slot) -> Plan:
    """Bars in this slot over waves full-frame, at 320 × 180."""
    layout = Layout("l", "L", (Slot("below"), slot))
    scene = Scene("s", "S", "l", {"below": "waves", slot.name: "bars"})
    show = a_show(layouts=(layout,), scenes=(scene,))
    return plan(show, "s", {"bars": (320, 180), "waves": (320, 180)}, (320, 180))


def painted(slot: Slot) -> Picture:
    canvas = blank(320, 180)
    paint(over_waves(slot), look, (), canvas)
    return canvas


SQUARE = Rect(80 / 320, 44 / 180, 90 / 320, 0.5)  # 90 × 90 pixels from (80, 44)


def test_a_radius_cuts_the_corners_and_shows_what_lies_below() -> None:
    canvas = painted(Slot("one", SQUARE, fit="stretch", radius=0.25))
    for x, y in ((80, 44), (169, 44), (80, 133), (169, 133)):
        assert color_at(canvas, x, y) == pytest.approx(BLUE, abs=2)
    for x, y in ((125, 44), (80, 90), (169, 90), (125, 133), (125, 90)):
        assert color_at(canvas, x, y) == pytest.approx(RED, abs=2)


def test_half_the_side_of_a_square_is_a_disc_of_the_right_size() -> None:
    canvas = painted(Slot("one", SQUARE, fit="stretch", radius=0.5))
    share = (canvas.y.astype(float) - BLUE[0]) / (RED[0] - BLUE[0])
    assert share.sum() == pytest.approx(np.pi * 45**2, rel=0.02)


def test_the_edge_of_a_corner_is_soft() -> None:
    canvas = painted(Slot("one", SQUARE, fit="stretch", radius=0.5))
    levels = {int(value) for value in canvas.y[44:70, 80:106].ravel()}
    assert {BLUE[0], RED[0]} <= levels and len(levels) > 10


def test_without_a_radius_nothing_is_rounded() -> None:
    canvas = painted(Slot("one", SQUARE, fit="stretch"))
    assert color_at(canvas, 80, 44) == color_at(canvas, 168, 132) == RED


def test_a_border_follows_round_corners() -> None:
    canvas = painted(Slot("one", SQUARE, fit="stretch", border=Border(0.05, "#00ff00"), radius=0.5))
    assert color_at(canvas, 80, 44) == pytest.approx(BLUE, abs=2)
    diagonal = [color_at(canvas, 80 + step, 44 + step) for step in range(46)]
    assert any(color == pytest.approx(GREEN, abs=6) for color in diagonal[12:20])
    assert diagonal[-1] == pytest.approx(RED, abs=2)


def test_a_border_thicker_than_its_corner_leaves_no_hole() -> None:
    canvas = painted(Slot("one", SQUARE, fit="stretch", border=Border(0.1, "#00ff00"), radius=0.05))
    assert color_at(canvas, 86, 50) == pytest.approx(GREEN, abs=2)


def test_a_translucent_round_picture_is_cut_as_well() -> None:
    canvas = painted(Slot("one", SQUARE, fit="stretch", opacity=0.5, radius=0.5))
    assert color_at(canvas, 80, 44) == pytest.approx(BLUE, abs=2)
    assert color_at(canvas, 124, 90) == pytest.approx([(a + b) / 2 for a, b in zip(RED, BLUE, strict=True)], abs=2)


def test_a_round_picture_over_the_edge_of_the_canvas_is_clipped() -> None:
    canvas = painted(Slot("one", Rect(-0.1, -0.1, 0.5, 0.5), fit="stretch", radius=0.5))
    assert color_at(canvas, 0, 0) == pytest.approx(RED, abs=2)
    assert color_at(canvas, 126, 70) == pytest.approx(BLUE, abs=2)


def test_a_canvas_painted_again_looks_as_if_it_were_painted_for_the_first_time() -> None:
    layout = Layout("l", "L", (Slot("one", SQUARE, fit="stretch", radius=0.4),))
    show = a_show(layouts=(layout,), scenes=(Scene("s", "S", "l", {"one": "bars"}),))
    scene = plan(show, "s", {"bars": (320, 180)}, (320, 180))
    canvas, once = blank(320, 180), blank(320, 180)
    stale = paint(scene, look, (), canvas)
    for _ in range(3):
        stale = paint(scene, look, (), canvas, stale)
    paint(scene, look, (), once)
    assert all(np.array_equal(a, b) for a, b in zip(canvas.planes, once.planes, strict=True))


@pytest.mark.parametrize(("radius", "thick"), [(2, 0), (24, 0), (24, 6), (8, 8), (6, 20)])
def test_no_mask_gives_more_than_there_is(radius: int, thick: int) -> None:
    for picture, frame in masks(Round(radius, thick)):
        assert int((picture.astype(int) + frame).max()) <= 256


def test_a_radius_is_read_and_refused_beyond_half() -> None:
    value = {"name": "S", "layouts": [{"id": "l", "name": "L", "slots": [{"name": "one", "radius": 0.3}]}]}
    assert read_show(value).layouts[0].slots[0].radius == 0.3
    value["layouts"][0]["slots"][0]["radius"] = 0.6  # type: ignore[index]
    with pytest.raises(Exception, match="radius"):
        read_show(value)
