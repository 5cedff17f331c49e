"""What viewers see in the place of a source that has no picture: the show's own colour, picture or words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Len

from mixer.kinds.form import Control
from mixer.protocol.basics import Color

PICTURE = Control("Picture", "Fills the place of the source; the text lies over it", "asset", accepts=("image",))
WORDS = Control("Text", "What viewers read. Empty: nothing", "lines")


@dataclass(frozen=True, slots=True)
class Slate:
    """A picture file (`path`) that fills the place, on a `color`, and a `text` over both."""

    color: Annotated[Color, Control("Colour", widget="color")] = "#1b2027"
    path: Annotated[str, Len(0, 4096), PICTURE] = ""
    text: Annotated[str, Len(0, 500), WORDS] = ""
