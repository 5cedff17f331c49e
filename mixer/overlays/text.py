"""Lines of text: lower third, banner or plain."""

from __future__ import annotations

from typing import BinaryIO

from PIL import Image, ImageChops

from mixer.kinds.overlays.look import Strap
from mixer.overlays.lettering import laid, plate, put, size_px, tinted
from mixer.protocol.showfile import Overlay
from mixer.text.wrapping import cut_off, wrapped
from mixer.text.writing import SMALLEST_PX, Line

SUBTITLE_SHARE = 0.62  # size of the second line, of the first
LEADING = 1.3  # from one line to the next, of the size
ASCENT = 1.02  # from the top of a line to its baseline, of the size
MOST = 600  # characters of a text that are looked at
SMALLER = (1.0, 0.92, 0.84, 0.76, 0.7)  # long texts wrap, and are at least so large


def draw_text(
    overlay: Overlay,
    fields: dict[str, str],
    box: tuple[int, int],
    canvas_height: int,
    file: BinaryIO | None,
) -> Image.Image:
    """Draw `title` and `subtitle`; the plate is as wide as the text, and long lines wrap within the box."""
    look = overlay.content
    assert isinstance(look, Strap)
    image = Image.new("RGBA", box)
    if lines := laid_out(fields, look, box, canvas_height):
        paint(image, lines, look)
    return image


def laid_out(fields: dict[str, str], look: Strap, box: tuple[int, int], canvas_height: int) -> list[Line]:
    """The lines that have a text: at full size, smaller by a third at most, and what is too much even so is cut off."""
    full = size_px(look, canvas_height)
    for share in SMALLER:
        size = max(SMALLEST_PX, round(share * full))
        lines = in_lines(fields, look, size, box[0])
        if height_of(lines, look) <= box[1] or size == SMALLEST_PX:
            break
    while len(lines) > 1 and height_of(lines, look) > box[1]:
        lines = shorter(lines, look, room_for(look, size, box[0]))
    return lines


def in_lines(fields: dict[str, str], look: Strap, size: int, width: int) -> list[Line]:
    lines = []
    for name, weight, share in (("title", "", 1.0), ("subtitle", "regular", SUBTITLE_SHARE)):
        letters = round(size * share)

        def measure(words: str, weight: str = weight, letters: int = letters) -> float:
            return laid(words, look, letters, weight).width

        text = "\n".join(" ".join(line.split()) for line in fields.get(name, "")[:MOST].splitlines())
        lines += [laid(one, look, letters, weight) for one in wrapped(text, room_for(look, size, width), measure)]
    return lines


def shorter(lines: list[Line], look: Strap, room: float) -> list[Line]:
    """One line fewer, of those that the first text has, if it has several; the one before says so."""
    size = lines[0].size_px
    count = sum(one.size_px == size for one in lines)
    last = count - 1 if count > 1 else len(lines) - 1
    if last == 0 or lines[last - 1].size_px != lines[last].size_px:
        return lines[:last]
    kept, style = lines[last - 1], "" if lines[last].size_px == size else "regular"

    def measure(words: str) -> float:
        return laid(words, look, kept.size_px, style).width

    words = cut_off([kept.text, ""], 1, room, measure)[0]
    return [*lines[: last - 1], laid(words, look, kept.size_px, style), *lines[last + 1 :]]


def room_for(look: Strap, size: int, width: int) -> float:
    return width - 2 * look.padding * size - bar_width(look, size)


def bar_width(look: Strap, size: int) -> int:
    return max(2, size // 7) if look.style == "lower-third" else 0


def height_of(lines: list[Line], look: Strap) -> float:
    pad = look.padding * max((line.size_px for line in lines), default=0)
    return sum(LEADING * line.size_px for line in lines) + LEADING * pad


def paint(image: Image.Image, lines: list[Line], look: Strap) -> None:
    largest = max(line.size_px for line in lines)
    pad, bar = look.padding * largest, bar_width(look, largest)
    width = image.width if look.style == "banner" else max(line.width for line in lines) + 2 * pad + bar
    width, height = min(round(width), image.width), min(round(height_of(lines, look)), image.height)
    left, top = round(aligned(image.width - width, look.align)), image.height - height
    if look.style != "plain":
        lay_ground(image, (left, top, width, height), look, bar)
    line_top = top + 0.65 * pad
    for line in lines:
        indent = aligned(width - 2 * pad - bar - line.width, look.align)
        put(image, (left + bar + pad + indent, line_top + ASCENT * line.size_px), line, look)
        line_top += LEADING * line.size_px


def lay_ground(image: Image.Image, box: tuple[int, int, int, int], look: Strap, bar: int) -> None:
    """The plate, with its bar at the left, both within the round corners."""
    left, top, width, height = box
    shape = plate((width, height), look.radius * min(width, height))
    image.alpha_composite(tinted(shape, look.background), (left, top))
    if bar:
        only = Image.new("L", shape.size)
        only.paste(255, (0, 0, bar, height))
        image.paste(tinted(shape, look.accent), (left, top), ImageChops.multiply(shape, only))


def aligned(room: float, align: str) -> float:
    """Where something starts that leaves `room` beside it."""
    return {"left": 0.0, "center": room / 2, "right": room}[align]
