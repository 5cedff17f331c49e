"""The new picture slides in over the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mixer.kinds.kind import TransitionKind

if TYPE_CHECKING:
    from mixer.kinds.kind import Painter


DIRECTION = frozenset({"direction"})


def painter() -> Painter:
    from mixer.core.transitions.slide import slide

    return slide


KIND = TransitionKind("slide", "Slide", "The new picture slides in over the old one", painter, uses=DIRECTION)
