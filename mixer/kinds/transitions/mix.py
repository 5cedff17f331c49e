"""The new picture comes up through the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mixer.kinds.kind import TransitionKind

if TYPE_CHECKING:
    from mixer.kinds.kind import Painter


def painter() -> Painter:
    from mixer.core.transitions.mix import mix

    return mix


KIND = TransitionKind("mix", "Mix", "The new picture comes up through the old one", painter)
