"""Counts down: for a while, or to a time of day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from mixer.kinds.form import Control
from mixer.kinds.kind import Moment, OverlayKind
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


def left_at(content: CountdownOverlay, fields: Mapping[str, str], moment: Moment) -> dict[str, str]:
    time = fields.get("time", "") or ("5:00" if content.counts == "for" else "0:00")
    if content.counts == "to":
        left = until_s(time, moment.wall_s, zone_named(content.zone))
    else:
        whole = seconds_in(time)
        left = None if whole is None else whole - moment.counted_s
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
)
