"""Counts up: how long something has been going on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from mixer.kinds.form import Control
from mixer.kinds.kind import Goal, Moment, OverlayKind
from mixer.kinds.overlays.counted import clock_of, seconds_in
from mixer.kinds.overlays.look import Look
from mixer.protocol.basics import Rect

if TYPE_CHECKING:
    from mixer.kinds.kind import Drawer

BEGINS = {"on": "When it is switched on", "hand": "By hand"}


@dataclass(frozen=True, slots=True)
class CountupOverlay(Look):
    """The time since it was started, from the live text `time` on, where one is given."""

    kind: Literal["countup"] = "countup"
    begins: Annotated[Literal["on", "hand"], Control("Begins", choices=BEGINS)] = "on"


def drawer() -> Drawer:
    from mixer.overlays.counting import draw_counting

    return draw_counting


def goal(content: CountupOverlay, fields: Mapping[str, str], wall_s: float) -> Goal:
    return Goal(up=True, from_s=seconds_in(fields.get("time", "")) or 0)


def passed_at(content: CountupOverlay, fields: Mapping[str, str], moment: Moment) -> dict[str, str]:
    return {"shown": clock_of((seconds_in(fields.get("time", "")) or 0) + int(moment.counted_s + 1e-6))}


def begins(content: CountupOverlay) -> bool:
    return content.begins == "on"


KIND = OverlayKind(
    CountupOverlay,
    "Count-up",
    "How long it has been going on",
    drawer,
    Rect(0.95, 0.06, 0.2, 0.1, "top-right"),
    fields={"label": "Label", "time": "From (0:00)"},
    fields_at=passed_at,
    starts=begins,
    goal=goal,
)
