"""A film with transparency plays over the pictures; while it covers them the new one takes the old one's place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mixer.kinds.kind import TransitionKind

if TYPE_CHECKING:
    from mixer.kinds.kind import Painter


def painter() -> Painter:
    from mixer.core.transitions.stinger import stinger

    return stinger


def with_the_picture(position: float) -> tuple[float, float]:
    return (1.0, 0.0) if position < 0.5 else (0.0, 1.0)


KIND = TransitionKind(
    "stinger", "Stinger", "A film with transparency plays over the cut from one picture to the next", painter,
    duration_ms=1000, uses=frozenset({"film"}), shares=with_the_picture, film=True,
)  # fmt: skip
