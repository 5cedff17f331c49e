"""An edge moves across and uncovers the new picture, which stands still."""

from mixer.core.picture import Picture, Yuv
from mixer.core.transitions.edges import Strip, split


def wipe(
    old: Picture,
    new: Picture,
    position: float,
    out: Picture,
    color: Yuv,
    direction: str,
) -> None:
    out.copy_from(old)
    uncovered: Strip = split(out, position, direction).new
    out.part(*uncovered).copy_from(new.part(*uncovered))
