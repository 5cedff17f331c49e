"""Lines of text on a picture: laid out, measured, written. Any script, shaped as it should be; emoji in colour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from PIL import Image, ImageColor, ImageDraw, ImageFilter, ImageFont

from mixer.errors import CannotDraw
from mixer.process import log
from mixer.text.fonts import EMOJI_PX, SANS, face_named, faces, require_shaping, tag
from mixer.text.languages import guessed
from mixer.text.shaping import Run, Shaped, scale_of, shaped

REGULAR, BOLD = "Regular", "Bold"
SMALLEST_PX = 8  # nobody reads smaller letters
RAISED = 0.35  # of the size: how far over the baseline the middle of a line lies
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class Line:
    """One line, ready to be written. `width` in pixels; `laid` is None where the system cannot lay text out."""

    text: str
    style: str
    size_px: int
    width: float
    laid: Shaped | None


@lru_cache(maxsize=256)
def line(text: str, style: str, size_px: int, font: str = "") -> Line:
    """Lay a line out, `style` as REGULAR or BOLD, in a family of one's own or Noto.

    Where fontconfig or raqm is missing it is in Pillow's own Latin face.
    """
    try:
        laid = shaped(text, guessed(text), font, style, size_px) if not lacking() else None
    except CannotDraw as problem:
        say_once(str(problem))
        laid = None
    return Line(text, style, size_px, laid.width if laid else plain_font(style, size_px).getlength(text), laid)


@cache
def lacking() -> str:
    """What the system lacks to lay text out, or nothing: asked once, as asking starts a program."""
    try:
        require_shaping()
        faces()
    except CannotDraw as problem:
        say_once(str(problem))
        return str(problem)
    return ""


@cache
def say_once(problem: str) -> None:
    log.write(f"text is drawn in Latin letters only: {problem}")


def fitting(text: str, style: str, size_px: int, width: float) -> Line:
    """The line at the largest size up to `size_px` at which it fits the width."""
    full = line(text, style, size_px)
    return full if full.width <= width else line(text, style, max(SMALLEST_PX, int(size_px * width / full.width)))


@lru_cache(maxsize=64)
def plain_font(style: str, size_px: int) -> Font:
    """A face for figures and marks that need no shaping; Pillow's own where no other is found."""
    try:
        if face := None if lacking() else face_named(SANS, style):
            return face.at(size_px)
    except CannotDraw as problem:
        say_once(str(problem))
    return ImageFont.load_default(size_px)


def write(
    image: Image.Image, at: tuple[float, float], what: Line, color: str, *, stroke: float = 0, blur: float = 0
) -> None:
    """Write a line with the left end of its baseline at `at`; an image with alpha keeps it true.

    Thicker by a `stroke` all round and blurred, both in pixels, it is an edge or a shadow, and emoji have none.
    """
    left, baseline = at
    around = _around(image, at, what)
    if around is None:
        return
    mask = Image.new("L", (around[2] - around[0], around[3] - around[1]))
    pen, start, base = ImageDraw.Draw(mask), left - around[0], round(baseline) - around[1]
    if what.laid is None:
        pen.text((start, base), what.text, fill=255, font=plain_font(what.style, what.size_px), anchor="ls",
                 stroke_width=stroke)  # fmt: skip
    else:
        letters(pen, what.laid, start, base, stroke)
    mask = mask.filter(ImageFilter.GaussianBlur(blur)) if blur else mask
    _lay_over(image, filled(color, mask), around[:2])
    if what.laid is not None and not (stroke or blur):
        pictures(image, what.laid, left, baseline - RAISED * what.size_px)


def _around(image: Image.Image, at: tuple[float, float], what: Line) -> tuple[int, int, int, int] | None:
    """The part of the image that a line can touch, marks above and below included; None outside of it."""
    (left, baseline), size = at, what.size_px
    x, y = max(0, int(left) - size), max(0, int(baseline) - 2 * size)
    right, bottom = min(image.width, int(left + what.width) + size), min(image.height, int(baseline) + size + 1)
    return (x, y, right, bottom) if x < right and y < bottom else None


def _lay_over(image: Image.Image, layer: Image.Image, at: tuple[int, int]) -> None:
    if image.mode == "RGBA":
        image.alpha_composite(layer, at)
    else:
        image.paste(layer, at, layer)


# -- the parts of it -------------------------------------------------------------------------------


def letters(pen: ImageDraw.ImageDraw, row: Shaped, left: float, baseline: float, stroke: float = 0) -> None:
    """Draw all but the emoji of a row on a mask, thickened by `stroke` pixels all round."""
    for run in (one for one in row.runs if not one.face.is_emoji):
        pen.text(
            (left + run.x, baseline), run.text, fill=255, font=run.face.at(row.size_px), anchor="ls",
            direction="rtl" if run.rtl else "ltr", language=tag(row.language), stroke_width=stroke,
        )  # fmt: skip


def pictures(image: Image.Image, row: Shaped, left: float, middle: float) -> None:
    """Paste the emoji of a row, in their own colours, as high as the text and centred on `middle`."""
    for run in (one for one in row.runs if one.face.is_emoji):
        if small := _picture(run, row.size_px):
            _lay_over(image, small, (max(0, round(left + run.x)), max(0, round(middle - small.height / 2))))


def _picture(run: Run, size_px: int) -> Image.Image | None:
    scale, font = scale_of(run.face, size_px), run.face.at(size_px)
    sheet = Image.new("RGBA", (max(1, round(run.width / scale) + 2), 2 * EMOJI_PX))
    pen = ImageDraw.Draw(sheet)
    pen.text((0, 1.5 * EMOJI_PX), run.text, font=font, anchor="ls", embedded_color=True)
    bounds = sheet.getbbox()
    if bounds is None:
        return None
    cut = sheet.crop((0, bounds[1], sheet.width, bounds[3]))
    size = (max(1, round(cut.width * scale)), max(1, round(cut.height * scale)))
    return cut.resize(size, Image.Resampling.LANCZOS)


Rgba = tuple[int, int, int, int]


@lru_cache(maxsize=64)
def color_of(text: str) -> Rgba:
    red, green, blue, *alpha = ImageColor.getrgb(text)
    return red, green, blue, alpha[0] if alpha else 255


def filled(color: str, mask: Image.Image) -> Image.Image:
    """A colour through a mask; the colour's own alpha counts too."""
    red, green, blue, alpha = color_of(color)
    layer = Image.new("RGBA", mask.size, (red, green, blue, 0))
    layer.putalpha(mask if alpha == 255 else mask.point([value * alpha // 255 for value in range(256)]))
    return layer
