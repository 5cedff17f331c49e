"""The new picture slides in over the old one, which stands still."""

from mixer.core.picture import Picture
from mixer.core.transitions.edges import split
from mixer.core.transitions.style import Style


def slide(old: Picture, new: Picture, position: float, out: Picture, style: Style) -> None:
    out.copy_from(old)
    edges = split(out, position, style.direction)
    out.part(*edges.new).copy_from(new.part(*edges.shown))
