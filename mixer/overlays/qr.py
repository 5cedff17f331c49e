"""A QR code with its quiet zone, and words below it."""

from __future__ import annotations

from typing import BinaryIO

import segno
from PIL import Image

from mixer.kinds.overlays.qr import QrOverlay
from mixer.protocol.showfile import Overlay
from mixer.text.writing import BOLD, SMALLEST_PX, color_of, fitting, write

QUIET = 4  # modules around it that ISO 18004 asks for
WORDS = 0.11  # height of the words, of the box


def draw_qr(
    overlay: Overlay,
    fields: dict[str, str],
    box: tuple[int, int],
    canvas_height: int,
    file: BinaryIO | None,
) -> Image.Image:
    """Modules of whole pixels, as large as fits; without an address nothing. Raises ValueError for one too long."""
    look = overlay.content
    assert isinstance(look, QrOverlay)
    image = Image.new("RGBA", box)
    address, words = fields.get("address", "").strip(), " ".join(fields.get("caption", "").split())
    if not address:
        return image
    try:
        code = segno.make_qr(address, error=look.safety[0], boost_error=False)
    except segno.DataOverflowError as error:
        raise ValueError(f"{overlay.name}: {error}") from None
    below = max(SMALLEST_PX, round(WORDS * box[1])) if words else 0
    dots = code_picture(code, look)
    scale = min(box[0] // dots.width, (box[1] - round(1.6 * below)) // dots.width)
    if scale < 1:
        raise ValueError(f"{overlay.name}: {dots.width} dots do not fit a box of {box[0]} × {box[1]} pixels")
    dots = dots.resize((scale * dots.width, scale * dots.height), Image.Resampling.NEAREST)
    left, top = (box[0] - dots.width) // 2, box[1] - dots.height - round(1.6 * below)
    ground = Image.new("RGBA", (dots.width, box[1] - top), color_of(look.background))
    image.paste(ground, (left, top))
    image.paste(dots, (left, top))
    if words:
        line = fitting(words, BOLD, below, dots.width * 0.92)
        write(image, (left + (dots.width - line.width) / 2, box[1] - 0.75 * below), line, look.color)
    return image


def code_picture(code: segno.QRCode, look: QrOverlay) -> Image.Image:
    """A pixel a module, the quiet zone too."""
    rows = [list(row) for row in code.matrix_iter(scale=1, border=QUIET)]
    image = Image.new("RGBA", (len(rows[0]), len(rows)), color_of(look.background))
    dark = color_of(look.color)
    for y, row in enumerate(rows):
        for x, module in enumerate(row):
            if module:
                image.putpixel((x, y), dark)
    return image
