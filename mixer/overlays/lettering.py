"""Letters as a look has them: their face, edge and shadow; and the plate below."""

from __future__ import annotations

from PIL import Image, ImageDraw

from mixer.kinds.overlays.look import Look
from mixer.text.wrapping import cut_off
from mixer.text.writing import SMALLEST_PX, Line, color_of, line, write

STYLES = {
    "light": "Light", "regular": "Regular", "medium": "Medium", "semibold": "SemiBold", "bold": "Bold",
    "black": "Black",
}  # fmt: skip
FINER = 4  # a round corner is drawn so much larger first
SHADOW = "#000000c0"


def size_px(look: Look, canvas_height: int) -> int:
    return max(SMALLEST_PX, round(look.size * canvas_height))


def laid(text: str, look: Look, size: int, weight: str = "") -> Line:
    """A line in the look's face, in another weight where one is named."""
    return line(text, STYLES[weight or look.weight], size, look.font)


def put(image: Image.Image, at: tuple[float, float], what: Line, look: Look, color: str = "") -> None:
    """Write a line with its edge and shadow, the left end of its baseline at `at`."""
    edge = round(look.outline * what.size_px)
    if look.shadow:
        away = look.shadow * what.size_px
        write(image, (at[0] + away / 2, at[1] + away / 2), what, SHADOW, stroke=edge, blur=away / 3)
    if edge:
        write(image, at, what, look.outline_color, stroke=edge)
    write(image, at, what, color or look.color)


def shortened(text: str, look: Look, size: int, room: float) -> Line:
    """A line at least seven tenths as large as it should be; where it is too long still, it ends in an ellipsis."""
    full = laid(text, look, size)
    if full.width <= room:
        return full
    smaller = max(SMALLEST_PX, round(0.7 * size), int(size * room / full.width))

    def measure(words: str) -> float:
        return laid(words, look, smaller).width

    fitted = laid(text, look, smaller)
    return fitted if fitted.width <= room else laid(cut_off([text, ""], 1, room, measure)[0], look, smaller)


def plate(size: tuple[int, int], radius: float) -> Image.Image:
    """A mask of a plate with round corners of so many pixels, smooth."""
    width, height = size
    if radius < 1:
        return Image.new("L", size, 255)
    large = Image.new("L", (FINER * width, FINER * height))
    corner = min(FINER * radius, FINER * min(size) / 2)
    ImageDraw.Draw(large).rounded_rectangle((0, 0, FINER * width - 1, FINER * height - 1), corner, fill=255)
    return large.resize(size, Image.Resampling.BOX)


def lay_plate(
    image: Image.Image, box: tuple[float, float, float, float], color: str, radius: float = 0.0
) -> tuple[int, int, int, int]:
    """Lay a plate of a colour at left, top, right and bottom; where it came to stand, in whole pixels."""
    left, top, right, bottom = (round(side) for side in box)
    left, top, right, bottom = max(0, left), max(0, top), min(image.width, right), min(image.height, bottom)
    if right > left and bottom > top:
        shape = plate((right - left, bottom - top), radius * min(right - left, bottom - top))
        image.alpha_composite(tinted(shape, color), (left, top))
    return left, top, right, bottom


def tinted(mask: Image.Image, color: str) -> Image.Image:
    red, green, blue, alpha = color_of(color)
    layer = Image.new("RGBA", mask.size, (red, green, blue, 0))
    layer.putalpha(mask.point([value * alpha // 255 for value in range(256)]))
    return layer
