"""What the test signal says to machines: its frame number in a strip of blocks, and whether it flashes.

Places are fractions of the picture, so both are read from scaled and lossily coded pictures too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

BITS = 24
STRIP_TOP, STRIP_HEIGHT = 0.94, 0.06
FLASH = (0.03, 0.08, 0.14, 0.24)  # left, top, width, height
BLACK_LUMA, WHITE_LUMA = 16, 235
_MIDDLE = (BLACK_LUMA + WHITE_LUMA) // 2


def write_counter(luma: NDArray[np.uint8], number: int) -> None:
    """Paint the lowest 24 bits of `number`, most significant first, into the strip of a luma plane."""
    height, width = luma.shape
    edges = [round(index * width / BITS) for index in range(BITS + 1)]
    strip = luma[round(height * STRIP_TOP) :]
    for bit, (left, right) in enumerate(zip(edges, edges[1:], strict=False)):
        strip[:, left:right] = WHITE_LUMA if number >> (BITS - 1 - bit) & 1 else BLACK_LUMA


def read_counter(planes: Sequence[NDArray[Any]]) -> int:
    """The frame number in the strip of a whole test picture of any size; planes[0] is luma (height, width)."""
    luma = planes[0]
    height, width = luma.shape
    strip = luma[round(height * (STRIP_TOP + STRIP_HEIGHT * 0.3)) : round(height * (STRIP_TOP + STRIP_HEIGHT * 0.8))]
    number = 0
    for bit in range(BITS):
        left, right = (bit + 0.25) * width / BITS, (bit + 0.75) * width / BITS
        middle = strip[:, int(left) : max(int(left) + 1, int(right))]
        number = number << 1 | int(middle.mean() > _MIDDLE)
    return number


def flash_box(width: int, height: int) -> tuple[slice, slice]:
    """Rows and columns of the flash in a luma plane, even."""
    left, top, across, down = FLASH
    x, y, w, h = (2 * round(value / 2) for value in (left * width, top * height, across * width, down * height))
    return slice(y, y + h), slice(x, x + w)


def flash_is_lit(planes: Sequence[NDArray[Any]]) -> bool:
    """Whether the flash box of a whole test picture is white."""
    height, width = planes[0].shape
    return bool(planes[0][flash_box(width, height)].mean() > _MIDDLE)
