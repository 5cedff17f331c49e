"""Beneath a film: at half-way, where the film covers all, the old picture gives way to the new one."""

from mixer.core.picture import Picture
from mixer.core.transitions.style import Style


def stinger(old: Picture, new: Picture, position: float, out: Picture, style: Style) -> None:
    out.copy_from(old if position < 0.5 else new)
