"""The time of day in a box; the engine supplies the text of the frame as the field `time`."""

from __future__ import annotations

from typing import BinaryIO

from PIL import Image, ImageDraw

from mixer.kinds.overlays.clock import ClockOverlay
from mixer.protocol.showfile import Overlay
from mixer.text import writing
from mixer.text.writing import BOLD, SMALLEST_PX, fitting, write


def draw_clock(
    overlay: Overlay,
    fields: dict[str, str],
    box: tuple[int, int],
    canvas_height: int,
    file: BinaryIO | None,
) -> Image.Image:
    style = overlay.content
    assert isinstance(style, ClockOverlay)
    image = Image.new("RGBA", box)
    text = fields.get("time", "")
    largest = max(SMALLEST_PX, round(style.size * canvas_height))
    size = fitting("00:00:00"[: len(style.format)], BOLD, largest, box[0] * 0.9).size_px
    # Every digit gets the same room, so that the time does not tremble.
    advance = writing.line("0", BOLD, size).width
    width, height = advance * len(text) + size, round(1.6 * size)
    left, top = (image.width - width) / 2, (image.height - height) / 2
    box_drawn = (left, top, left + width, top + height)
    ImageDraw.Draw(image).rounded_rectangle(box_drawn, radius=size // 5, fill=style.background)
    for index, digit in enumerate(writing.line(one, BOLD, size) for one in text):
        indent = size / 2 + index * advance + (advance - digit.width) / 2
        write(image, (left + indent, top + 1.16 * size), digit, style.color)
    return image
