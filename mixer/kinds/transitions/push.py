"""The new picture pushes the old one out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mixer.kinds.kind import TransitionKind

if TYPE_CHECKING:
    from mixer.kinds.kind import Painter


DIRECTION = frozenset({"direction"})


def painter() -> Painter:
    from mixer.core.transitions.push import push

    return push


KIND = TransitionKind("push", "Push", "The new picture pushes the old one out", painter, uses=DIRECTION)
