"""How one picture becomes another. To add a transition: one file beside these, one line in the table."""

from __future__ import annotations

from collections.abc import Callable

from mixer.core.picture import Picture, Yuv
from mixer.core.transitions.dip import dip
from mixer.core.transitions.mix import mix
from mixer.core.transitions.slide import slide
from mixer.core.transitions.wipe import wipe

Transition = Callable[[Picture, Picture, float, Picture, Yuv, str], None]
"""(from, to, position 0–1, out, colour, direction) paints `out`; the first two stay as they are."""

TRANSITIONS: dict[str, Transition] = {
    "mix": mix,
    "dip": dip,
    "wipe": wipe,
    "slide": slide,
}
