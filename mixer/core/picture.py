"""Pictures as planes: planar yuv420p, BT.709, limited range, even sizes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One picture: `y` is (height, width), `u` and `v` are (height / 2, width / 2), all uint8."""

    y: Plane
    u: Plane
    v: Plane

    @property
    def width(self) -> int:
        return int(self.y.shape[1])

    @property
    def height(self) -> int:
        return int(self.y.shape[0])

    @property
    def planes(self) -> tuple[Plane, Plane, Plane]:
        return (self.y, self.u, self.v)

    def part(self, x: int, y: int, width: int, height: int) -> Picture:
        """A view on a rectangle with even coordinates."""
        halves = slice(y // 2, (y + height) // 2), slice(x // 2, (x + width) // 2)
        return Picture(self.y[y : y + height, x : x + width], self.u[halves], self.v[halves])

    def fill(self, color: Yuv) -> None:
        for plane, value in zip(self.planes, color, strict=True):
            plane[...] = value

    def copy_from(self, other: Picture) -> None:
        for mine, theirs in zip(self.planes, other.planes, strict=True):
            np.copyto(mine, theirs)


Yuv = tuple[int, int, int]
BLACK: Yuv = (16, 128, 128)


def blank(width: int, height: int, color: Yuv = BLACK) -> Picture:
    """A new picture of one colour; width and height are even."""
    picture = on_buffer(np.empty(size_of(width, height), np.uint8), width, height)
    picture.fill(color)
    return picture


def size_of(width: int, height: int) -> int:
    """Bytes of a picture whose planes lie one after the other."""
    return width * height * 3 // 2


def on_buffer(buffer: Plane, width: int, height: int) -> Picture:
    """A picture over `buffer` (uint8, flat): y, then u, then v, no padding."""
    luma, quarter = width * height, width * height // 4
    half = (height // 2, width // 2)
    return Picture(
        buffer[:luma].reshape(height, width),
        buffer[luma : luma + quarter].reshape(half),
        buffer[luma + quarter : luma + 2 * quarter].reshape(half),
    )


def yuv(color: str) -> Yuv:
    """`#rrggbb` (an alpha pair is ignored) as BT.709 limited-range Y, U, V."""
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return (
        round(16 + 219 * luma),
        round(128 + 224 * (blue - luma) / 1.8556),
        round(128 + 224 * (red - luma) / 1.5748),
    )


def alpha(color: str) -> float:
    """The alpha of `#rrggbbaa`, 0 to 1; colours without one are opaque."""
    return int(color[7:9], 16) / 255 if len(color) == 9 else 1.0
