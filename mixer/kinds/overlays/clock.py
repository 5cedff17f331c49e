"""The time of day over the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from annotated_types import Ge, Le

from mixer.kinds.form import Control
from mixer.kinds.kind import Moment, OverlayKind
from mixer.protocol.basics import Color, Rect, Zone

if TYPE_CHECKING:
    from mixer.kinds.kind import Drawer

FORMATS = {"HH:MM:SS": "21:04:31", "HH:MM": "21:04"}


@dataclass(frozen=True, slots=True)
class ClockOverlay:
    """The time of day."""

    kind: Literal["clock"] = "clock"
    zone: Annotated[Zone, Control("Time zone", widget="zone")] = "UTC"
    format: Annotated[Literal["HH:MM:SS", "HH:MM"], Control("Shown as", choices=FORMATS)] = "HH:MM:SS"
    color: Annotated[Color, Control("Text", widget="color")] = "#ffffff"
    background: Annotated[Color, Control("Box", widget="color")] = "#101418b3"
    size: Annotated[float, Ge(0.01), Le(0.5), Control("Size, % of height", widget="percent")] = 0.04


def drawer() -> Drawer:
    from mixer.overlays.clock import draw_clock

    return draw_clock


@cache
def zone_named(name: str) -> tzinfo:
    """The time zone, or UTC for a name nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def time_at(clock: ClockOverlay, fields: Mapping[str, str], moment: Moment) -> dict[str, str]:
    now = datetime.fromtimestamp(moment.wall_s, zone_named(clock.zone))
    return {"time": now.strftime("%H:%M:%S" if clock.format == "HH:MM:SS" else "%H:%M")}


KIND = OverlayKind(
    ClockOverlay, "Clock", "The time of day", drawer, Rect(0.05, 0.06, 0.18, 0.08, "top-left"), fields_at=time_at
)
