"""Pictures with alpha: exact to one level, and without a rim over white or black."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mixer.core.alpha import ink_in, ink_of, lay, over_black, premultiplied
from mixer.core.geometry import View
from mixer.core.picture import BLACK, Picture, Plane, blank, on_buffer, size_of, yuv

SIZE = (256, 16)
GREEN = yuv("#20c040")


def ramp() -> tuple[Plane, Plane]:
    """Alpha from 0 to 255 from left to right, of luma and of chroma."""
    a = np.tile(np.arange(256, dtype=np.uint8), (SIZE[1], 1))
    return a, a[::2, ::2].copy()


def ramped(color: tuple[int, int, int]) -> Picture:
    """A colour under that ramp."""
    a, ca = ramp()
    parts = zip(color, BLACK, (a, ca, ca), strict=True)
    planes = [black + (value - black) * (alpha / 255) for value, black, alpha in parts]
    y, u, v = (np.rint(plane).astype(np.uint8) for plane in planes)
    return premultiplied((y, u, v), a, ca)


@pytest.mark.parametrize("color", ["#000000", "#ffffff", "#20c040", "#ff0000", "#0000ff"])
@pytest.mark.parametrize("below", ["#000000", "#ffffff", "#8040c0"])
def test_every_alpha_is_exact_to_one_level(color: str, below: str) -> None:
    canvas = blank(*SIZE, yuv(below))
    lay(ramped(yuv(color)), canvas)
    a, ca = ramp()
    for plane, under, over, alpha in zip(canvas.planes, yuv(below), yuv(color), (a, ca, ca), strict=True):
        wanted = under + (over - under) * (alpha / 255)
        assert np.abs(plane - wanted).max() <= 1.5  # one level, of a value that is rounded itself


def test_transparent_changes_nothing_and_opaque_everything() -> None:
    canvas = blank(*SIZE, GREEN)
    lay(ramped(yuv("#ffffff")), canvas)
    assert (int(canvas.y[0, 0]), int(canvas.u[0, 0]), int(canvas.v[0, 0])) == GREEN
    assert int(canvas.y[0, 255]) == 235


def test_half_an_opacity_is_half_an_alpha() -> None:
    full, half = blank(*SIZE), blank(*SIZE)
    lay(ramped(yuv("#ffffff")), full)
    lay(ramped(yuv("#ffffff")), half, 0.5)
    assert np.abs((full.y.astype(int) - 16) / 2 - (half.y.astype(int) - 16)).max() <= 1.5


def test_what_is_outside_of_the_ink_is_not_touched() -> None:
    picture = replace(ramped(yuv("#ffffff")), ink=(64, 4, 32, 8))
    canvas = blank(*SIZE, GREEN)
    lay(picture, canvas)
    assert (
        (canvas.y[:4] == GREEN[0]).all()
        and (canvas.y[:, :64] == GREEN[0]).all()
        and (canvas.y[:, 96:] == GREEN[0]).all()
    )
    assert (canvas.y[4:12, 66:96] != GREEN[0]).all()


def test_without_ink_nothing_is_drawn() -> None:
    canvas = blank(*SIZE, GREEN)
    lay(replace(ramped(yuv("#ffffff")), ink=(0, 0, 0, 0)), canvas)
    assert (canvas.y == GREEN[0]).all()


def test_over_black_is_as_it_was_before_it_was_premultiplied() -> None:
    seen = over_black(ramped(GREEN))
    canvas = blank(*SIZE)
    lay(ramped(GREEN), canvas)
    assert all(
        np.abs(one.astype(int) - other).max() <= 1 for one, other in zip(seen.planes, canvas.planes, strict=True)
    )


def test_ink_is_the_box_around_what_can_be_seen() -> None:
    a = np.zeros((90, 160), np.uint8)
    assert ink_of(a)[2:] == (0, 0)
    a[11:20, 31:41] = 1
    assert ink_of(a) == (30, 10, 12, 10)


def test_ink_in_a_view_has_room_for_what_scaling_smears() -> None:
    x, y, w, h = ink_in((40, 20, 40, 20), View(0, 0, 160, 90, 320, 180))
    assert x <= 76 and y <= 36 and x + w >= 164 and y + h >= 84 and not (x | y | w | h) & 1
    assert ink_in((40, 20, 40, 20), View(100, 60, 60, 30, 60, 30))[2:] == (0, 0)


def test_a_part_has_its_part_of_alpha_and_ink() -> None:
    picture = replace(
        on_buffer(np.zeros(size_of(64, 32, alpha=True), np.uint8), 64, 32, alpha=True), ink=(10, 10, 20, 10)
    )
    part = picture.part(16, 8, 32, 16)
    assert part.a is not None and part.a.shape == (16, 32) and part.ink == (0, 2, 14, 10)
