"""An edge moves across and uncovers the new picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mixer.kinds.kind import TransitionKind

if TYPE_CHECKING:
    from mixer.kinds.kind import Painter


USES = frozenset({"direction", "slanting", "softness"})


def painter() -> Painter:
    from mixer.core.transitions.wipe import wipe

    return wipe


KIND = TransitionKind("wipe", "Wipe", "An edge moves across and uncovers the new picture", painter, uses=USES)
