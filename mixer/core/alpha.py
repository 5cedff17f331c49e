"""Pictures with alpha: how they are premultiplied, laid over others, and seen over black.

Premultiplied is what is added to the picture below, its offsets (16, 128, 128) included: laying one over another is
out = below × (255 − alpha) / 255 + added. Where `added` is at most alpha, as `premultiplied` leaves it, nothing
overflows.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mixer.core.geometry import Box, View
from mixer.core.picture import BLACK, Picture, Plane

ROWS = 64  # rows at a time: the scratch of a 1080p row block stays in the second-level cache
EDGE = 4  # pixels around the ink that scaling may reach
OPAQUE = 255
# What black adds at each alpha, and what is lacking of it.
_BLACKS = {black: ((np.arange(256) * black + 127) // 255).astype(np.uint8) for black in set(BLACK)}
_LACKS = {black: (black - added).astype(np.uint8) for black, added in _BLACKS.items()}
Ink = tuple[int, int, int, int]


def premultiplied(over_black: tuple[Plane, Plane, Plane], a: Plane, ca: Plane, ink: Ink | None = None) -> Picture:
    """A picture with alpha, of its planes as they look over black; `a` is the alpha of luma, `ca` of chroma."""
    alphas = (a, ca, ca)
    parts = zip(over_black, alphas, BLACK, strict=True)
    y, u, v = (_added(plane, alpha, black) for plane, alpha, black in parts)
    return Picture(y, u, v, a, ca, ink)


def _added(plane: Plane, alpha: Plane, black: int) -> Plane:
    lacks = _LACKS[black][alpha]
    added: Plane = np.maximum(plane, lacks)
    added -= lacks
    return np.minimum(added, alpha, out=added)


def over_black(picture: Picture) -> Picture:
    """The picture as it looks over black; one without alpha is as it is."""
    if picture.a is None or picture.ca is None:
        return picture
    parts = zip(picture.planes, (picture.a, picture.ca, picture.ca), BLACK, strict=True)
    y, u, v = (plane + _LACKS[black][alpha] for plane, alpha, black in parts)
    return Picture(y, u, v)


def ink_of(a: Plane) -> Ink:
    """The box (x, y, w, h; even) outside of which an alpha plane is 0; without any ink its size is 0."""
    rows, columns = np.flatnonzero(a.any(axis=1)), np.flatnonzero(a.any(axis=0))
    if not len(rows):
        return 0, 0, 0, 0
    left, top = int(columns[0]) & ~1, int(rows[0]) & ~1
    return left, top, (int(columns[-1]) + 2 & ~1) - left, (int(rows[-1]) + 2 & ~1) - top


def ink_in(ink: Ink, view: View) -> Ink:
    """Where the ink of a native picture lies in a view of it, with an edge for what scaling smears."""
    x, y, w, h = ink
    if not w or not h:
        return 0, 0, 0, 0
    across, down = view.w / view.cw, view.h / view.ch
    left, top = int((x - view.cx) * across) - EDGE & ~1, int((y - view.cy) * down) - EDGE & ~1
    right, bottom = int((x + w - view.cx) * across) + EDGE + 2 & ~1, int((y + h - view.cy) * down) + EDGE + 2 & ~1
    box = Box(left, top, right - left, bottom - top).within(view.w, view.h)
    return box.x, box.y, box.w, box.h


def inked(picture: Picture, ink: Ink | None, view: View) -> Picture:
    """A view of a native picture, with that picture's ink."""
    return picture if ink is None else replace(picture, ink=ink_in(ink, view))


def lay(picture: Picture, below: Picture, opacity: float = 1.0) -> None:
    """Lay a picture with alpha over another of its size; only where it has ink."""
    assert picture.a is not None
    if picture.ink is not None and picture.ink != (0, 0, picture.width, picture.height):
        x, y, w, h = picture.ink
        if not w or not h:
            return
        picture, below = picture.part(x, y, w, h), below.part(x, y, w, h)
    share = round(256 * opacity)
    alphas = (picture.a, picture.ca, picture.ca)
    for plane, added, alpha in zip(below.planes, picture.planes, alphas, strict=True):
        assert alpha is not None
        for top in range(0, plane.shape[0], ROWS):
            rows = slice(top, top + ROWS)
            _lay_rows(plane[rows], added[rows], alpha[rows], share)


def _lay_rows(plane: Plane, added: Plane, alpha: Plane, share: int) -> None:
    if share < 256:
        added, alpha = _weaker(added, share), _weaker(alpha, share)
    mixed = np.multiply(plane, OPAQUE - alpha, dtype=np.uint16)
    # Exactly mixed / 255, rounded: both terms fit into 16 bits.
    mixed += 128
    mixed += mixed >> 8
    mixed >>= 8
    mixed += added
    np.copyto(plane, mixed, casting="unsafe")


def _weaker(plane: Plane, share: int) -> Plane:
    weaker: NDArray[np.uint16] = np.multiply(plane, share, dtype=np.uint16)
    return (weaker >> 8).astype(np.uint8)
