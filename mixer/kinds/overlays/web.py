"""A web page over the picture, with its transparency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Len

from mixer.kinds.form import Control
from mixer.kinds.kind import OverlayKind
from mixer.kinds.sources.web import ADDRESS, BUNDLE, SOUND, STYLES, Css, PageRate, WebPage, Zoom
from mixer.protocol.basics import Rect

LEAST_PX = 16


@dataclass(frozen=True, slots=True)
class WebOverlay:
    """A page by `url`, or an uploaded bundle by `path`, as large as the overlay is shown."""

    url: Annotated[str, Len(0, 2048), ADDRESS] = ""
    path: Annotated[str, Len(0, 4096), BUNDLE] = ""
    fps: Annotated[PageRate, Control("Pictures a second, at most", "A page that stands still costs nothing")] = 30
    zoom: Annotated[Zoom, Control("Zoom")] = 1.0
    css: Annotated[Css, STYLES] = ""
    sound: Annotated[bool, SOUND] = False
    kind: Literal["web"] = "web"

    def __post_init__(self) -> None:
        if bool(self.path) == bool(self.url):
            raise ValueError("a web overlay needs either an address or an uploaded page")


def fed_by(content: WebOverlay, size: tuple[int, int]) -> WebPage:
    """A source of its own, as large as it is shown: its pictures need no scaling."""
    width, height = (max(LEAST_PX, pixels) for pixels in size)
    return WebPage(
        content.url, content.path, width, height, content.fps, content.zoom, content.css, content.sound,
        transparent=True,
    )  # fmt: skip


KIND = OverlayKind(
    WebOverlay,
    "Web page",
    "With its transparency: scores, comments, a ticker",
    rect=Rect(0, 0, 1, 1),
    stream=fed_by,
    any_fields=True,
)
