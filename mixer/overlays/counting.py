"""A time that is counted, and what it is the time of."""

from __future__ import annotations

from typing import BinaryIO

from PIL import Image

from mixer.kinds.overlays.look import Look
from mixer.overlays.lettering import laid, lay_plate, put, shortened, size_px
from mixer.protocol.showfile import Overlay
from mixer.text.writing import SMALLEST_PX

LABEL_SHARE = 0.5  # size of the label, of the time
LEADING = 1.25


def draw_counting(
    overlay: Overlay,
    fields: dict[str, str],
    box: tuple[int, int],
    canvas_height: int,
    file: BinaryIO | None,
) -> Image.Image:
    """Draw `shown` in the middle of the box, `label` above it; every digit has the same room, so nothing trembles."""
    look = overlay.content
    assert isinstance(look, Look)
    image = Image.new("RGBA", box)
    time, label = fields.get("shown", ""), " ".join(fields.get("label", "").split())
    size = fitting_size(time, look, box, size_px(look, canvas_height), bool(label))
    pad, wide = look.padding * size, digits_width(time, look, size)
    words = shortened(label, look, max(SMALLEST_PX, round(LABEL_SHARE * size)), box[0] - 2 * pad) if label else None
    width = max(wide, words.width if words else 0.0) + 2 * pad
    above = LEADING * words.size_px if words else 0.0
    height = above + LEADING * size + 0.9 * pad
    left, top = (image.width - width) / 2, (image.height - height) / 2
    lay_plate(image, (left, top, left + width, top + height), look.background, look.radius)
    if words:
        put(image, ((image.width - words.width) / 2, top + 0.45 * pad + words.size_px), words, look)
    put_digits(image, ((image.width - wide) / 2, top + 0.45 * pad + above + 0.98 * size), time, look, size)
    return image


def fitting_size(time: str, look: Look, box: tuple[int, int], wanted: int, labelled: bool) -> int:
    """The size wanted, or as large as the box has room for: figures stay readable and whole."""
    lines = LEADING * (1 + LABEL_SHARE * labelled) + 0.9 * look.padding
    high = box[1] / lines
    wide = box[0] / max(0.1, digits_width(time, look, 100) / 100 + 2 * look.padding)
    return max(SMALLEST_PX, int(min(wanted, high, wide)))


def cell_width(figure: str, look: Look, size: int) -> float:
    return laid("0" if figure.isdecimal() else figure, look, size).width


def digits_width(time: str, look: Look, size: int) -> float:
    return sum(cell_width(figure, look, size) for figure in time)


def put_digits(image: Image.Image, at: tuple[float, float], time: str, look: Look, size: int, color: str = "") -> None:
    left, baseline = at
    for figure in time:
        room, line = cell_width(figure, look, size), laid(figure, look, size)
        put(image, (left + (room - line.width) / 2, baseline), line, look, color)
        left += room
