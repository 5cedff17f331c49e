"""The pictures that a browser hands out, decoded: their colours may already be multiplied by their alpha."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from mixer.web.devtools import BrowserGone

Rgba = NDArray[np.uint8]
HALF_RED = (255, 0, 0, 0.5)  # what the probe's page shows, as CSS says it
NEAR = 3


def decoded(data: str) -> av.VideoFrame:
    """The PNG in this base64 text, as it comes. Raises BrowserGone.

    libav's decoder takes a quarter of the time that Pillow's does. Each picture has a decoder of its own: one that has
    decoded another adds that to it.
    """
    try:
        codec: Any = av.CodecContext.create("png", "r")
        (frame,) = codec.decode(av.Packet(base64.b64decode(data)))
    except (av.FFmpegError, ValueError, binascii.Error):
        raise BrowserGone("the browser sent a picture that cannot be read") from None
    assert isinstance(frame, av.VideoFrame)
    return frame


def rgba_of(frame: av.VideoFrame) -> Rgba:
    """The pixels (h, w, 4); what comes without alpha is opaque."""
    if frame.format.name == "rgba":
        return frame.to_ndarray().astype(np.uint8, copy=False)
    return frame.to_ndarray(format="rgba").astype(np.uint8, copy=False)


def premultiplied(rgba: Rgba) -> Rgba:
    """Straight pixels multiplied by their alpha, to the nearest."""
    alpha = rgba[..., 3:].astype(np.uint16)
    out = rgba.copy()
    out[..., :3] = (rgba[..., :3] * alpha + 127) // 255
    return out


def is_premultiplied(rgba: Rgba) -> bool:
    """Whether a picture of HALF_RED is multiplied by its alpha. Raises BrowserGone where it is no half red at all."""
    height, width = rgba.shape[:2]
    red, green, blue, alpha = (int(value) for value in rgba[height // 2, width // 2])
    if abs(alpha - 128) <= NEAR and max(green, blue) <= NEAR:
        if abs(red - 128) <= NEAR:
            return True
        if abs(red - 255) <= NEAR:
            return False
    raise BrowserGone(
        f"this browser's pictures have no exact alpha: expected half red, found {red, green, blue, alpha}"
    )
