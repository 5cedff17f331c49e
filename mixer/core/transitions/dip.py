"""Through a colour: the old picture fades into it, the new one out of it."""

import numpy as np

from mixer.core.compose import ROWS
from mixer.core.picture import Picture, Yuv
from mixer.core.transitions.style import Style


def dip(old: Picture, new: Picture, position: float, out: Picture, style: Style) -> None:
    picture, strength = (old, 1 - 2 * position) if position < 0.5 else (new, 2 * position - 1)
    fade(picture, strength, out, style.color)


def fade(picture: Picture, strength: float, out: Picture, color: Yuv) -> None:
    """out = picture × strength + colour × (1 − strength); `out` may be the picture."""
    share = round(256 * strength)
    for plane, value, target in zip(picture.planes, color, out.planes, strict=True):
        for top in range(0, target.shape[0], ROWS):
            faded = np.multiply(plane[top : top + ROWS], share, dtype=np.uint16)
            faded += value * (256 - share)
            faded >>= 8
            np.copyto(target[top : top + ROWS], faded, casting="unsafe")
