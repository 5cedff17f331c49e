"""Rounded corners: masks with soft edges, and what lies beneath them while a picture is painted."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mixer.core.geometry import Box, even
from mixer.core.picture import Picture, Plane, Yuv

Mask = NDArray[np.uint16]


class Round(NamedTuple):
    """How a box is rounded: the radius of its corners, and how thick the frame inside its edge is (pixels, even)."""

    radius: int
    thick: int = 0


def radius_px(share: float, box: Box) -> int:
    """The radius of a box's corners, given as a share (0–0.5) of its shorter side; even, at most half of that."""
    shorter = min(box.w, box.h)
    return min(even(share * shorter), shorter // 2 & ~1)


def corners(box: Box, radius: int) -> tuple[Box, Box, Box, Box]:
    """The squares of a box that its corners round: top left, top right, bottom left, bottom right."""
    right, bottom = box.x + box.w - radius, box.y + box.h - radius
    return (
        Box(box.x, box.y, radius, radius), Box(right, box.y, radius, radius),
        Box(box.x, bottom, radius, radius), Box(right, bottom, radius, radius),
    )  # fmt: skip


@lru_cache(64)
def masks(shape: Round) -> tuple[tuple[Mask, Mask], tuple[Mask, Mask]]:
    """(of luma, of chroma): how much of each pixel of a top left corner is picture, and how much is frame, 0–256."""
    outer = _disc(shape.radius, shape.radius)
    inner = _disc(shape.radius, max(0, shape.radius - shape.thick)) if shape.thick else outer
    if shape.thick >= shape.radius:
        inner = np.zeros_like(outer)
    luma = inner, outer - inner
    quarters = [_quarter(mask) for mask in luma]
    picture, frame = (np.rint(256 * mask).astype(np.uint16) for mask in luma)
    small, small_frame = (np.rint(256 * mask).astype(np.uint16) for mask in quarters)
    return (picture, frame), (small, small_frame)


def _disc(centre: int, radius: int) -> NDArray[np.float64]:
    """The top left quarter of a disc about (centre, centre); on its edge a pixel counts as far as it lies inside."""
    away = centre - 0.5 - np.arange(centre)
    distance = np.hypot(away[:, None], away[None, :])
    inside: NDArray[np.float64] = np.clip(radius + 0.5 - distance, 0, 1)
    return inside


def _quarter(mask: NDArray[np.float64]) -> NDArray[np.float64]:
    rows = mask[::2] + mask[1::2]
    mean: NDArray[np.float64] = (rows[:, ::2] + rows[:, 1::2]) / 4
    return mean


class Corners:
    """The corners of one box on a canvas: remembered before it is painted, put back around what was painted."""

    def __init__(self, box: Box, shape: Round, canvas: Picture) -> None:
        self._shape, self._canvas, self._painted = shape, canvas, None
        self._squares = [(one.within(canvas.width, canvas.height), one) for one in corners(box, shape.radius)]
        self._below = self._copies()
        self._inside = self._below

    def painted(self) -> None:
        """The picture is there, its frame is not yet."""
        self._inside = self._copies()

    def cut(self, color: Yuv) -> None:
        """Leave of picture and frame (in this colour) what lies within the round corners."""
        for number, (inside, square) in enumerate(self._squares):
            if inside.w and inside.h:
                parts = self._masks(number, inside, square)
                _cut(self._canvas.part(*inside), self._below[number], self._inside[number], parts, color)

    def _copies(self) -> list[Picture]:
        return [_copied(self._canvas.part(*inside)) for inside, _ in self._squares]

    def _masks(self, number: int, inside: Box, square: Box) -> list[tuple[Mask, Mask]]:
        """Those of a corner, for luma and both of chroma, of the part of it that lies on the canvas."""
        luma, chroma = masks(self._shape)
        across, down = slice(None, None, -1 if number % 2 else 1), slice(None, None, -1 if number > 1 else 1)
        x, y = inside.x - square.x, inside.y - square.y

        def part(mask: Mask, by: int) -> Mask:
            return mask[down, across][y // by : (y + inside.h) // by, x // by : (x + inside.w) // by]

        pairs = ((luma, 1), (chroma, 2), (chroma, 2))
        return [(part(picture, by), part(frame, by)) for (picture, frame), by in pairs]


def _copied(part: Picture) -> Picture:
    return Picture(part.y.copy(), part.u.copy(), part.v.copy())


def _cut(target: Picture, below: Picture, inside: Picture, parts: list[tuple[Mask, Mask]], color: Yuv) -> None:
    for plane, under, shown, (picture, frame), value in zip(
        target.planes, below.planes, inside.planes, parts, color, strict=True
    ):
        mixed = _weighted(under, shown, picture, frame, value)
        np.copyto(plane, mixed, casting="unsafe")


def _weighted(under: Plane, shown: Plane, picture: Mask, frame: Mask, value: int) -> Mask:
    mixed: Mask = np.multiply(under, 256 - picture - frame, dtype=np.uint16)
    mixed += np.multiply(shown, picture, dtype=np.uint16)
    mixed += frame * np.uint16(value)
    mixed += 128
    mixed >>= 8
    return mixed
