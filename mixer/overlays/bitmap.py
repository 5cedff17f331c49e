"""RGBA to what the engine blends: premultiplied planes in shared memory."""

from __future__ import annotations

import mmap
import os

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mixer.core.compose import Bitmap, Weights
from mixer.core.geometry import Box, even
from mixer.core.picture import Picture, on_buffer, size_of
from mixer.feed.ring import is_sealed, shared_memory

Floats = NDArray[np.float32]


def planes_of(image: Image.Image) -> tuple[Floats, Floats, Floats, Floats]:
    """Y, U, V (BT.709 limited) and alpha 0–1, each (height, width)."""
    pixels = np.asarray(image.convert("RGBA"), np.float32) / 255
    red, green, blue, opaque = np.moveaxis(pixels, 2, 0)
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return (
        16 + 219 * luma,
        128 + 224 * (blue - luma) / 1.8556,
        128 + 224 * (red - luma) / 1.5748,
        opaque,
    )


def halved(plane: Floats) -> Floats:
    """Means of 2 × 2 pixels."""
    height, width = plane.shape
    means: Floats = plane.reshape(height // 2, 2, width // 2, 2).mean((1, 3))
    return means


def packed(image: Image.Image) -> bytes:
    """keep (luma, chroma) and add (Y, U, V) as uint16, one after the other; the image has even sides."""
    luma, blue, red, opaque = planes_of(image)
    keep = np.rint(256 * (1 - opaque))
    half_opaque = halved(opaque)
    half_keep = np.rint(256 * (1 - half_opaque))
    chroma = [premultiplied(plane, opaque, half_keep) for plane in (blue, red)]
    arrays = [keep, half_keep, (luma * (1 - keep / 256)).astype(np.float32), *chroma]
    return b"".join(np.rint(array).astype(np.uint16).tobytes() for array in arrays)


def premultiplied(plane: Floats, opaque: Floats, half_keep: Floats) -> Floats:
    """Chroma weighted by the alpha of its pixels, so that a transparent neighbour does not tint an edge."""
    weight = halved(opaque)
    mean = np.divide(halved(plane * opaque), weight, out=np.full_like(weight, 128), where=weight > 0)
    weighted: Floats = (mean * (1 - half_keep / 256)).astype(np.float32)
    return weighted


def trimmed(image: Image.Image, box: Box) -> tuple[Image.Image, Box]:
    """The image and its box without transparent margins, to even pixels: less to blend every frame."""
    bounds = image.getchannel("A").getbbox() or (0, 0, 2, 2)
    left, top = bounds[0] // 2 * 2, bounds[1] // 2 * 2
    right, bottom = (
        min(image.width, -(-bounds[2] // 2) * 2),
        min(image.height, -(-bounds[3] // 2) * 2),
    )
    inner = Box(box.x + left, box.y + top, even(right - left), even(bottom - top))
    return image.crop((left, top, left + inner.w, top + inner.h)), inner


def to_shared(data: bytes) -> int:
    """A descriptor of memory holding the bytes."""
    fd = shared_memory("tally-bitmap", len(data))
    with mmap.mmap(fd, len(data)) as memory:
        memory[:] = data
    return fd


def bitmap_from(fd: int, box: Box) -> Bitmap:
    """The bitmap in shared memory. Raises ValueError when the memory is not of the size the box needs."""
    if any(type(side) is not int or side % 2 for side in box) or min(box.w, box.h) < 2:
        raise ValueError(f"expected a box of even whole numbers, found {tuple(box)}")
    luma, chroma = box.w * box.h, box.w * box.h // 4
    data = np.frombuffer(shared(fd, 4 * (luma + chroma) + 2 * chroma), np.uint16)
    cuts = np.cumsum([luma, chroma, luma, chroma])
    parts = np.split(data, cuts)
    full, half = (box.h, box.w), (box.h // 2, box.w // 2)
    keep: tuple[Weights, Weights] = (parts[0].reshape(full), parts[1].reshape(half))
    return Bitmap(
        box,
        keep,
        (parts[2].reshape(full), parts[3].reshape(half), parts[4].reshape(half)),
    )


def picture_from(fd: int, width: int, height: int) -> Picture:
    """An opaque picture in shared memory. Raises ValueError when its size is wrong."""
    return on_buffer(np.frombuffer(shared(fd, size_of(width, height)), np.uint8), width, height)


def opaque(image: Image.Image) -> bytes:
    """An image as the bytes of a picture."""
    luma, blue, red, _ = planes_of(image)
    return b"".join(np.rint(plane).astype(np.uint8).tobytes() for plane in (luma, halved(blue), halved(red)))


def shared(fd: int, size: int) -> mmap.mmap:
    if not is_sealed(fd):
        raise ValueError("expected memory that nobody can cut short")
    if os.fstat(fd).st_size != size:
        raise ValueError(f"expected {size} bytes of bitmap, found {os.fstat(fd).st_size}")
    return mmap.mmap(fd, size)
