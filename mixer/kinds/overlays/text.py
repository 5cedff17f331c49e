"""Lines of text that change while they are on air."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from annotated_types import Ge, Le

from mixer.kinds.form import Control
from mixer.kinds.kind import OverlayKind
from mixer.protocol.basics import Color

if TYPE_CHECKING:
    from mixer.kinds.kind import Drawer

STYLES = {"lower-third": "Lower third", "banner": "Banner", "plain": "Plain text"}


@dataclass(frozen=True, slots=True)
class TextOverlay:
    """Lines of text in a box: the fields `title` and `subtitle`, of which either may be empty."""

    kind: Literal["text"] = "text"
    style: Annotated[Literal["lower-third", "plain", "banner"], Control("Style", choices=STYLES)] = "lower-third"
    align: Annotated[Literal["left", "center", "right"], Control("Align", choices={"center": "Centre"})] = "left"
    size: Annotated[float, Ge(0.01), Le(0.5), Control("Size, % of height", widget="percent")] = 0.045
    color: Annotated[Color, Control("Text", widget="color")] = "#ffffff"
    background: Annotated[Color, Control("Box", widget="color")] = "#101418e6"
    accent: Annotated[Color, Control("Accent", widget="color")] = "#ff9f1c"


def drawer() -> Drawer:
    from mixer.overlays.text import draw_text

    return draw_text


KIND = OverlayKind(
    TextOverlay, "Text", "A name strap or banner", drawer, fields={"title": "Title", "subtitle": "Second line"}
)
