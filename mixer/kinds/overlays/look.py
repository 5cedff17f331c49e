"""How the letters of overlays look, and the plate that they stand on: what several kinds ask for alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le, Len

from mixer.kinds.form import Control
from mixer.protocol.basics import Color

WEIGHTS = {"semibold": "Semi-bold"}
STYLES = {"lower-third": "Lower third", "banner": "Banner", "plain": "Plain text"}
FONT = Control("Font", "Empty: Noto Sans, in any script", widget="font", placeholder="Noto Sans")
ROUND = Control("Round corners, % of the box", widget="percent")


@dataclass(frozen=True, slots=True)
class Look:
    """Letters and their plate. `size` is of the canvas height; what the plate and letters' edges measure is of `size`.

    `font` is an installed family; letters that it lacks, and all where it is empty, are Noto's.
    """

    size: Annotated[float, Ge(0.01), Le(0.5), Control("Size, % of height", widget="percent")] = 0.045
    font: Annotated[str, Len(0, 120), FONT] = ""
    weight: Annotated[
        Literal["light", "regular", "medium", "semibold", "bold", "black"], Control("Weight", choices=WEIGHTS)
    ] = "bold"
    color: Annotated[Color, Control("Text", widget="color")] = "#ffffff"
    background: Annotated[Color, Control("Box", widget="color")] = "#101418e6"
    outline_color: Annotated[Color, Control("Outline", widget="color")] = "#000000"
    outline: Annotated[float, Ge(0), Le(0.3), Control("Outline, % of size", widget="percent")] = 0.0
    shadow: Annotated[float, Ge(0), Le(0.5), Control("Shadow, % of size", widget="percent")] = 0.0
    padding: Annotated[float, Ge(0), Le(3), Control("Padding, % of size", widget="percent")] = 0.55
    radius: Annotated[float, Ge(0), Le(0.5), ROUND] = 0.0


@dataclass(frozen=True, slots=True)
class Strap(Look):
    """Two lines in a plate of a style: names, headlines."""

    style: Annotated[Literal["lower-third", "plain", "banner"], Control("Style", choices=STYLES)] = "lower-third"
    align: Annotated[Literal["left", "center", "right"], Control("Align", choices={"center": "Centre"})] = "left"
    accent: Annotated[Color, Control("Accent", widget="color")] = "#ff9f1c"
