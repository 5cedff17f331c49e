"""A graphic of moving HTML: one that is shipped, or an uploaded OGraf, CasparCG or SPX bundle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from annotated_types import Ge, Le, Len

from mixer.graphics.manifest import Description
from mixer.graphics.shelf import read_about, shipped
from mixer.kinds.form import Control
from mixer.kinds.kind import OverlayKind
from mixer.protocol.basics import Rect

ABOUT_MOST = 65_536  # characters
SMALLEST_PX, LARGEST_PX = 16, 3840
HOST, BUNDLE_HOST = "graphics.tally.invalid", "bundle.tally.invalid"
BESIDE_BUNDLE = "/.tally"  # where a bundle's own host has the adapter: a template is called from its own origin
LABELS = {
    "poll": "Poll", "product-card": "Product card", "quote": "Quote", "now-and-next": "Now and next",
}  # fmt: skip
CHOICE = Control("Graphic", "Or choose a bundle of your own below", "choice", choices=LABELS)
UPLOADED = Control("Choose a bundle", "A zip: OGraf, CasparCG, SPX or a page", "asset", accepts=("bundle",))


@dataclass(frozen=True, slots=True)
class GraphicOverlay:
    """A graphic played by a browser: the shipped one `graphic`, or with a `path` the bundle that lies there.

    `about` is what the bundle says of itself (a description of `mixer.graphics`, as JSON); the studio fills it in.
    """

    kind: Literal["graphic"] = "graphic"
    graphic: Annotated[Literal["poll", "product-card", "quote", "now-and-next"], CHOICE] = "poll"
    path: Annotated[str, Len(0, 4096), UPLOADED] = ""
    about: Annotated[str, Len(0, ABOUT_MOST)] = ""
    fps: Annotated[int, Ge(1), Le(30), Control("Pictures a second, at most")] = 30


def described(content: GraphicOverlay) -> Description | None:
    return read_about(content.about) if content.path else shipped(content.graphic)


def address(content: GraphicOverlay) -> str:
    """Where the page that plays it is found, by whoever asks through the proxy of web pages."""
    found = described(content)
    if not content.path or found is None:
        return f"http://{HOST}/adapter.html?{urlencode(told(found, content.fps))}"
    return f"http://{BUNDLE_HOST}{BESIDE_BUNDLE}/adapter.html?{urlencode(told(found, content.fps))}"


def told(found: Description | None, fps: int) -> dict[str, Any]:
    """What the adapter must know to begin; without a description, what a plain page needs."""
    found = found or {"format": "page", "entry": "index.html", "data": "json", "size": None}
    size = {"size": "x".join(map(str, found["size"]))} if found.get("size") else {}
    entry, data = f"/{found['entry']}", found.get("data", "json")
    return {"entry": entry, "format": found["format"], "data": data, "fps": fps} | size


def stream(content: GraphicOverlay, size_px: tuple[int, int]) -> Any:
    """The web page that shows it, as large as it is seen. Raises ValueError where web pages are not known."""
    from mixer.kinds.sources import SOURCES

    if "web" not in SOURCES:
        raise ValueError("graphics are web pages, and this build shows none")
    width, height = (min(max(side, SMALLEST_PX), LARGEST_PX) for side in size_px)
    page = {"width": width, "height": height, "fps": content.fps, "transparent": True}
    return SOURCES["web"].input(url=address(content), path=content.path, **page)


KIND = OverlayKind(
    GraphicOverlay,
    "Graphic",
    "Moving graphics, with data of their own",
    rect=Rect(0, 0, 1, 1),
    described=described,
    stream=stream,
    leaves=True,
)
