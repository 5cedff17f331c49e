"""How what has a length is played: between which marks, how fast, and what follows at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le, Len

Position = Annotated[float, Ge(0), Le(864_000)]
"""Seconds from the start of the file, whatever the marks."""
Length = Annotated[float, Ge(0)]
"""Seconds."""
RunNumber = Annotated[int, Ge(1)]
ReaderName = Annotated[str, Len(0, 128)]
Speed = Annotated[float, Ge(0.25), Le(2)]
End = Literal["loop", "hold", "black", "next"]
"""At the end: play again from the in point, keep the last picture, go black, or put preview on air."""
OnTake = Literal["go_on", "play", "restart"]
"""When a take brings it on program: nothing (it plays from the start on), play what is cued, play from the in point."""
SLOWEST_HEARD = 0.5  # below this speed there is no sound: stretched so far it is not speech any more


@dataclass(frozen=True, slots=True)
class Playback:
    """Marks in seconds of the file (`out_s` 0: to the end; the picture at `out_s` is not shown any more)."""

    in_s: Position = 0.0
    out_s: Position = 0.0
    speed: Speed = 1.0
    end: End = "loop"
    on_take: OnTake = "go_on"

    def __post_init__(self) -> None:
        if self.out_s and self.out_s <= self.in_s:
            raise ValueError(f"out_s ({self.out_s}) must be after in_s ({self.in_s})")
