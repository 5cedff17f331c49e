"""One cue as a picture: box, shadow, outline, letters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from mixer.protocol.captions import CaptionStyle
from mixer.text import writing
from mixer.text.languages import base
from mixer.text.shaping import Shaped, shaped
from mixer.text.writing import SMALLEST_PX, color_of, filled
from subtitles.showing.breaking import Page

LEADING = 1.28  # from one line to the next, of the size
TALL = {"ar": 1.5, "fa": 1.5, "ur": 1.7, "th": 1.5, "my": 1.6, "km": 1.6, "lo": 1.5, "hi": 1.4, "bn": 1.4, "ta": 1.4}
BASELINE = 0.36  # below the middle of its line, of the size
PAD_X, PAD_Y = 0.5, 0.16  # from the box to the text, of the size
CORNER = 0.2  # the box's radius, of the size
STYLE = "Bold"
CORNER_DETAIL = 4


@dataclass(frozen=True, slots=True)
class Metrics:
    """A style in pixels of one canvas. `reach` is how far outline and shadow stick out of the letters."""

    size: int
    line: int
    pad_x: int
    pad_y: int
    outline: float
    shadow: float

    def height(self, lines: int) -> int:
        return even_up(lines * self.line + 2 * self.pad_y)


@dataclass(frozen=True, slots=True)
class LineShape:
    """Where a line stands in its cue's picture, and at which columns its reading may be held back, in reading order.

    The last column uncovers all of it.
    """

    top: int
    bottom: int
    rtl: bool
    stops: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A cue's picture (RGBA, even sides, straight alpha); `missing` are the characters no installed font has."""

    image: Image.Image
    lines: tuple[LineShape, ...]
    missing: tuple[str, ...]


def metrics(style: CaptionStyle, language: str, height_px: int, scale: float = 1.0) -> Metrics:
    """A style on a canvas of this height, made smaller by `scale`."""
    size = max(SMALLEST_PX, round(style.size * height_px * scale))
    outline, shadow = style.outline * height_px * scale, style.shadow * height_px * scale
    reach = outline + 2.5 * shadow + 1
    boxed = alpha_of(style.box) > 0
    pad_x, pad_y = (PAD_X * size, PAD_Y * size) if boxed else (0.0, 0.0)
    line = even_up(TALL.get(base(language), LEADING) * size)
    return Metrics(size, line, even_up(max(pad_x, reach)), even_up(max(pad_y, reach)), outline, shadow)


def even_up(value: float) -> int:
    return -2 * int(-value // 2)


def alpha_of(text: str) -> int:
    return color_of(text)[3]


@lru_cache(maxsize=64)
def drawn(page: Page, language: str, style: CaptionStyle, height_px: int, width_px: int, scale: float = 1.0) -> Drawn:
    """Draw a cue for a canvas of this height, at most `width_px` wide: what is wider is made smaller.

    Raises CannotDraw where Pillow or the system lacks what drawing needs.
    """
    look = metrics(style, language, height_px, scale)
    rows = [shaped(line, language, style.font, STYLE, look.size) for line in page]
    widest = max(row.width for row in rows) + 2 * look.pad_x
    if widest > width_px and look.size > SMALLEST_PX:
        return drawn(page, language, style, height_px, width_px, scale * min(0.97, width_px / widest))
    size = (even_up(widest), look.height(len(rows)))
    starts = [look.pad_x + indent(size[0] - 2 * look.pad_x - row.width, style.align) for row in rows]
    image = painted(rows, starts, look, style, size)
    shapes = tuple(shape_of(n, row, starts[n], look, size) for n, row in enumerate(rows))
    return Drawn(image, shapes, tuple(dict.fromkeys(one for row in rows for one in row.missing)))


def indent(room: float, align: str) -> float:
    """Where a line starts that leaves `room` beside it."""
    return {"left": 0.0, "center": room / 2, "right": room}[align]


def shape_of(number: int, row: Shaped, start: float, look: Metrics, size: tuple[int, int]) -> LineShape:
    top = 0 if number == 0 else look.pad_y + number * look.line
    bottom = look.pad_y + (number + 1) * look.line
    inner = [2 * round((start + edge) / 2) for edge in row.edges]
    stops = [*inner[1:], 0] if row.rtl else [*inner[:-1], size[0]]
    ordered = sorted(stops, reverse=row.rtl)
    last = bottom + 2 * look.pad_y >= size[1]
    return LineShape(top, size[1] if last else bottom, row.rtl, tuple(ordered))


# -- layers ----------------------------------------------------------------------------------------


def painted(
    rows: list[Shaped], starts: list[float], look: Metrics, style: CaptionStyle, size: tuple[int, int]
) -> Image.Image:
    """The cue, bottom to top: box, shadow, outline, letters, pictures."""
    image = Image.new("RGBA", size)
    if alpha_of(style.box):
        image.alpha_composite(filled(style.box, rounded(size, round(CORNER * look.size))))
    letters = stencil(rows, starts, look, size, 0)
    around = stencil(rows, starts, look, size, look.outline) if look.outline else letters
    if look.shadow:
        image.alpha_composite(filled(style.outline_color, shadow_of(around, look.shadow)))
    if look.outline:
        image.alpha_composite(filled(style.outline_color, around))
    image.alpha_composite(filled(style.color, letters))
    for row, start, middle in zip(rows, starts, middles(look, len(rows)), strict=True):
        writing.pictures(image, row, start, middle)
    return image


def middles(look: Metrics, count: int) -> list[float]:
    return [look.pad_y + (number + 0.5) * look.line for number in range(count)]


def stencil(
    rows: list[Shaped], starts: list[float], look: Metrics, size: tuple[int, int], stroke: float
) -> Image.Image:
    """The letters of all lines as a mask, thickened by `stroke` pixels all round."""
    mask = Image.new("L", size)
    pen = ImageDraw.Draw(mask)
    for row, start, middle in zip(rows, starts, middles(look, len(rows)), strict=True):
        writing.letters(pen, row, start, round(middle + BASELINE * look.size), stroke)
    return mask


def shadow_of(mask: Image.Image, shadow: float) -> Image.Image:
    """A soft shadow below and to the right, within the mask's own size."""
    moved = ImageChops.offset(mask, round(shadow), round(shadow))
    return moved.filter(ImageFilter.GaussianBlur(shadow * 0.6))


def rounded(size: tuple[int, int], radius: int) -> Image.Image:
    """A mask with round corners. Only the corners are drawn in detail."""
    mask = Image.new("L", size, 255)
    if radius < 1:
        return mask
    fine = Image.new("L", (2 * radius * CORNER_DETAIL,) * 2)
    ImageDraw.Draw(fine).ellipse((0, 0, fine.width - 1, fine.height - 1), fill=255)
    disc = fine.resize((2 * radius, 2 * radius), Image.Resampling.BOX)
    right, bottom = size[0] - radius, size[1] - radius
    for x, y, left, top in (
        (0, 0, 0, 0),
        (right, 0, radius, 0),
        (0, bottom, 0, radius),
        (right, bottom, radius, radius),
    ):
        mask.paste(disc.crop((left, top, left + radius, top + radius)), (x, y))
    return mask
