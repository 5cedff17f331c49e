"""Lines of text that change while they are on air."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mixer.kinds.kind import OverlayKind
from mixer.kinds.overlays.look import Strap

if TYPE_CHECKING:
    from mixer.kinds.kind import Drawer


@dataclass(frozen=True, slots=True)
class TextOverlay(Strap):
    """Lines of text in a box: the fields `title` and `subtitle`, of which either may be empty; long ones wrap."""

    kind: Literal["text"] = "text"


def drawer() -> Drawer:
    from mixer.overlays.text import draw_text

    return draw_text


KIND = OverlayKind(
    TextOverlay, "Text", "A name strap or banner", drawer, fields={"title": "Title", "subtitle": "Second line"}
)
