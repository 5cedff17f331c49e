"""A source of the show over the picture, with its alpha."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from mixer.kinds.form import Control
from mixer.kinds.kind import OverlayKind
from mixer.protocol.basics import Ident, Rect


@dataclass(frozen=True, slots=True)
class SourceOverlay:
    """What a source of the show shows: a file or a picture with transparency, or a camera in a corner."""

    source: Annotated[Ident, Control("Source", "Its transparency is kept", "source")]
    kind: Literal["source"] = "source"


def fed_by(content: SourceOverlay, size: tuple[int, int]) -> str:
    return content.source


KIND = OverlayKind(
    SourceOverlay, "Source", "A moving graphic, or a picture in the corner", rect=Rect(0, 0, 1, 1), stream=fed_by
)
