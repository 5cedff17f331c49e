"""A still picture. Its file is foreign: few formats, a cap on pixels before anything is decoded."""

from __future__ import annotations

import contextlib
import io
import os
import warnings
from typing import TYPE_CHECKING

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from mixer.errors import SourceLost, SourceRefused
from mixer.protocol.showfile import Canvas, Source
from mixer.sources.convert import frame_of_image

if TYPE_CHECKING:
    from mixer.feed.pace import Pace
    from mixer.feed.port import Port

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
MEGAPIXELS = 40
HEARTBEAT_NS = 200_000_000


def read_image(source: Source, port: Port, pace: Pace) -> None:
    """Publish the picture, and again whenever other views of it are wanted, until the engine goes.

    Raises SourceRefused for files that are no picture we show, SourceLost when there is no file.
    """
    if port.fd is None:
        raise SourceLost("the picture file is missing")
    picture = load(port.fd, port.canvas)
    frame = frame_of_image(picture)
    port.status(
        "live",
        f"still {picture.width}×{picture.height}",
        width=picture.width,
        height=picture.height,
    )
    due, shown = pace.start_ns(), None
    port.began(due)
    while True:
        pace.wait_until(due - HEARTBEAT_NS, port)
        if port.wants == shown:
            port.repeat(due)
        else:
            wants = port.wants
            if port.picture(frame, due):
                shown = wants
        due = max(due + HEARTBEAT_NS, 0 if pace.offline else pace.now_ns())


def load(fd: int, canvas: Canvas) -> Image.Image:
    """The picture upright, in RGB or RGBA, no larger than needed. Raises SourceRefused."""
    with os.fdopen(os.dup(fd), "rb") as file:
        file.seek(0)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return _opened(Image.open(file, formats=FORMATS), canvas)
        except SourceRefused:
            raise
        except Image.DecompressionBombError:
            raise SourceRefused(f"this picture has too many pixels; up to {MEGAPIXELS} megapixels are shown") from None
        except UnidentifiedImageError:
            raise SourceRefused("this file is not a PNG, JPEG, WebP, GIF or BMP picture") from None
        # Pillow's decoders raise whatever they stumble on in a broken file.
        except Exception as error:
            raise SourceRefused(f"this picture cannot be read: {error}") from None


def _opened(picture: Image.Image, canvas: Canvas) -> Image.Image:
    if picture.width * picture.height > MEGAPIXELS * 1_000_000:
        size = f"{picture.width}×{picture.height}"
        raise SourceRefused(f"this picture has {size} pixels; up to {MEGAPIXELS} megapixels are shown")
    if picture.format == "JPEG":
        picture.draft(None, (2 * canvas.width, 2 * canvas.height))
    picture.load()
    # Broken orientation tags are ignored, as browsers do.
    with contextlib.suppress(Exception):
        picture = ImageOps.exif_transpose(picture)
    return _fitted(_in_srgb(picture), canvas)


def _in_srgb(picture: Image.Image) -> Image.Image:
    """8-bit RGB or RGBA; a colour profile is applied where it is sound."""
    if picture.mode in ("I;16", "I;16B", "I;16L", "I;16N", "I", "F"):
        return _eight_bits(picture)
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            ours = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, io.BytesIO(profile), ours, outputMode="RGB")
            if converted is not None:
                return converted
    transparent = picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info
    return picture.convert("RGBA" if transparent else "RGB")


def _eight_bits(picture: Image.Image) -> Image.Image:
    low, high = picture.getextrema()
    top = 65_535.0 if isinstance(high, int | float) and high > 255 else 255.0
    return picture.convert("F").point(lambda value: value * (255.0 / top)).convert("L").convert("RGB")


def _fitted(picture: Image.Image, canvas: Canvas) -> Image.Image:
    shrink = min(1.0, canvas.width / picture.width, canvas.height / picture.height)
    size = max(1, round(picture.width * shrink)), max(1, round(picture.height * shrink))
    if picture.size == size and picture.mode == "RGB":
        return picture
    if picture.mode == "RGBA":
        # Premultiplied while it is scaled, so that nothing has a rim; and of even size, as pictures with alpha are.
        even = max(2, size[0] & ~1), max(2, size[1] & ~1)
        return picture.convert("RGBa").resize(even, Image.Resampling.LANCZOS)
    return picture.resize(size, Image.Resampling.LANCZOS)
