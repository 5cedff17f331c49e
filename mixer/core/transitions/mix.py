"""Cross-dissolve."""

from mixer.core import compose
from mixer.core.picture import Picture
from mixer.core.transitions.style import Style


def mix(old: Picture, new: Picture, position: float, out: Picture, style: Style) -> None:
    compose.mix(old, new, position, out)
