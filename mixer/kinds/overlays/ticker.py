"""A line that runs through the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from annotated_types import Ge, Le, Len

from mixer.kinds.form import Control
from mixer.kinds.kind import OverlayKind
from mixer.kinds.overlays.look import Look
from mixer.protocol.basics import Rect

if TYPE_CHECKING:
    from mixer.kinds.kind import Drawer

SPEED = Control("Speed, % of width a second", "Rounded to whole pixels a frame: it never trembles", "percent")


@dataclass(frozen=True, slots=True)
class TickerOverlay(Look):
    """The lines of the live text `text`, one after the other, round and round; Arabic and Hebrew run the other way."""

    kind: Literal["ticker"] = "ticker"
    speed: Annotated[float, Ge(0.01), Le(1), SPEED] = 0.1
    separator: Annotated[str, Len(0, 16), Control("Between the lines")] = "•"


def drawer() -> Drawer:
    from mixer.overlays.ticker import draw_ticker

    return draw_ticker


def speed(content: TickerOverlay) -> float:
    return content.speed


KIND = OverlayKind(
    TickerOverlay,
    "Ticker",
    "Lines that run through the picture",
    drawer,
    Rect(0, 1, 1, 0.07, "bottom-left"),
    fields={"text": "One message a line"},
    lines=("text",),
    speed=speed,
)
