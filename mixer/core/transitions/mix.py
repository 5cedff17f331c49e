"""Cross-dissolve."""

from mixer.core import compose
from mixer.core.picture import Picture, Yuv


def mix(
    old: Picture,
    new: Picture,
    position: float,
    out: Picture,
    color: Yuv,
    direction: str,
) -> None:
    compose.mix(old, new, position, out)
