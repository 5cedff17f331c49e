"""Where the edge of a moving transition stands. Directions say which way it travels."""

from typing import NamedTuple

from mixer.core.geometry import even
from mixer.core.picture import Picture

Strip = tuple[int, int, int, int]


class Edges(NamedTuple):
    """Strips of the canvas: `new` is the part the new picture has, `shown` the part of it that has come in.

    `old` is what is left to the old picture, `left` the part of it that is there when it is pushed out.
    """

    new: Strip
    shown: Strip
    old: Strip
    left: Strip


def split(canvas: Picture, position: float, direction: str) -> Edges:
    """The edges when so much (0–1) of the way is done; of a slanting direction its horizontal part."""
    width, height = canvas.width, canvas.height
    across, down = even(position * width), even(position * height)
    first, rest = (0, 0, across, height), (across, 0, width - across, height)
    last, before = (width - across, 0, across, height), (0, 0, width - across, height)
    top, below = (0, 0, width, down), (0, down, width, height - down)
    bottom, above = (0, height - down, width, down), (0, 0, width, height - down)
    match direction.rpartition("-")[2]:
        case "left":
            return Edges(last, first, before, rest)
        case "right":
            return Edges(first, last, rest, before)
        case "up":
            return Edges(bottom, top, above, below)
    return Edges(top, bottom, below, above)
