"""Counts down: for a while, or to a time of day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from mixer.kinds.form import Control
from mixer.kinds.kind import Goal, Moment, OverlayKind
from mixer.kinds.overlays.clock import zone_named
from mixer.kinds.overlays.counted import seconds_in, shown_down, until_s
from mixer.kinds.overlays.look import Look
from mixer.protocol.basics import Rect, Zone

if TYPE_CHECKING:
    from mixer.kinds.kind import Drawer

UNTIL = {"for": "For a while: 5:00", "to": "To a time of day: 21:30"}
BEGINS = {"on": "When it is switched on", "hand": "By hand"}
AFTER = {"stay": "Stay at 0:00", "over": "Count how long it is over"}


@dataclass(frozen=True, slots=True)
class CountdownOverlay(Look):
    """What is left of the live text `time`, which is a length (`5:00`) or a time of day (`21:30`)."""

    kind: Literal["countdown"] = "countdown"
    counts: Annotated[Literal["for", "to"], Control("Counts down", choices=UNTIL)] = "for"
    begins: Annotated[Literal["on", "hand"], Control("Begins", choices=BEGINS)] = "on"
    after: Annotated[Literal["stay", "over"], Control("At the end", choices=AFTER)] = "stay"
    zone: Annotated[Zone, Control("Time zone", widget="zone")] = "UTC"


def drawer() -> Drawer:
    from mixer.overlays.counting import draw_counting

    return draw_counting


def goal(content: CountdownOverlay, fields: Mapping[str, str], wall_s: float) -> Goal:
    time, over = fields.get("time", "") or ("5:00" if content.counts == "for" else "0:00"), content.after == "over"
    if content.counts == "for":
        return Goal(up=False, from_s=seconds_in(time), over=over)
    left = until_s(time, wall_s, zone_named(content.zone))
    return Goal(up=False, at_s=None if left is None else wall_s + left, over=over)


def left_at(content: CountdownOverlay, fields: Mapping[str, str], moment: Moment) -> dict[str, str]:
    _, from_s, at_s, _ = goal(content, fields, moment.wall_s)
    left = None if at_s is None else at_s - moment.wall_s
    if from_s is not None:
        left = from_s - moment.counted_s
    return {"shown": "–:––" if left is None else shown_down(left, content.after == "over")}


def begins(content: CountdownOverlay) -> bool:
    return content.begins == "on"


KIND = OverlayKind(
    CountdownOverlay,
    "Countdown",
    "For a while, or to a time of day",
    drawer,
    Rect(0.5, 0.5, 0.4, 0.2, "center"),
    fields={"label": "Label", "time": "Time (5:00 or 21:30)"},
    fields_at=left_at,
    starts=begins,
    goal=goal,
)
