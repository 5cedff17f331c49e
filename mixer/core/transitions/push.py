"""The new picture pushes the old one out."""

from mixer.core.picture import Picture
from mixer.core.transitions.edges import split
from mixer.core.transitions.style import Style


def push(old: Picture, new: Picture, position: float, out: Picture, style: Style) -> None:
    edges = split(out, position, style.direction)
    out.part(*edges.old).copy_from(old.part(*edges.left))
    out.part(*edges.new).copy_from(new.part(*edges.shown))
