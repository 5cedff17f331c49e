"""The time of day in a box; the engine supplies the text of the frame as the field `time`."""

from __future__ import annotations

from typing import BinaryIO

from PIL import Image, ImageDraw

from mixer.overlays import fonts
from mixer.protocol.showfile import ClockOverlay, Overlay


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
    size = fonts.fitting(
        "00:00:00"[: len(style.format)],
        "bold",
        max(8, round(style.size * canvas_height)),
        box[0] * 0.9,
    )
    # Every digit gets the same room, so that the time does not tremble.
    advance = fonts.width_of("0", "bold", size)
    width, height = advance * len(text) + size, round(1.6 * size)
    draw, left = ImageDraw.Draw(image), (image.width - width) / 2
    top = (image.height - height) / 2
    draw.rounded_rectangle((left, top, left + width, top + height), radius=size // 5, fill=style.background)
    for index, digit in enumerate(text):
        indent = (advance - fonts.width_of(digit, "bold", size)) / 2
        fonts.write(
            draw,
            (left + size / 2 + index * advance + indent, top + 1.16 * size),
            digit,
            "bold",
            size,
            style.color,
        )
    return image
