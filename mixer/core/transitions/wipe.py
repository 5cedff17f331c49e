"""An edge, sharp or soft, moves across in one of eight directions and uncovers the new picture, which stands still."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mixer.core.picture import Picture, Plane
from mixer.core.transitions.style import Style

ROWS = 128  # at a time: of a slanting edge so few columns are mixed
SHARP_PX = 2  # the edge of a wipe without softness
# How far a point (x, y; 0–1) lies along each way: x · first + y · second + third.
_WAYS = {
    "right": (1.0, 0.0, 0.0), "left": (-1.0, 0.0, 1.0), "down": (0.0, 1.0, 0.0), "up": (0.0, -1.0, 1.0),
    "down-right": (0.5, 0.5, 0.0), "down-left": (-0.5, 0.5, 0.5),
    "up-right": (0.5, -0.5, 0.5), "up-left": (-0.5, -0.5, 1.0),
}  # fmt: skip
Line = NDArray[np.float32]
WHOLE = 256


def wipe(old: Picture, new: Picture, position: float, out: Picture, style: Style) -> None:
    soft = max(style.softness, SHARP_PX / max(out.width, out.height))
    way = _WAYS[style.direction]
    for before, after, target in zip(old.planes, new.planes, out.planes, strict=True):
        _uncover(before, after, target, way, position * (1 + soft), soft)


def _uncover(
    before: Plane, after: Plane, target: Plane, way: tuple[float, float, float], edge: float, soft: float
) -> None:
    """Where a point has been passed by the whole edge (`soft` deep, its head at `edge`), it is the new picture's."""
    height, width = target.shape
    across = _middles(width) * np.float32(WHOLE * way[0] / soft)
    down = WHOLE * (edge - way[2] - way[1] * _middles(height)) / soft
    for top in range(0, height, ROWS):
        rows = slice(top, top + ROWS)
        _uncover_rows(before[rows], after[rows], target[rows], across, down[rows].astype(np.float32))


def _middles(count: int) -> Line:
    return ((np.arange(count) + 0.5) / count).astype(np.float32)


def _uncover_rows(before: Plane, after: Plane, target: Plane, across: Line, down: Line) -> None:
    """The share of the new picture at each point is down − across, where all of it is 256, held within 0–256."""
    passed, ahead = down.min() - across >= WHOLE, down.max() - across <= 0
    for columns in _runs(passed):
        np.copyto(target[:, columns], after[:, columns])
    for columns in _runs(ahead):
        np.copyto(target[:, columns], before[:, columns])
    for columns in _runs(~(passed | ahead)):
        share = np.subtract.outer(_alike(down), _alike(across[columns]))
        np.clip(share, 0, WHOLE, out=share)
        _mixed(before[:, columns], after[:, columns], share.astype(np.uint16), target[:, columns])


def _alike(line: Line) -> Line:
    """One of a line that is the same all along: an edge that does not slant is worked out along one side alone."""
    return line[:1] if line[0] == line[-1] else line


def _runs(wanted: NDArray[np.bool_]) -> list[slice]:
    """Where these are true; an edge is straight, so there is one stretch at most."""
    at = np.flatnonzero(wanted)
    return [slice(int(at[0]), int(at[-1]) + 1)] if len(at) else []


def _mixed(before: Plane, after: Plane, share: NDArray[np.uint16], target: Plane) -> None:
    mixed = np.multiply(before, 256 - share, dtype=np.uint16)
    mixed += np.multiply(after, share, dtype=np.uint16)
    mixed >>= 8
    np.copyto(target, mixed, casting="unsafe")
