"""Lines of text: lower third, banner or plain."""

from __future__ import annotations

from typing import BinaryIO

from PIL import Image, ImageDraw

from mixer.overlays import fonts
from mixer.protocol.showfile import Overlay, TextOverlay

SUBTITLE_SHARE = 0.62  # size of the second line, of the first
PADDING = 0.55  # around the text, of its size


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
    lines = [line for line in measured(fields, style, box, canvas_height) if line[0]]
    if lines:
        paint(image, lines, style)
    return image


Line = tuple[str, str, int]
"""Text, weight, size in pixels."""


def measured(fields: dict[str, str], style: TextOverlay, box: tuple[int, int], canvas_height: int) -> list[Line]:
    size = max(8, round(style.size * canvas_height))
    room = box[0] - 2 * PADDING * size - bar_width(style, size)
    lines = []
    for name, weight, share in (
        ("title", "bold", 1.0),
        ("subtitle", "regular", SUBTITLE_SHARE),
    ):
        text = fields.get(name, "").strip()
        lines.append(
            (
                text,
                weight,
                fonts.fitting(text, weight, round(size * share), room) if text else 0,
            )
        )
    return lines


def bar_width(style: TextOverlay, size: int) -> int:
    return max(2, size // 7) if style.style == "lower-third" else 0


def paint(image: Image.Image, lines: list[Line], style: TextOverlay) -> None:
    draw = ImageDraw.Draw(image)
    largest = max(size for _, _, size in lines)
    pad, bar = PADDING * largest, bar_width(style, largest)
    height = sum(1.3 * size for _, _, size in lines) + 1.3 * pad
    width = max(fonts.width_of(*line) for line in lines) + 2 * pad + bar
    if style.style == "banner":
        width = image.width
    left, top = (
        aligned(image.width - width, style.align),
        max(0.0, image.height - height),
    )
    if style.style != "plain":
        draw.rectangle((left, top, left + width - 1, image.height), fill=style.background)
    if bar:
        draw.rectangle((left, top, left + bar - 1, image.height), fill=style.accent)
    baseline = top + 0.65 * pad
    for text, weight, size in lines:
        indent = aligned(width - 2 * pad - bar - fonts.width_of(text, weight, size), style.align)
        fonts.write(
            draw,
            (left + bar + pad + indent, baseline + 1.02 * size),
            text,
            weight,
            size,
            style.color,
        )
        baseline += 1.3 * size


def aligned(room: float, align: str) -> float:
    """Where something starts that leaves `room` beside it."""
    return {"left": 0.0, "center": room / 2, "right": room}[align]
