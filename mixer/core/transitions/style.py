"""What a director has set of a transition, as its painter needs it."""

from __future__ import annotations

from typing import NamedTuple

from mixer.core.picture import BLACK, Yuv


class Style(NamedTuple):
    """`softness` (0–1) is how much of the way the edge of a wipe covers; `direction` says which way it travels."""

    color: Yuv = BLACK
    direction: str = "left"
    softness: float = 0.0
