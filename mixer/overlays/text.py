"""Lines of text: lower third, banner or plain."""

from __future__ import annotations

from typing import BinaryIO

from PIL import Image, ImageDraw

from mixer.kinds.overlays.text import TextOverlay
from mixer.protocol.showfile import Overlay
from mixer.text.writing import BOLD, REGULAR, SMALLEST_PX, Line, fitting, write

SUBTITLE_SHARE = 0.62  # size of the second line, of the first
PADDING = 0.55  # around the text, of its size
LEADING = 1.3  # from one line to the next, of the size
ASCENT = 1.02  # from the top of a line to its baseline, of the size


def draw_text(
    overlay: Overlay,
    fields: dict[str, str],
    box: tuple[int, int],
    canvas_height: int,
    file: BinaryIO | None,
) -> Image.Image:
    """Draw `title` and `subtitle`; the box is as wide as the text, and shrinks the text that is too wide."""
    style = overlay.content
    assert isinstance(style, TextOverlay)
    image = Image.new("RGBA", box)
    if lines := laid_out(fields, style, box[0], canvas_height):
        paint(image, lines, style)
    return image


def laid_out(fields: dict[str, str], style: TextOverlay, width: int, canvas_height: int) -> list[Line]:
    """The lines that have a text, each as large as the style says or as fits."""
    size = max(SMALLEST_PX, round(style.size * canvas_height))
    room = width - 2 * PADDING * size - bar_width(style, size)
    wanted = (("title", BOLD, 1.0), ("subtitle", REGULAR, SUBTITLE_SHARE))
    texts = [(" ".join(fields.get(name, "").split()), weight, share) for name, weight, share in wanted]
    return [fitting(text, weight, round(size * share), room) for text, weight, share in texts if text]


def bar_width(style: TextOverlay, size: int) -> int:
    return max(2, size // 7) if style.style == "lower-third" else 0


def paint(image: Image.Image, lines: list[Line], style: TextOverlay) -> None:
    draw = ImageDraw.Draw(image)
    largest = max(line.size_px for line in lines)
    pad, bar = PADDING * largest, bar_width(style, largest)
    height = sum(LEADING * line.size_px for line in lines) + LEADING * pad
    width = image.width if style.style == "banner" else max(line.width for line in lines) + 2 * pad + bar
    left, top = aligned(image.width - width, style.align), max(0.0, image.height - height)
    if style.style != "plain":
        draw.rectangle((left, top, left + width - 1, image.height), fill=style.background)
    if bar:
        draw.rectangle((left, top, left + bar - 1, image.height), fill=style.accent)
    line_top = top + 0.65 * pad
    for line in lines:
        indent = aligned(width - 2 * pad - bar - line.width, style.align)
        write(image, (left + bar + pad + indent, line_top + ASCENT * line.size_px), line, style.color)
        line_top += LEADING * line.size_px


def aligned(room: float, align: str) -> float:
    """Where something starts that leaves `room` beside it."""
    return {"left": 0.0, "center": room / 2, "right": room}[align]
