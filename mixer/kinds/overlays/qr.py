"""An address to point a phone at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from mixer.kinds.form import Control
from mixer.kinds.kind import OverlayKind
from mixer.protocol.basics import Color, Rect

if TYPE_CHECKING:
    from mixer.kinds.kind import Drawer

SAFER = {"low": "As few dots as it can have", "medium": "Some may be covered", "high": "Many may be covered"}


@dataclass(frozen=True, slots=True)
class QrOverlay:
    """A QR code of the live text `address`, as large as fits, and words below it."""

    kind: Literal["qr"] = "qr"
    safety: Annotated[Literal["low", "medium", "high"], Control("Safety", choices=SAFER)] = "medium"
    color: Annotated[Color, Control("Dots", widget="color")] = "#000000"
    background: Annotated[Color, Control("Ground", widget="color")] = "#ffffff"


def drawer() -> Drawer:
    from mixer.overlays.qr import draw_qr

    return draw_qr


KIND = OverlayKind(
    QrOverlay,
    "QR code",
    "An address for phones",
    drawer,
    Rect(0.95, 0.93, 0.16, 0.3, "bottom-right"),
    fields={"address": "Address", "caption": "Words below"},
)
