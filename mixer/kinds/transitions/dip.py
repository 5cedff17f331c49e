"""Through a colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mixer.kinds.kind import TransitionKind

if TYPE_CHECKING:
    from mixer.kinds.kind import Painter


def painter() -> Painter:
    from mixer.core.transitions.dip import dip

    return dip


def one_after_the_other(position: float) -> tuple[float, float]:
    return max(0.0, 1 - 2 * position), max(0.0, 2 * position - 1)


KIND = TransitionKind(
    "dip", "Dip", "The old picture fades into a colour, the new one out of it", painter,
    duration_ms=1000, uses=frozenset({"color"}), shares=one_after_the_other, parts=True,
)  # fmt: skip
