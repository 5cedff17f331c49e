"""Wipes, slides and pushes, pixel by pixel."""

from typing import get_args

import numpy as np
import pytest

from mixer.core.picture import Picture, blank
from mixer.core.transitions.push import push
from mixer.core.transitions.slide import slide
from mixer.core.transitions.style import Style
from mixer.core.transitions.wipe import wipe
from mixer.protocol.changes import Direction
from tests.helpers import solid

OLD, NEW = solid("#ff0000", 128, 72), solid("#0000ff", 128, 72)
OLD_Y, NEW_Y = int(OLD.y[0, 0]), int(NEW.y[0, 0])
CORNERS = {"up": (0, None), "down": (-1, None), "left": (None, 0), "right": (None, -1)}


def stripes() -> Picture:
    """Every column's number as its brightness."""
    picture = blank(128, 72)
    picture.y[:] = np.arange(128) + 64
    return picture


def wiped(position: float, direction: Direction, softness: float = 0.0) -> Picture:
    out = solid("#00ff00", 128, 72)
    wipe(OLD, NEW, position, out, Style(direction=direction, softness=softness))
    return out


def at_the_head(picture: Picture, direction: str) -> int:
    """The brightness of the point that an edge travelling this way comes to last."""
    row, column = 36, 64
    for part in direction.split("-"):
        y, x = CORNERS[part]
        row, column = row if y is None else y, column if x is None else x
    return int(picture.y[row, column])


OPPOSITE = {"up": "down", "down": "up", "left": "right", "right": "left"}


def behind(picture: Picture, direction: str) -> int:
    return at_the_head(picture, "-".join(OPPOSITE[part] for part in direction.split("-")))


@pytest.mark.parametrize("softness", [0.0, 0.5])
@pytest.mark.parametrize("direction", get_args(Direction))
def test_a_wipe_begins_behind_and_ends_at_its_head(direction: Direction, softness: float) -> None:
    half = wiped(0.5, direction, softness)
    assert (behind(half, direction), at_the_head(half, direction)) == (NEW_Y, OLD_Y)


@pytest.mark.parametrize("softness", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("direction", get_args(Direction))
def test_a_wipe_is_all_old_at_its_beginning_and_all_new_at_its_end(direction: Direction, softness: float) -> None:
    for position, picture in ((0.0, OLD), (1.0, NEW)):
        out = wiped(position, direction, softness)
        assert all(np.array_equal(a, b) for a, b in zip(out.planes, picture.planes, strict=True))


@pytest.mark.parametrize("direction", get_args(Direction))
def test_a_wipe_only_ever_uncovers(direction: Direction) -> None:
    shares = [np.abs(wiped(step / 20, direction, 0.4).y.astype(int) - OLD_Y) for step in range(21)]
    assert all((later >= earlier).all() for earlier, later in zip(shares, shares[1:], strict=False))


def test_half_way_half_of_the_canvas_is_uncovered() -> None:
    for direction in get_args(Direction):
        share = (wiped(0.5, direction).y.astype(float) - OLD_Y) / (NEW_Y - OLD_Y)
        assert share.mean() == pytest.approx(0.5, abs=0.02)


def test_a_sharp_edge_is_two_pixels_wide_and_a_soft_one_as_wide_as_was_asked() -> None:
    assert (np.diff(wiped(0.5, "right").y[0].astype(int)) != 0).sum() <= 3
    row = wiped(0.5, "right", 0.5).y[0].astype(int)
    between = (row != OLD_Y) & (row != NEW_Y)
    assert 0.4 * 128 <= between.sum() <= 0.5 * 128
    assert (np.diff(row) * np.sign(OLD_Y - NEW_Y) >= 0).all()


@pytest.mark.parametrize("direction", ["left", "right", "up", "down"])
def test_a_push_moves_both_pictures_and_leaves_no_gap(direction: Direction) -> None:
    out = solid("#00ff00", 128, 72)
    push(OLD, NEW, 0.25, out, Style(direction=direction))
    assert {int(value) for value in np.unique(out.y)} == {OLD_Y, NEW_Y}
    assert (out.y == NEW_Y).mean() == pytest.approx(0.25, abs=0.02)


def test_pushed_out_to_the_left_the_old_picture_goes_with_the_new_one() -> None:
    out, old = blank(128, 72), stripes()
    push(old, NEW, 0.25, out, Style(direction="left"))
    assert np.array_equal(out.y[0, :96], old.y[0, 32:])


def test_a_slide_leaves_the_old_picture_where_it_is() -> None:
    out, old = blank(128, 72), stripes()
    slide(old, NEW, 0.25, out, Style(direction="left"))
    assert np.array_equal(out.y[0, :96], old.y[0, :96])


def test_what_cannot_go_slanting_goes_along_its_horizontal_part() -> None:
    one, other = blank(128, 72), blank(128, 72)
    for out, direction in ((one, "up-left"), (other, "left")):
        push(OLD, NEW, 0.25, out, Style(direction=direction))
    assert np.array_equal(one.y, other.y)
