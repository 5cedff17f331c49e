"""Painting a scene: pictures into their rectangles, borders around them, overlays on top."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mixer.core.alpha import lay
from mixer.core.corners import Corners, Round, corners, radius_px
from mixer.core.geometry import Box, Placement, View, box_of, even, place
from mixer.core.picture import BLACK, Picture, Plane, Yuv, yuv
from mixer.protocol.showfile import Scene, Show, Slot

Weights = NDArray[np.uint16]
FULL = Slot("full")
ROWS = 64  # rows mixed at a time: the uint16 scratch of a 1080p row block stays in the second-level cache


class Scroll(NamedTuple):
    """Of a drawing that is longer than its place: that place's width, after how many pixels it repeats, which way."""

    window: int
    period: int
    backwards: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Bitmap:
    """A graphic ready to blend: out = (picture × keep) / 256 + add, in its own box.

    `keep` is (luma, chroma) weights 0–256, `add` the premultiplied Y, U and V; all uint16. Both count by `share` / 256.
    """

    box: Box
    keep: tuple[Weights, Weights]
    add: tuple[Weights, Weights, Weights]
    share: int = 256
    scroll: Scroll | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Streamed:
    """A graphic that moves: the picture of a source, of the box's size, with alpha or opaque; `share` / 256 of it."""

    box: Box
    picture: Picture
    share: int = 256


Graphic = Bitmap | Streamed


@dataclass(frozen=True, slots=True)
class Cell:
    """One source, where and how it is painted. The view is None until the source's size is known."""

    source: str
    slot: Slot
    box: Box
    view: View | None


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A scene worked out for one canvas size: what is painted where, bottom to top."""

    cells: tuple[Cell, ...]
    background: Yuv
    width: int
    height: int


Look = Callable[[str, View | None, Box], Picture]
"""Gives the picture of a source for a view, or its slate for the box when the view is None."""


def slots_of(show: Show, name: str) -> tuple[tuple[Slot, str], ...]:
    """What a bus shows: (slot, source id) bottom to top. A source's id stands for it full-frame."""
    if any(source.id == name for source in show.sources):
        return ((FULL, name),)
    scene = scene_of(show, name)
    if scene is None:
        return ()
    layout = next(one for one in show.layouts if one.id == scene.layout)
    return tuple((slot, scene.slots[slot.name]) for slot in layout.slots if slot.name in scene.slots)


def scene_of(show: Show, name: str) -> Scene | None:
    return next((scene for scene in show.scenes if scene.id == name), None)


def plan(show: Show, name: str, natives: dict[str, tuple[int, int]], size: tuple[int, int]) -> Plan:
    """Work a bus out for a canvas of `size`, given the native sizes of the sources that have one."""
    scene = scene_of(show, name)
    cells = tuple(cell_of(slot, source, natives.get(source), size) for slot, source in slots_of(show, name))
    return Plan(cells, yuv(scene.background) if scene else BLACK, *size)


def cell_of(slot: Slot, source: str, native: tuple[int, int] | None, size: tuple[int, int]) -> Cell:
    if native is None:
        return Cell(source, slot, box_of(slot.rect, *size), None)
    placement: Placement = place(slot, native, size)
    return Cell(source, slot, placement.box, placement.view)


def paint(
    plan: Plan,
    look: Look,
    graphics: Iterable[Graphic],
    canvas: Picture,
    stale: tuple[Box, ...] | None = None,
) -> tuple[Box, ...]:
    """Paint a plan and return the boxes that were blended over it.

    With those boxes given back as `stale`, a canvas that still holds this plan is repainted only where needed.
    """
    graphics = tuple(graphics)
    pictures = [look(cell.source, cell.view, cell.box) for cell in plan.cells]
    if stale is None:
        canvas.fill(plan.background)
    else:
        pairs = zip(plan.cells, pictures, strict=True)
        through = [box for cell, picture in pairs for box in seen_through(cell, picture)]
        restore(plan, (*stale, *through), canvas)
    for cell, picture in zip(plan.cells, pictures, strict=True):
        paint_cell(cell, picture, canvas)
    for graphic in graphics:
        blend(graphic, canvas)
    return tuple(graphic.box for graphic in graphics)


def seen_through(cell: Cell, picture: Picture) -> tuple[Box, ...]:
    """Where what lies below a cell shows."""
    if cell.slot.opacity < 1 or picture.a is not None:
        return (cell.box,)
    return corners(cell.box, rounded(cell, 0).radius) if cell.slot.radius else ()


def rounded(cell: Cell, height: int) -> Round:
    """How a cell's picture is rounded and framed, on a canvas of this height."""
    width = cell.slot.border.width
    return Round(radius_px(cell.slot.radius, cell.box), max(2, even(width * height)) if width else 0)


def restore(plan: Plan, boxes: tuple[Box, ...], canvas: Picture) -> None:
    """Put the background back where something was blended, or is about to be."""
    for box in boxes:
        canvas.part(*box.within(canvas.width, canvas.height)).fill(plan.background)


def paint_cell(cell: Cell, picture: Picture, canvas: Picture) -> None:
    inside = cell.box.within(canvas.width, canvas.height)
    if not inside.w or not inside.h:
        return
    shape = rounded(cell, canvas.height)
    edge = Corners(cell.box, shape, canvas) if shape.radius else None
    target = canvas.part(*inside)
    part = picture.part(inside.x - cell.box.x, inside.y - cell.box.y, inside.w, inside.h)
    if part.a is not None:
        lay(part, target, cell.slot.opacity)
    elif cell.slot.opacity < 1:
        mix(target, part, cell.slot.opacity, target)
    else:
        target.copy_from(part)
    if edge:
        edge.painted()
    if shape.thick:
        paint_border(cell, shape.thick, canvas)
    if edge:
        edge.cut(yuv(cell.slot.border.color))


def paint_border(cell: Cell, thick: int, canvas: Picture) -> None:
    color, box = yuv(cell.slot.border.color), cell.box
    sides = (
        Box(box.x, box.y, box.w, thick),
        Box(box.x, box.y + box.h - thick, box.w, thick),
        Box(box.x, box.y, thick, box.h),
        Box(box.x + box.w - thick, box.y, thick, box.h),
    )
    for side in sides:
        canvas.part(*side.within(canvas.width, canvas.height)).fill(color)


def blend(graphic: Graphic, canvas: Picture) -> None:
    """Lay a graphic over the canvas; only its own box is touched."""
    inside = graphic.box.within(canvas.width, canvas.height)
    if not inside.w or not inside.h:
        return
    if isinstance(graphic, Bitmap):
        blend_bitmap(graphic, inside, canvas)
    else:
        slot = FULL if graphic.share == 256 else replace(FULL, opacity=graphic.share / 256)
        paint_cell(Cell("", slot, graphic.box, None), graphic.picture, canvas)


def blend_bitmap(bitmap: Bitmap, inside: Box, canvas: Picture) -> None:
    x, y = inside.x - bitmap.box.x, inside.y - bitmap.box.y
    target = canvas.part(*inside)
    keeps = (bitmap.keep[0], bitmap.keep[1], bitmap.keep[1])
    for plane, keep, add, half in zip(target.planes, keeps, bitmap.add, (1, 2, 2), strict=True):
        rows, columns = (
            slice(y // half, (y + inside.h) // half),
            slice(x // half, (x + inside.w) // half),
        )
        blend_plane(plane, keep[rows, columns], add[rows, columns], bitmap.share)


def dimmed(bitmap: Bitmap, light: float) -> Bitmap:
    """The bitmap as it looks on a picture that has been faded to black, with `light` (0–1) of both left.

    black + light × (picture × keep + add − black), worked out for a picture that is black + light × (itself − black).
    """
    share = round(256 * light)
    keeps = (bitmap.keep[0], bitmap.keep[1], bitmap.keep[1])
    parts = zip(bitmap.add, keeps, BLACK, strict=True)
    add = [(add * share >> 8) + (((256 - keep) * black >> 8) * (256 - share) >> 8) for add, keep, black in parts]
    return Bitmap(bitmap.box, bitmap.keep, (add[0], add[1], add[2]))


def faint(graphic: Graphic, opacity: float) -> Graphic:
    """The graphic with so much (0–1) of itself left."""
    return replace(graphic, share=round(graphic.share * opacity))


def blend_plane(plane: Plane, keep: Weights, add: Weights, share: int = 256) -> None:
    for top in range(0, plane.shape[0], ROWS):
        rows = slice(top, top + ROWS)
        kept, added = (keep[rows], add[rows]) if share == 256 else weakened(keep[rows], add[rows], share)
        blended = np.multiply(plane[rows], kept, dtype=np.uint16)
        blended >>= 8
        blended += added
        np.copyto(plane[rows], blended, casting="unsafe")


def weakened(keep: Weights, add: Weights, share: int) -> tuple[Weights, Weights]:
    """Both weights when only `share` / 256 (less than all) of a graphic is laid on."""
    covered = np.subtract(256, keep, dtype=np.uint16)
    covered *= np.uint16(share)
    covered >>= 8
    added = np.multiply(add, np.uint16(share), dtype=np.uint16)
    added >>= 8
    return np.subtract(256, covered, dtype=np.uint16), added


def mix(below: Picture, above: Picture, weight: float, out: Picture) -> None:
    """out = below × (1 − weight) + above × weight; `out` may be either of them."""
    share = round(256 * weight)
    for one, other, target in zip(below.planes, above.planes, out.planes, strict=True):
        for top in range(0, target.shape[0], ROWS):
            rows = slice(top, top + ROWS)
            mixed = np.multiply(one[rows], 256 - share, dtype=np.uint16)
            mixed += np.multiply(other[rows], share, dtype=np.uint16)
            mixed >>= 8
            np.copyto(target[rows], mixed, casting="unsafe")
