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
    out = np.where(rgba[..., 3] == 0, np.uint32(0), whole(rgba))
    partly = np.flatnonzero(sheer(rgba))  # mostly few: a rim, a shadow
    pixels = these(rgba, partly)
    alpha = pixels[:, 3:].astype(np.uint16)
    pixels[:, :3] = (pixels[:, :3] * alpha + 127) // 255
    out.reshape(-1)[partly] = whole(pixels)
    return out.view(np.uint8).reshape(rgba.shape)


def sheer(rgba: Rgba) -> NDArray[np.bool_]:
    """Which pixels (h, w) are neither opaque nor nothing: of those alone a screencast's colours are not exact."""
    alpha = rgba[..., 3]
    return (alpha + np.uint8(1)) > 1  # 255 comes round to 0


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


def agree(rough: Rgba, exact: Rgba) -> bool:
    """Whether a screencast's picture and a still, both premultiplied, are of the same moment.

    The alpha of both is right; at alpha a the colours of the screencast lie on steps of 255/a.
    """
    if rough.shape != exact.shape:
        return False
    differ = np.flatnonzero(whole(rough) != whole(exact))
    one, other = these(rough, differ), these(exact, differ)
    if not np.array_equal(one[:, 3], other[:, 3]):
        return False
    off = np.abs(one[:, :3].astype(np.int16) - other[:, :3])
    return bool((off <= most_off(other[:, 3])[:, None]).all())


def whole(rgba: Rgba) -> NDArray[np.uint32]:
    """Each pixel as one number: a sixth of the time where pixels are compared, or picked out."""
    return np.ascontiguousarray(rgba).view(np.uint32)[..., 0]


def these(rgba: Rgba, places: NDArray[np.intp]) -> Rgba:
    """The pixels (n, 4) at these places, counted row by row; a copy."""
    return whole(rgba).reshape(-1)[places].view(np.uint8).reshape(-1, 4)


def most_off(alpha: NDArray[np.uint8]) -> NDArray[np.int16]:
    """By how much a screencast's premultiplied colours may be wrong, at most: half a step, and a level of rounding."""
    return _MOST_OFF[alpha]


# Below alpha 12 half a step is more than the colour itself can be.
_MOST_OFF = np.array([min(alpha, 128 // max(1, alpha) + 2) for alpha in range(256)], np.int16)
