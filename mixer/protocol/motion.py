"""How an overlay comes and goes when it is switched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le

from mixer.protocol.basics import Unit

MotionKind = Literal["none", "fade", "slide", "wipe"]
Edge = Literal["auto", "left", "right", "up", "down"]
MOST_MS = 5000


@dataclass(frozen=True, slots=True)
class Motion:
    """`direction` is the edge that it slides from, or is wiped on from, and goes back to; `auto` the nearest one."""

    kind: MotionKind = "none"
    duration_ms: Annotated[int, Ge(0), Le(MOST_MS)] = 400
    direction: Edge = "auto"


@dataclass(frozen=True, slots=True)
class Moving:
    """A motion under way, of so many frames; `share` (0 away – 1 there) is where it began."""

    kind: MotionKind
    direction: Edge
    start_frame: Annotated[int, Ge(0)]
    frames: Annotated[int, Ge(1), Le(600)]
    share: Unit

    def under_way(self, frame: int) -> bool:
        return 0 <= frame - self.start_frame < self.frames

    def at(self, frame: int, *, on: bool) -> float:
        """How far the overlay is there: 0–1, on its way in, or out; the first frame has gone a little of it already."""
        done = min(1.0, max(0.0, (frame - self.start_frame + 1) / (self.frames + 1)))
        return self.share + ((1.0 if on else 0.0) - self.share) * done
