"""Who leads, in which period, and its clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from annotated_types import Len

from mixer.kinds.form import Control
from mixer.kinds.kind import Moment, OverlayKind
from mixer.kinds.overlays.counted import clock_of, seconds_in, shown_down
from mixer.kinds.overlays.look import Look
from mixer.protocol.basics import Color, Rect

if TYPE_CHECKING:
    from mixer.kinds.kind import Drawer

CLOCKS = {"none": "No clock", "up": "Counts up", "down": "Counts down"}
FROM = Control("Clock begins at", "0:00 counting up, 10:00 counting down", placeholder="0:00")


@dataclass(frozen=True, slots=True)
class ScoreboardOverlay(Look):
    """Two sides with their scores, the period, and a clock that is started by hand."""

    kind: Literal["scoreboard"] = "scoreboard"
    clock: Annotated[Literal["none", "up", "down"], Control("Clock", choices=CLOCKS)] = "up"
    clock_from: Annotated[str, Len(0, 8), FROM] = ""
    home_color: Annotated[Color, Control("Home", widget="color")] = "#b3261e"
    away_color: Annotated[Color, Control("Away", widget="color")] = "#1d4f9e"


def drawer() -> Drawer:
    from mixer.overlays.scoreboard import draw_scoreboard

    return draw_scoreboard


def clock_at(content: ScoreboardOverlay, fields: Mapping[str, str], moment: Moment) -> dict[str, str]:
    begin = seconds_in(content.clock_from) or 0
    if content.clock == "none":
        return {"clock": ""}
    if content.clock == "down":
        return {"clock": shown_down(begin - moment.counted_s, False)}
    return {"clock": clock_of(begin + int(moment.counted_s + 1e-6))}


def begins(content: ScoreboardOverlay) -> bool:
    return False


KIND = OverlayKind(
    ScoreboardOverlay,
    "Scoreboard",
    "Two sides, their scores, a clock",
    drawer,
    Rect(0.05, 0.06, 0.42, 0.08, "top-left"),
    fields={
        "home": "Home", "away": "Away", "home_score": "Home’s score", "away_score": "Away’s score", "period": "Period",
    },
    numbers=("home_score", "away_score"),
    fields_at=clock_at,
    starts=begins,
)  # fmt: skip
