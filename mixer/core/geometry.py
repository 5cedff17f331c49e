"""Where a picture lands: fractions to even pixels, anchors, and how a picture fits its rectangle."""

from __future__ import annotations

from typing import NamedTuple

from mixer.protocol.basics import Anchor, Rect
from mixer.protocol.showfile import Crop, Slot


class Box(NamedTuple):
    """A rectangle in pixels, all numbers even."""

    x: int
    y: int
    w: int
    h: int

    def within(self, width: int, height: int) -> Box:
        """The part of the box that lies on a canvas; w or h is 0 when none does."""
        x, y = max(0, self.x), max(0, self.y)
        return Box(
            x,
            y,
            max(0, min(self.x + self.w, width) - x),
            max(0, min(self.y + self.h, height) - y),
        )


class View(NamedTuple):
    """What a layer needs of a source: a crop of the native picture (even pixels), scaled to w × h.

    `page` is from 1 on, of what has pages.
    """

    cx: int
    cy: int
    cw: int
    ch: int
    w: int
    h: int
    page: int = 0


class Placement(NamedTuple):
    view: View
    box: Box


_ANCHORS: dict[Anchor, tuple[float, float]] = {
    "top-left": (0, 0), "top": (0.5, 0), "top-right": (1, 0),
    "left": (0, 0.5), "center": (0.5, 0.5), "right": (1, 0.5),
    "bottom-left": (0, 1), "bottom": (0.5, 1), "bottom-right": (1, 1),
}  # fmt: skip


def even(value: float) -> int:
    return 2 * round(value / 2)


def box_of(rect: Rect, width: int, height: int) -> Box:
    """A rectangle in pixels of a width × height canvas; at least 2 × 2."""
    ax, ay = _ANCHORS[rect.anchor]
    left, top = (
        even((rect.x - ax * rect.w) * width),
        even((rect.y - ay * rect.h) * height),
    )
    right = even((rect.x + (1 - ax) * rect.w) * width)
    bottom = even((rect.y + (1 - ay) * rect.h) * height)
    return Box(left, top, max(2, right - left), max(2, bottom - top))


def place(slot: Slot, native: tuple[int, int], canvas: tuple[int, int]) -> Placement:
    """Which part of a native picture a slot shows, how large, and where on the canvas."""
    box = box_of(slot.rect, *canvas)
    cut = cropped(slot.crop, native)
    if slot.fit == "cover":
        cut = narrowed(cut, box.w / box.h)
    if slot.fit == "contain":
        box = narrowed(box, cut.w / cut.h)
    return Placement(View(*cut, box.w, box.h), box)


def cropped(crop: Crop, native: tuple[int, int]) -> Box:
    width, height = native
    x, y = even(crop.left * width), even(crop.top * height)
    right, bottom = even((1 - crop.right) * width), even((1 - crop.bottom) * height)
    x, y = min(x, width - 2), min(y, height - 2)  # of a very small picture there is always something left
    return Box(x, y, max(2, right - x), max(2, bottom - y))


def narrowed(box: Box, aspect: float) -> Box:
    """The largest centred part of `box` with this width / height."""
    w, h = min(box.w, even(box.h * aspect)), min(box.h, even(box.w / aspect))
    return Box(
        box.x + even((box.w - w) / 2),
        box.y + even((box.h - h) / 2),
        max(2, w),
        max(2, h),
    )
