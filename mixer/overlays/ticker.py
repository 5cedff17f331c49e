"""The line of a ticker, drawn once, as long as it is: what is seen of it is cut out frame by frame."""

from __future__ import annotations

from typing import BinaryIO

from PIL import Image

from mixer.kinds.overlays.ticker import TickerOverlay
from mixer.overlays.artist_info import SCROLL
from mixer.overlays.lettering import laid, lay_plate, put, size_px
from mixer.protocol.showfile import Overlay
from mixer.text.bidi import runs_backwards
from mixer.text.languages import guessed, is_rtl
from mixer.text.wrapping import ELLIPSIS, LONGEST, pieces
from mixer.text.writing import SMALLEST_PX, Line

LONGEST_PX = 24_000  # of one round: at 1080p some 20 MB, and five minutes
LEADING = 1.35
PART = 48  # characters that are laid out at once


def draw_ticker(
    overlay: Overlay,
    fields: dict[str, str],
    box: tuple[int, int],
    canvas_height: int,
    file: BinaryIO | None,
) -> Image.Image:
    """A window's width of nothing, then the text again and again for a round and a window more. Mirrored for Arabic."""
    look = overlay.content
    assert isinstance(look, TickerOverlay)
    window, height = box
    size = max(SMALLEST_PX, min(size_px(look, canvas_height), int(height / LEADING)))
    text = fields.get("text", "")
    lines = laid_out(text, look, size)
    if not lines:
        return Image.new("RGBA", box)
    period = max(2, 2 * round(sum(line.width for line in lines) / 2))
    image = Image.new("RGBA", (window + period + window, height))
    lay_plate(image, (0, 0, *image.size), look.background)
    backwards = runs_backwards(text, is_rtl(guessed(text)))
    for left in range(window, image.width, period):
        put_round(image, left, lines, look, backwards)
    image.info[SCROLL] = (window, period, backwards)
    return image


def put_round(image: Image.Image, left: float, lines: list[Line], look: TickerOverlay, backwards: bool) -> None:
    """The text once, its beginning so far from the end that it comes from."""
    for line in lines:
        if left >= image.width:
            return
        at = image.width - left - line.width if backwards else left
        put(image, (at, image.height / 2 + 0.36 * line.size_px), line, look)
        left += line.width


def laid_out(text: str, look: TickerOverlay, size: int) -> list[Line]:
    """The messages in short lines, with what stands between them, behind the last too: there the first begins again."""
    between = f"   {look.separator.strip()}   " if look.separator.strip() else "      "
    messages = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    found: list[Line] = []
    for part in (part for message in messages for part in (*in_parts(message), between)):
        line = laid(part, look, size)
        if sum(one.width for one in found) + line.width > LONGEST_PX:
            return [*found, laid(f"{ELLIPSIS}{between}", look, size)]
        found.append(line)
    return found


def in_parts(message: str) -> list[str]:
    """A message in parts that are quick to lay out, divided between words; the spaces stay."""
    parts = [""]
    for piece in pieces(message):
        if len(parts[-1]) + len(piece) > PART and parts[-1]:
            parts.append("")
        parts[-1] += piece[:LONGEST]
    return parts
