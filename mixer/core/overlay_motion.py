"""Where an overlay is on its way in or out: its drawing, faded, shifted or partly covered. Pure."""

from __future__ import annotations

from dataclasses import replace

from mixer.core.compose import Bitmap, Graphic
from mixer.core.geometry import Box, even
from mixer.protocol.motion import Edge, Moving

FULL = 256


def moved(graphic: Graphic, moving: Moving, share: float, size: tuple[int, int]) -> Graphic | None:
    """The graphic on a canvas of this size when it is there by `share` (0–1); None where nothing of it shows."""
    if moving.kind == "fade":
        weight = round(FULL * share)
        return replace(graphic, share=weight) if weight else None
    eased = share * share * (3 - 2 * share)
    edge = nearest(graphic.box, size) if moving.direction == "auto" else moving.direction
    if moving.kind == "slide":
        return replace(graphic, box=slid(graphic.box, edge, eased, size))
    return wiped(graphic, "left" if moving.direction == "auto" else edge, eased)


def nearest(box: Box, size: tuple[int, int]) -> Edge:
    """The edge of the canvas with the shortest way out; sideways where there is no difference."""
    ways: dict[Edge, int] = {
        "left": box.x + box.w, "right": size[0] - box.x, "down": size[1] - box.y, "up": box.y + box.h,
    }  # fmt: skip
    return min(ways, key=lambda edge: ways[edge])


def slid(box: Box, edge: Edge, there: float, size: tuple[int, int]) -> Box:
    """The box on its way from beyond an edge of the canvas."""
    away = 1 - there
    across = {"left": -(box.x + box.w), "right": size[0] - box.x}.get(edge, 0)
    down = {"up": -(box.y + box.h), "down": size[1] - box.y}.get(edge, 0)
    return box._replace(x=box.x + even(across * away), y=box.y + even(down * away))


def wiped(graphic: Graphic, edge: Edge, there: float) -> Graphic | None:
    """The part of the graphic that has been uncovered from one of its edges."""
    box = graphic.box
    w = even(box.w * there) if edge in ("left", "right") else box.w
    h = even(box.h * there) if edge in ("up", "down") else box.h
    x, y = (box.w - w if edge == "right" else 0), (box.h - h if edge == "down" else 0)
    return part(graphic, Box(x, y, w, h)) if w >= 2 and h >= 2 else None


def part(graphic: Graphic, inner: Box) -> Graphic:
    """A part of a graphic, where that part stands; `inner` counts from the graphic's own corner, in even pixels."""
    box = Box(graphic.box.x + inner.x, graphic.box.y + inner.y, inner.w, inner.h)
    if not isinstance(graphic, Bitmap):
        return replace(graphic, box=box, picture=graphic.picture.part(inner.x, inner.y, inner.w, inner.h))
    full = slice(inner.y, inner.y + inner.h), slice(inner.x, inner.x + inner.w)
    half = slice(full[0].start // 2, full[0].stop // 2), slice(full[1].start // 2, full[1].stop // 2)
    keep, add = graphic.keep, graphic.add
    return replace(
        graphic, box=box, keep=(keep[0][full], keep[1][half]), add=(add[0][full], add[1][half], add[2][half])
    )
