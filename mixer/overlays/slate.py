"""The show's slate: its colour, its picture over that, its words over both."""

from __future__ import annotations

from typing import BinaryIO

from PIL import Image, ImageOps

from mixer.overlays.image import read_picture
from mixer.process import log
from mixer.protocol.slate import Slate
from mixer.text.wrapping import cut_off, wrapped
from mixer.text.writing import BOLD, SMALLEST_PX, color_of, line, write

TEXT_SHARE = 1 / 11  # size of the text, of the height
ROOM = 0.84  # of the width, for the text
LEADING = 1.3
MOST_LINES = 6
DARK, BRIGHT = "#10141a", "#f2f4f7"


def draw_slate(slate: Slate, width: int, height: int, file: BinaryIO | None = None) -> Image.Image:
    """An opaque picture of width × height. A picture file that cannot be read leaves the colour."""
    red, green, blue, _ = color_of(slate.color)
    image = Image.new("RGB", (width, height), (red, green, blue))
    under = _lay_picture(image, file, slate.path) if slate.path else False
    if slate.text.strip():
        _write(
            image, slate.text, BRIGHT if under or 0.2126 * red + 0.7152 * green + 0.0722 * blue < 140 else DARK, under
        )
    return image


def _lay_picture(image: Image.Image, file: BinaryIO | None, path: str) -> bool:
    try:
        picture = ImageOps.fit(read_picture(file, path), image.size, Image.Resampling.LANCZOS)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        log.write(f"the slate's picture: {error}")
        return False
    image.paste(picture, (0, 0), picture)
    return True


def _write(image: Image.Image, text: str, color: str, shaded: bool) -> None:
    size = max(SMALLEST_PX, round(image.height * TEXT_SHARE))
    room = image.width * ROOM

    def measure(words: str) -> float:
        return line(words, BOLD, size).width

    lines = cut_off(wrapped(text.strip(), room, measure), MOST_LINES, room, measure)
    baseline = image.height / 2 - (len(lines) - 1) * LEADING * size / 2 + 0.35 * size
    for words in lines:
        laid = line(words, BOLD, size)
        left, edge = (image.width - laid.width) / 2, max(1, size // 18)
        if shaded:
            write(image, (left + edge, baseline + edge), laid, "#000000b0")
        write(image, (left, baseline), laid, color)
        baseline += LEADING * size
