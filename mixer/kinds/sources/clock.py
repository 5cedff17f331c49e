"""The time of day as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from annotated_types import Len

from mixer.kinds.form import Control
from mixer.kinds.kind import SourceKind
from mixer.protocol.basics import Zone

if TYPE_CHECKING:
    from mixer.kinds.kind import Reader


@dataclass(frozen=True, slots=True)
class ClockFace:
    """A drawn clock showing the time of day in a named time zone."""

    kind: Literal["clock"] = "clock"
    zone: Annotated[Zone, Control("Time zone", widget="zone")] = "UTC"
    title: Annotated[str, Len(0, 80), Control("Title", placeholder="London")] = ""


def reader() -> Reader:
    from mixer.sources.clock import read_clock

    return read_clock


KIND = SourceKind(ClockFace, "Clock", "The time of day, drawn", reader, steady=True)
