"""A bar of two sides: name, score, the clock and the period between them, score, name."""

from __future__ import annotations

from typing import BinaryIO

from PIL import Image, ImageChops

from mixer.kinds.overlays.scoreboard import ScoreboardOverlay
from mixer.overlays.counting import cell_width, digits_width, put_digits
from mixer.overlays.lettering import plate, put, shortened, size_px, tinted
from mixer.protocol.showfile import Overlay
from mixer.text.writing import SMALLEST_PX

BAR = 1.9  # height of the bar, of the size
SCORE = 2.4  # room for a score, of the width of a digit
SMALL = 0.55  # size of the period, of the size


def draw_scoreboard(
    overlay: Overlay,
    fields: dict[str, str],
    box: tuple[int, int],
    canvas_height: int,
    file: BinaryIO | None,
) -> Image.Image:
    """As wide as the box; the sides share what the scores and the middle leave."""
    look = overlay.content
    assert isinstance(look, ScoreboardOverlay)
    image = Image.new("RGBA", box)
    size = max(SMALLEST_PX, min(size_px(look, canvas_height), int(box[1] / BAR)))
    bar = Image.new("RGBA", (box[0], min(box[1], round(BAR * size))))
    widest = max(digits_width(text, look, size) for text in scores(fields))
    score, middle = round(max(SCORE * cell_width("0", look, size), widest + size)), middle_width(fields, look, size)
    side = max(0, (bar.width - 2 * score - middle) // 2)
    places = (0, side, side + score, bar.width - side - score, bar.width - side, bar.width)
    colors = (look.home_color, look.background, look.background, look.background, look.away_color)
    for left, right, color in zip(places, places[1:], colors, strict=False):
        bar.paste(tinted(Image.new("L", (max(1, right - left), bar.height), 255), color), (left, 0))
    write_side(bar, fields.get("home", ""), (places[0], places[1]), look, size)
    write_side(bar, fields.get("away", ""), (places[4], places[5]), look, size)
    for text, left in zip(scores(fields), (places[1], places[3]), strict=True):
        at = (left + (score - digits_width(text, look, size)) / 2, baseline(bar, size))
        put_digits(bar, at, text, look, size)
    write_middle(bar, fields, (places[2], places[3]), look, size)
    bar.putalpha(ImageChops.multiply(bar.getchannel("A"), plate(bar.size, look.radius * bar.height)))
    image.paste(bar, (0, (box[1] - bar.height) // 2))
    return image


def scores(fields: dict[str, str]) -> tuple[str, str]:
    home, away = ((fields.get(name, "").strip() or "0")[:5] for name in ("home_score", "away_score"))
    return home, away


def baseline(bar: Image.Image, size: int) -> float:
    return bar.height / 2 + 0.36 * size


def middle_width(fields: dict[str, str], look: ScoreboardOverlay, size: int) -> int:
    """Room for the clock as it may become, and for the period below it."""
    clock = fields.get("clock", "")
    wide = digits_width(clock if len(clock) > 5 else "00:00", look, size) if clock else 0.0
    period = fields.get("period", "").strip()
    if not clock and not period:
        return round(0.4 * size)
    return round(max(wide, 2.2 * size) + size * 0.8)


def write_side(bar: Image.Image, name: str, between: tuple[int, int], look: ScoreboardOverlay, size: int) -> None:
    left, right = between
    room = right - left - 0.8 * size
    text = " ".join(name.split())
    if text and room > size:
        line = shortened(text, look, size, room)
        put(bar, (left + (right - left - line.width) / 2, baseline(bar, line.size_px)), line, look)


def write_middle(
    bar: Image.Image, fields: dict[str, str], between: tuple[int, int], look: ScoreboardOverlay, size: int
) -> None:
    left, right = between
    clock, period = fields.get("clock", ""), " ".join(fields.get("period", "").split())
    large = round(0.82 * size) if clock and period else size
    if clock:
        at = baseline(bar, size) - (0.36 * size if period else 0)
        put_digits(bar, (left + (right - left - digits_width(clock, look, large)) / 2, at), clock, look, large)
    if period:
        small = max(SMALLEST_PX, round((SMALL if clock else 0.8) * size))
        line = shortened(period, look, small, right - left - 0.3 * size)
        below = baseline(bar, size) + 0.45 * size if clock else baseline(bar, small)
        put(bar, (left + (right - left - line.width) / 2, below), line, look)
