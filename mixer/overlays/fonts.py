"""Fonts for drawn text: Noto where it is installed, else the face that comes with Pillow."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from PIL import ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_FOLDERS = (
    Path("/usr/share/fonts/truetype/noto"),
    Path("/usr/share/fonts/opentype/noto"),
    Path("/Library/Fonts"),
)
_LATIN = {"regular": "NotoSans-Regular.ttf", "bold": "NotoSans-Bold.ttf"}
_CJK = {"regular": "NotoSansCJK-Regular.ttc", "bold": "NotoSansCJK-Bold.ttc"}
_OTHER = {"arabic": "NotoSansArabic-Bold.ttf", "hebrew": "NotoSansHebrew-Bold.ttf"}


class Run(NamedTuple):
    """A stretch of text that one font can show."""

    text: str
    font: Font


@cache
def font(weight: str, size: int, script: str = "latin") -> Font:
    names = [_OTHER.get(script), (_CJK if script == "cjk" else _LATIN)[weight]]
    for name in filter(None, names):
        for folder in _FOLDERS:
            if (folder / name).exists():
                return ImageFont.truetype(str(folder / name), size)
    return ImageFont.load_default(size)


def script_of(character: str) -> str:
    """Which family of fonts a character needs."""
    code = ord(character)
    if 0x0590 <= code <= 0x05FF:
        return "hebrew"
    if 0x0600 <= code <= 0x08FF or 0xFB50 <= code <= 0xFEFF:
        return "arabic"
    if 0x1100 <= code <= 0x11FF or 0x2E80 <= code <= 0xD7FF or 0xF900 <= code <= 0xFAFF or 0xFF00 <= code <= 0xFFEF:
        return "cjk"
    return "cjk" if code >= 0x20000 else "latin"


def runs(text: str, weight: str, size: int) -> list[Run]:
    """The text cut where the script changes; spaces and marks stay with what precedes them."""
    pieces: list[tuple[str, str]] = []
    for character in text:
        script = script_of(character) if character.isalnum() or not pieces else pieces[-1][1]
        if pieces and pieces[-1][1] == script:
            pieces[-1] = (pieces[-1][0] + character, script)
        else:
            pieces.append((character, script))
    return [Run(piece, font(weight, size, script)) for piece, script in pieces]


def width_of(text: str, weight: str, size: int) -> float:
    return sum(run.font.getlength(run.text) for run in runs(text, weight, size))


def fitting(text: str, weight: str, size: int, width: float) -> int:
    """The largest size up to `size` at which the text fits the width."""
    full = width_of(text, weight, size)
    return size if full <= width else max(8, int(size * width / full))


def write(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    weight: str,
    size: int,
    color: str,
) -> None:
    """Write one line with its baseline at `at`."""
    x, baseline = at
    for run in runs(text, weight, size):
        draw.text((x, baseline), run.text, font=run.font, fill=color, anchor="ls")
        x += run.font.getlength(run.text)
