"""What stands in for a source without a picture: its name, calmly."""

from __future__ import annotations

from PIL import Image

from mixer.text.writing import BOLD, REGULAR, SMALLEST_PX, fitting, write


def draw_slate(name: str, width: int, height: int, why: str = "no signal") -> Image.Image:
    image = Image.new("RGB", (width, height), "#1b2027")
    title = fitting(name, BOLD, max(SMALLEST_PX, height // 9), width * 0.8)
    below = fitting(why, REGULAR, max(7, round(title.size_px * 0.55)), width * 0.8)
    for line, color, baseline in (
        (title, "#c9d1d9", height / 2),
        (below, "#7d8794", height / 2 + 1.6 * below.size_px),
    ):
        write(image, ((width - line.width) / 2, baseline), line, color)
    return image
