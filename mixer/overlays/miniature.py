"""An overlay as a small picture with alpha, for tiles."""

from __future__ import annotations

from PIL import Image

from mixer.overlays.artist_info import FINER, SCROLL
from mixer.protocol.bitmaps import encoded

LEAST_PX = 2


def miniature(image: Image.Image) -> bytes:
    """A drawing in its file format, `FINER` times smaller; of one that scrolls, what its place shows first."""
    if scroll := image.info.get(SCROLL):
        image = image.crop((0, 0, scroll[0], image.height))
    size = (max(LEAST_PX, image.width // FINER), max(LEAST_PX, image.height // FINER))
    return encoded(image.resize(size, Image.Resampling.BOX))
