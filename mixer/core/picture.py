"""Pictures as planes: planar yuv420p, BT.709, limited range, even sizes; with alpha, premultiplied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One picture: `y` is (height, width), `u` and `v` are (height / 2, width / 2), all uint8.

    With alpha it is premultiplied: `y`, `u` and `v` are what is added to the picture below, of which 255 − alpha parts
    in 255 are kept; transparent is 0, 0, 0. `a` is the alpha of `y` and `ca` that of `u` and `v`, of their sizes.
    Outside of `ink` (x, y, width, height; even) all is transparent.
    """

    y: Plane
    u: Plane
    v: Plane
    a: Plane | None = None
    ca: Plane | None = None
    ink: tuple[int, int, int, int] | None = None

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
        """A view on a rectangle with even coordinates; of one with alpha the ink goes along."""
        rows, halves = slice(y, y + height), (slice(y // 2, (y + height) // 2), slice(x // 2, (x + width) // 2))
        columns = slice(x, x + width)
        planes = self.y[rows, columns], self.u[halves], self.v[halves]
        if self.a is None or self.ca is None:
            return Picture(*planes)
        return Picture(*planes, self.a[rows, columns], self.ca[halves], _moved(self.ink, x, y, width, height))

    @property
    def layers(self) -> tuple[Plane, ...]:
        """All that is stored of it."""
        return self.planes if self.a is None or self.ca is None else (*self.planes, self.a, self.ca)

    def fill(self, color: Yuv) -> None:
        for plane, value in zip(self.planes, color, strict=True):
            plane[...] = value

    def copy_from(self, other: Picture) -> None:
        for mine, theirs in zip(self.layers, other.layers, strict=True):
            np.copyto(mine, theirs)


def _moved(ink: tuple[int, int, int, int] | None, x: int, y: int, width: int, height: int) -> Any:
    """The ink that lies in a rectangle, as seen from its corner."""
    if ink is None:
        return None
    left, top = max(0, ink[0] - x), max(0, ink[1] - y)
    right, bottom = min(width, ink[0] + ink[2] - x), min(height, ink[1] + ink[3] - y)
    return left, top, max(0, right - left), max(0, bottom - top)


Yuv = tuple[int, int, int]
BLACK: Yuv = (16, 128, 128)


def blank(width: int, height: int, color: Yuv = BLACK) -> Picture:
    """A new picture of one colour; width and height are even."""
    picture = on_buffer(np.empty(size_of(width, height), np.uint8), width, height)
    picture.fill(color)
    return picture


def size_of(width: int, height: int, alpha: bool = False) -> int:
    """Bytes of a picture whose planes lie one after the other."""
    return width * height * (11 if alpha else 6) // 4


def on_buffer(buffer: Plane, width: int, height: int, alpha: bool = False) -> Picture:
    """A picture over `buffer` (uint8, flat): y, then u, then v, with `alpha` then both alphas; no padding."""
    luma, quarter = width * height, width * height // 4
    half, chroma = (height // 2, width // 2), luma + 2 * quarter
    planes = (
        buffer[:luma].reshape(height, width),
        buffer[luma : luma + quarter].reshape(half),
        buffer[luma + quarter : chroma].reshape(half),
    )
    if not alpha:
        return Picture(*planes)
    a, ca = buffer[chroma : chroma + luma], buffer[chroma + luma : chroma + luma + quarter]
    return Picture(*planes, a.reshape(height, width), ca.reshape(half))


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
