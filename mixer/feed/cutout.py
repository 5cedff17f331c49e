"""The tile of an overlay that is a stream: with its transparency, small, in its own shape."""

from __future__ import annotations

import numpy as np
from PIL import Image

from mixer.core.alpha import over_black
from mixer.core.picture import Picture
from mixer.feed.messages import TILE_PX
from mixer.protocol.bitmaps import encoded

WIDE_PX = TILE_PX * 16 // 9


def size_of(width: int, height: int) -> tuple[int, int]:
    """As large as it fits into a tile, and no larger than it is; even."""
    share = min(1.0, WIDE_PX / width, TILE_PX / height)
    across, down = (max(2, 2 * round(share * side / 2)) for side in (width, height))
    return across, down


def cutout(picture: Picture) -> bytes:
    """A picture as an image file with alpha; one without is opaque."""
    return encoded(Image.fromarray(rgba_of(picture), "RGBA"))


def rgba_of(picture: Picture) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """(height, width, 4) of 0–255, not premultiplied."""
    flat = over_black(picture)
    luma = (flat.y.astype(np.float32) - 16) / 219
    blue, red = (((plane.astype(np.float32) - 128) / 224).repeat(2, 0).repeat(2, 1) for plane in (flat.u, flat.v))
    r, b = luma + 1.5748 * red, luma + 1.8556 * blue
    g = (luma - 0.2126 * r - 0.0722 * b) / 0.7152
    alpha = np.full(luma.shape, 255, np.uint8) if picture.a is None else picture.a
    share = np.maximum(alpha, 1).astype(np.float32) / 255
    colors = [np.clip(np.rint(255 * plane / share), 0, 255).astype(np.uint8) for plane in (r, g, b)]
    return np.stack([*colors, alpha], axis=2)
