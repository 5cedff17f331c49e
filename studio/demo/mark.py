"""Our own mark, two lamps of which one is lit, as a picture with alpha for the demo's corner."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (640, 200)
AT_ONCE = 3  # drawn so many times larger, then scaled down, which smooths the edges
FACES = ("NotoSans-Bold.ttf", "DejaVuSans-Bold.ttf", "Arial Bold.ttf")
WHITE, DIM, DARK = (255, 255, 255, 255), (255, 255, 255, 92), (10, 12, 15, 150)


def draw(path: Path) -> None:
    """Write the mark as PNG."""
    width, height = (side * AT_ONCE for side in SIZE)
    picture = Image.new("RGBA", (width, height))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((0, 0, width - 1, height - 1), height * 0.24, fill=DARK)
    for left, color in ((0.085, DIM), (0.205, WHITE)):
        box = (left * width, 0.34 * height, (left + 0.1) * width, 0.66 * height)
        pen.rounded_rectangle(box, height * 0.05, fill=color)
    pen.text((0.37 * width, 0.49 * height), "Tally", font=face(int(height * 0.58)), fill=WHITE, anchor="lm")
    picture.resize(SIZE, Image.Resampling.LANCZOS).save(path)


def face(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The first bold face this machine has."""
    for name in FACES:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)
