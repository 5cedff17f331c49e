"""Canvases as libav sees them, in an encoder's process."""

from __future__ import annotations

from fractions import Fraction

import av
from av.video.reformatter import VideoReformatter

from mixer.core.picture import Plane
from mixer.outputs.canvas import CanvasRing


def frame_over(pixels: Plane, width: int, height: int) -> av.VideoFrame:
    """A libav frame over the bytes of a picture, without a copy."""
    return av.VideoFrame.from_numpy_buffer(pixels.reshape(height * 3 // 2, width), "yuv420p")


def stamped(frame: av.VideoFrame, pts: int, rate: Fraction, key: bool) -> av.VideoFrame:
    """The frame for an encoder, which has read it when its `encode` returns."""
    frame.pts, frame.time_base = pts, 1 / rate
    frame.pict_type = 1 if key else 0
    return frame


class RingPictures:
    """The pictures of a ring, in the size of a rendition (px)."""

    def __init__(self, ring: CanvasRing, width: int, height: int) -> None:
        self._ring, self._size = ring, (width, height)
        self._frames: dict[int, av.VideoFrame] = {}
        self._reformatter = VideoReformatter()

    def picture(self, slot: int) -> av.VideoFrame:
        if slot not in self._frames:
            self._frames[slot] = frame_over(self._ring.pixels(slot), *self._ring.size)
        frame = self._frames[slot]
        if (frame.width, frame.height) == self._size:
            return frame
        return self._reformatter.reformat(frame, *self._size, interpolation="BILINEAR", threads=1)
