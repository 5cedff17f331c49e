"""Where pictures land: even pixels, nine anchors, three ways to fit."""

import pytest

from mixer.core.geometry import Box, View, box_of, place
from mixer.protocol.basics import Anchor, Rect
from mixer.protocol.showfile import Crop, Slot

CANVAS = (1920, 1080)


@pytest.mark.parametrize(
    ("anchor", "corner"),
    [
        ("top-left", (960, 540)),
        ("top", (480, 540)),
        ("top-right", (0, 540)),
        ("left", (960, 270)),
        ("center", (480, 270)),
        ("right", (0, 270)),
        ("bottom-left", (960, 0)),
        ("bottom", (480, 0)),
        ("bottom-right", (0, 0)),
    ],
)
def test_the_anchor_is_the_point_that_lies_at_x_and_y(anchor: Anchor, corner: tuple[int, int]) -> None:
    assert box_of(Rect(0.5, 0.5, 0.5, 0.5, anchor), *CANVAS) == Box(*corner, 960, 540)


def test_all_coordinates_are_even_and_neighbours_meet() -> None:
    thirds = [box_of(Rect(i / 3, 0, 1 / 3, 1), 1918, 1078) for i in range(3)]
    assert all(number % 2 == 0 for box in thirds for number in box)
    assert all(left.x + left.w == right.x for left, right in zip(thirds, thirds[1:], strict=False))


def test_contain_shows_all_of_a_portrait_picture_in_the_middle() -> None:
    placement = place(Slot("a"), (608, 1080), CANVAS)
    assert placement.view == View(0, 0, 608, 1080, 608, 1080)
    assert placement.box == Box(656, 0, 608, 1080)


def test_cover_fills_the_rectangle_and_cuts_the_rest() -> None:
    placement = place(Slot("a", fit="cover"), (1440, 1080), CANVAS)
    assert placement.box == Box(0, 0, 1920, 1080)
    assert placement.view == View(0, 136, 1440, 810, 1920, 1080)


def test_stretch_takes_the_rectangle_as_it_is() -> None:
    assert place(Slot("a", fit="stretch"), (640, 640), CANVAS).view == View(0, 0, 640, 640, 1920, 1080)


def test_crop_is_taken_before_fitting() -> None:
    slot = Slot("a", Rect(0, 0, 0.5, 1), crop=Crop(left=0.25, right=0.25))
    placement = place(slot, (1920, 1080), CANVAS)
    assert placement.view == View(480, 0, 960, 1080, 960, 1080)
    assert placement.box == Box(0, 0, 960, 1080)


def test_of_a_tiny_picture_a_crop_leaves_something_inside_it() -> None:
    for side in (2, 4, 16, 20):
        view = place(Slot("main", crop=Crop(left=0.95, top=0.95)), (side, side), (320, 180)).view
        assert view.cx + view.cw <= side and view.cy + view.ch <= side
