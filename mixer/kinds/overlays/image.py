"""A logo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from annotated_types import Len

from mixer.kinds.form import Control
from mixer.kinds.kind import OverlayKind
from mixer.protocol.basics import Rect, Unit

if TYPE_CHECKING:
    from mixer.kinds.kind import Drawer

UPLOADED = Control("Choose a picture", "PNG with transparency looks best", "asset", accepts=("image",))


@dataclass(frozen=True, slots=True)
class ImageOverlay:
    """A picture with alpha."""

    path: Annotated[str, Len(1, 4096), UPLOADED]
    kind: Literal["image"] = "image"
    opacity: Annotated[Unit, Control("Opacity, %", widget="percent")] = 1.0


def drawer() -> Drawer:
    from mixer.overlays.image import draw_image

    return draw_image


KIND = OverlayKind(ImageOverlay, "Image", "A logo", drawer, Rect(0.95, 0.06, 0.12, 0.12, "top-right"))
