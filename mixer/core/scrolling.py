"""What of a long drawing is seen through its window: shifted by whole pixels a frame, round and round. Pure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from mixer.core.compose import Bitmap
from mixer.core.geometry import Box
from mixer.core.overlay_motion import part


def step_px(speed: float, width: int, rate: Fraction) -> int:
    """Pixels a frame: whole ones, as everything else trembles. `speed` in widths of the canvas a second."""
    return max(1, round(speed * width / float(rate)))


def offset_px(shift: int, window: int, period: int) -> int:
    """Where the window's left end is on the drawing, which begins with a window's width of nothing, after a shift."""
    return shift if shift < window or not period else window + (shift - window) % period


def through_window(strip: Bitmap, shift: int) -> Bitmap:
    """What shows after a shift of so many pixels; the same bitmap's memory, no copy."""
    if strip.scroll is None:
        return strip
    window, period, backwards = strip.scroll
    left = min(offset_px(shift, window, period), strip.box.w - window)
    if backwards:
        left = strip.box.w - window - left
    seen = part(strip, Box(left, 0, window, strip.box.h))
    return replace(seen, box=strip.box._replace(w=window)) if isinstance(seen, Bitmap) else strip
