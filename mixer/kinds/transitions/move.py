"""Sources that are in both scenes glide to their new places; the others fade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mixer.kinds.kind import TransitionKind

if TYPE_CHECKING:
    from mixer.kinds.kind import Mover, Painter


def painter() -> Painter:
    from mixer.core.transitions.mix import mix

    return mix


def mover() -> Mover:
    from mixer.core.transitions.move import moved

    return moved


KIND = TransitionKind(
    "move", "Move", "Pictures that are in both scenes glide to their new places; the others fade", painter, mover=mover
)
