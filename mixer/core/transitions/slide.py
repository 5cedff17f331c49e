"""The new picture slides in over the old one, which stands still."""

from mixer.core.picture import Picture, Yuv
from mixer.core.transitions.edges import split


def slide(
    old: Picture,
    new: Picture,
    position: float,
    out: Picture,
    color: Yuv,
    direction: str,
) -> None:
    out.copy_from(old)
    edges = split(out, position, direction)
    out.part(*edges.new).copy_from(new.part(*edges.shown))
