"""Graphics over the picture. To add an overlay: one file beside these, one line in the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from PIL import Image

from mixer.overlays.clock import draw_clock
from mixer.overlays.image import draw_image
from mixer.overlays.text import draw_text
from mixer.protocol.showfile import Overlay

Draw = Callable[[Overlay, dict[str, str], tuple[int, int], int, BinaryIO | None], Image.Image]
"""(overlay, live fields, size of its box in pixels, canvas height, its file if it has one) → RGBA of that size."""

KINDS: dict[str, Draw] = {"text": draw_text, "image": draw_image, "clock": draw_clock}
