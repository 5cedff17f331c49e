"""Where the edge of a moving transition stands. Directions say which way it travels."""

from typing import NamedTuple

from mixer.core.geometry import even
from mixer.core.picture import Picture

Strip = tuple[int, int, int, int]


class Edges(NamedTuple):
    """`new` is the part of the canvas the new picture has; `shown` the part of it that has slid in."""

    new: Strip
    shown: Strip


def split(canvas: Picture, position: float, direction: str) -> Edges:
    width, height = canvas.width, canvas.height
    across, down = even(position * width), even(position * height)
    if direction == "left":
        return Edges((width - across, 0, across, height), (0, 0, across, height))
    if direction == "right":
        return Edges((0, 0, across, height), (width - across, 0, across, height))
    if direction == "up":
        return Edges((0, height - down, width, down), (0, 0, width, down))
    return Edges((0, 0, width, down), (0, height - down, width, down))
