"""Drawings in shared memory, as the engine opens them."""

from __future__ import annotations

import numpy as np
from PIL import Image

from mixer.core.compose import Bitmap, Scroll, Weights
from mixer.core.geometry import Box
from mixer.core.picture import Picture, on_buffer, size_of
from mixer.protocol.bitmaps import halved, planes_of
from mixer.protocol.shared import mapped


def bitmap_from(fd: int, box: Box, scroll: Scroll | None = None) -> Bitmap:
    """The bitmap in shared memory. Raises ValueError when the memory is not of the size the box needs."""
    if scroll and not (2 <= scroll.window <= box.w and 0 <= scroll.period <= box.w - scroll.window):
        raise ValueError(f"expected a window of a drawing {box.w} wide, found {tuple(scroll)}")
    if any(type(side) is not int or side % 2 for side in box) or min(box.w, box.h) < 2:
        raise ValueError(f"expected a box of even whole numbers, found {tuple(box)}")
    luma, chroma = box.w * box.h, box.w * box.h // 4
    data = np.frombuffer(mapped(fd, 4 * (luma + chroma) + 2 * chroma), np.uint16)
    cuts = np.cumsum([luma, chroma, luma, chroma])
    parts = np.split(data, cuts)
    full, half = (box.h, box.w), (box.h // 2, box.w // 2)
    keep: tuple[Weights, Weights] = (parts[0].reshape(full), parts[1].reshape(half))
    return Bitmap(
        box,
        keep,
        (parts[2].reshape(full), parts[3].reshape(half), parts[4].reshape(half)),
        scroll=scroll,
    )


def picture_from(fd: int, width: int, height: int) -> Picture:
    """An opaque picture in shared memory. Raises ValueError when its size is wrong."""
    return on_buffer(np.frombuffer(mapped(fd, size_of(width, height)), np.uint8), width, height)


def opaque(image: Image.Image) -> bytes:
    """An image as the bytes of a picture."""
    luma, blue, red, _ = planes_of(image)
    return b"".join(np.rint(plane).astype(np.uint8).tobytes() for plane in (luma, halved(blue), halved(red)))
