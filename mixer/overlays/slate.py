"""What stands in for a source without a picture: its name, calmly."""

from __future__ import annotations

from PIL import Image, ImageDraw

from mixer.overlays import fonts


def draw_slate(name: str, width: int, height: int) -> Image.Image:
    image = Image.new("RGB", (width, height), "#1b2027")
    draw = ImageDraw.Draw(image)
    size = fonts.fitting(name, "bold", max(8, height // 9), width * 0.8)
    small = fonts.fitting("no signal", "regular", max(7, round(size * 0.55)), width * 0.8)
    middle = height / 2
    for text, weight, points, color, baseline in (
        (name, "bold", size, "#c9d1d9", middle),
        ("no signal", "regular", small, "#7d8794", middle + 1.6 * small),
    ):
        fonts.write(
            draw,
            ((width - fonts.width_of(text, weight, points)) / 2, baseline),
            text,
            weight,
            points,
            color,
        )
    return image
