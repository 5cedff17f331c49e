"""A picture with alpha, as large as fits its box."""

from __future__ import annotations

from typing import BinaryIO

from PIL import Image

from mixer.kinds.overlays.image import ImageOverlay
from mixer.protocol.showfile import Overlay

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
MAX_PIXELS = 40_000_000


def draw_image(
    overlay: Overlay,
    fields: dict[str, str],
    box: tuple[int, int],
    canvas_height: int,
    file: BinaryIO | None,
) -> Image.Image:
    """The picture, scaled to fit and centred. Raises ValueError or OSError for what is not a picture."""
    content = overlay.content
    assert isinstance(content, ImageOverlay)
    picture = read_picture(file, overlay.name)
    scale = min(box[0] / picture.width, box[1] / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    if size != picture.size:
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    if content.opacity < 1:
        picture.putalpha(picture.getchannel("A").point(lambda value: round(value * content.opacity)))
    image = Image.new("RGBA", box)
    image.paste(picture, ((box[0] - size[0]) // 2, (box[1] - size[1]) // 2))
    return image


def read_picture(file: BinaryIO | None, name: str) -> Image.Image:
    """A picture file as RGBA. Raises ValueError or OSError, with the name of what has it, for what is none."""
    if file is None:
        raise OSError(f"{name}: its picture file is not there")
    source = Image.open(file, formats=FORMATS)
    if source.width * source.height > MAX_PIXELS:
        raise ValueError(f"{name}: at most {MAX_PIXELS} pixels, found {source.width} × {source.height}")
    return source.convert("RGBA")
