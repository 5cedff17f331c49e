"""Where the burnt languages stand: one slot each, so that none moves when another's text is longer or missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from mixer.protocol.captions import CaptionLanguage, Captions
from subtitles.showing.drawing import Metrics, metrics
from subtitles.showing.readability import em_of, lines_in_stack, rules_for, styled

EDGE = 0.035  # of the canvas's shorter side: nothing stands nearer to an edge
FITTINGS = 12
BETWEEN = 0.008  # of the canvas height, between two languages


class Box(NamedTuple):
    """A rectangle in pixels of the canvas, all numbers even."""

    x: int
    y: int
    w: int
    h: int


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one language: rows `y` to `y + height`, columns `left` to `right`."""

    language: CaptionLanguage
    y: int
    height: int
    left: int
    right: int
    scale: float
    place: str
    region: int  # columns that a full line fills

    def box(self, width: int, height: int) -> Box:
        """Where a cue of this size stands in its slot."""
        return Box(self._x(width), even(self._y(height)), width, height)

    def _y(self, height: int) -> float:
        if self.place.startswith("top"):
            return self.y
        room = self.height - height
        return self.y + (room if self.place.startswith("bottom") else room / 2)

    def _x(self, width: int) -> int:
        side, room = self.place.rpartition("-")[2], self.right - self.left
        if side not in ("left", "right"):
            # Aligned lines begin at the same column whatever their length: they stand in the middle as a block.
            align = self.language.style.align
            room = max(width, min(room, self.region))
            start = self.left + (self.right - self.left - room) / 2
            share = {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        else:
            start, share = self.left, 0.0 if side == "left" else 1.0
        return max(self.left, min(even(start + share * (room - width)), self.right - width))


def slots(settings: Captions, width: int, height: int) -> dict[str, Slot]:
    """The slot of each burnt language, top to bottom, on a canvas of this size.

    A stack that is too high for the canvas is made smaller, all of it alike, as long as it can be read.
    """
    burnt = [one for one in settings.languages if one.burnt]
    edge = even(EDGE * min(width, height))
    lines = lines_in_stack(settings.languages)
    scale = fitting(burnt, lines, height, room_for(settings, height, edge))
    while burnt and height_of(burnt, lines, height, scale) > height:
        burnt = burnt[:-1]  # not even the smallest letters fit: the last languages go without
    looks = [metrics(one.style, one.code, height, scale) for one in burnt]
    left = even(side_of(settings, width, height, edge))
    region = max((region_of(one, look, width / height) for one, look in zip(burnt, looks, strict=True)), default=0)
    y = top_of(settings, height, height_of(burnt, lines, height, scale))
    found: dict[str, Slot] = {}
    for one, look in zip(burnt, looks, strict=True):
        high = look.height(lines[one.code])
        found[one.code] = Slot(one, y, high, left, width - left, scale, settings.place, region)
        y += high + between(height, scale)
    return found


def even(value: float) -> int:
    return 2 * round(value / 2)


def between(height: int, scale: float) -> int:
    return even(BETWEEN * height * scale)


def height_of(burnt: list[CaptionLanguage], lines: dict[str, int], height: int, scale: float) -> int:
    """How high the stack is at a scale."""
    heights = [metrics(one.style, one.code, height, scale).height(lines[one.code]) for one in burnt]
    return sum(heights) + between(height, scale) * max(0, len(burnt) - 1)


def fitting(burnt: list[CaptionLanguage], lines: dict[str, int], height: int, room: int) -> float:
    """How much smaller the stack must be to fit the room; letters have a smallest size, so it may not."""
    scale = 1.0
    for _ in range(FITTINGS):
        total = height_of(burnt, lines, height, scale)
        if total <= room:
            break
        scale *= min(0.98, room / total)
    return scale


def room_for(settings: Captions, height: int, edge: int) -> int:
    margin = 0 if "-" not in settings.place and settings.place not in ("top", "bottom") else margin_of(settings, height)
    return height - edge - max(edge, margin)


def margin_of(settings: Captions, height: int) -> int:
    return even(settings.margin * height)


def top_of(settings: Captions, height: int, total: int) -> int:
    margin = margin_of(settings, height)
    if settings.place.startswith("top"):
        top = margin
    elif settings.place.startswith("bottom"):
        top = height - margin - total
    else:
        top = even((height - total) / 2)
    return max(0, min(top, height - total))


def side_of(settings: Captions, width: int, height: int, edge: int) -> float:
    """How far from the sides the text stays; a margin counts at the side it is anchored to, within reason."""
    anchored = settings.place.rpartition("-")[2] in ("left", "right")
    return max(edge, min(settings.margin * height, width / 6)) if anchored else edge


def region_of(language: CaptionLanguage, look: Metrics, aspect: float) -> int:
    """The columns that the longest line of a language fills, more or less."""
    rules = styled(rules_for(language.code), language.style, aspect)
    return even(rules.length * em_of(rules) * look.size + 2 * look.pad_x)
