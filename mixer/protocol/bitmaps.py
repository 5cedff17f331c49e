"""RGBA to what the engine blends: premultiplied planes, packed for shared memory."""

from __future__ import annotations

import io
import mmap

import numpy as np
from numpy.typing import NDArray
from PIL import Image, features

from mixer.protocol.shared import shared_memory

Floats = NDArray[np.float32]
Edges = tuple[int, int, int, int]
"""x, y, width and height in pixels of the canvas, all even."""


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


def trimmed(image: Image.Image, box: Edges) -> tuple[Image.Image, Edges]:
    """The image (of even sides) and its box without transparent margins, to even pixels: less to blend every frame."""
    bounds = image.getchannel("A").getbbox() or (0, 0, 2, 2)
    left, top = bounds[0] // 2 * 2, bounds[1] // 2 * 2
    right, bottom = min(image.width, -(-bounds[2] // 2) * 2), min(image.height, -(-bounds[3] // 2) * 2)
    return image.crop((left, top, right, bottom)), (box[0] + left, box[1] + top, right - left, bottom - top)


def encoded(image: Image.Image) -> bytes:
    """An RGBA picture as a small file that browsers read."""
    file = io.BytesIO()
    image.save(file, "WEBP" if features.check("webp") else "PNG", quality=75, method=2)
    return file.getvalue()


def to_shared(data: bytes) -> int:
    """A descriptor of memory holding the bytes."""
    fd = shared_memory("tally-bitmap", len(data))
    with mmap.mmap(fd, len(data)) as memory:
        memory[:] = data
    return fd
