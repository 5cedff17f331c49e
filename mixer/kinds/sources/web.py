"""A web page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from annotated_types import Ge, Le, Len

from mixer.kinds.form import Control
from mixer.kinds.kind import Limits, SourceKind, always

if TYPE_CHECKING:
    from mixer.kinds.kind import Reader

MOST_CSS = 20_000
BUNDLE_HOST, GRAPHICS_HOST = "bundle.tally.invalid", "graphics.tally.invalid"
OURS = tuple(f"http://{host}/" for host in (BUNDLE_HOST, GRAPHICS_HOST))

ADDRESS = Control("Address", "http or https", "address", "https://example.com/scores", group="page")
BUNDLE = Control("or an uploaded page", "A zip file with an index.html", "asset", accepts=("bundle",), group="page")
STYLES = Control("Added CSS", "Beside the page's own: body { background: none; }", "lines")
SOUND = Control("With its sound", "Where a sound server is installed on this machine")
STAYS = Control("Stay signed in", "Keeps cookies and what the page stores, on this machine, until the source goes")
AGAIN = Control("Reload when it fails", "Crashed, frozen or lost pages are opened anew")

Pixels = Annotated[int, Ge(16), Le(3840)]
Zoom = Annotated[float, Ge(0.25), Le(5)]
PageRate = Annotated[int, Ge(1), Le(30)]
Css = Annotated[str, Len(0, MOST_CSS)]


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page by `url`, or an uploaded bundle by `path`, at its own size in CSS pixels.

    With both, `url` is the page of ours that plays what is in the bundle.
    """

    url: Annotated[str, Len(0, 2048), ADDRESS] = ""
    path: Annotated[str, Len(0, 4096), BUNDLE] = ""
    width: Annotated[Pixels, Control("Width, pixels")] = 1280
    height: Annotated[Pixels, Control("Height, pixels")] = 720
    fps: Annotated[PageRate, Control("Pictures a second, at most", "A page that stands still costs nothing")] = 30
    zoom: Annotated[Zoom, Control("Zoom")] = 1.0
    css: Annotated[Css, STYLES] = ""
    sound: Annotated[bool, SOUND] = False
    reload_on_failure: Annotated[bool, AGAIN] = True
    keep_profile: Annotated[bool, STAYS] = False
    transparent: bool = False
    kind: Literal["web"] = "web"

    def __post_init__(self) -> None:
        if not (self.path or self.url) or (self.path and self.url and not is_ours(self.url)):
            raise ValueError("a web source needs either an address or an uploaded page")


def is_ours(url: str) -> bool:
    """Whether a page is one that we serve: the adapter of graphics, beside a bundle or beside the shipped ones."""
    return url.startswith(OURS)


def reader() -> Reader:
    from mixer.sources.web import read_web

    return read_web


def is_transparent(page: WebPage) -> bool:
    return page.transparent


def keeps_profile(page: WebPage) -> bool:
    return page.keep_profile


KIND = SourceKind(
    WebPage,
    "Web page",
    "By its address, or uploaded",
    reader,
    live=always,
    steady=True,
    yields=True,
    network=always,
    limits=Limits(memory_mb=None),
    alpha=is_transparent,
    keeps=keeps_profile,
)
