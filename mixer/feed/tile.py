"""A source's tile: a small JPEG for the console."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
from av.video.reformatter import VideoReformatter

from mixer.core.picture import Picture, on_buffer, size_of

TILE_HEIGHT = 180
MAX_WIDTH = 640


def as_frame(picture: Picture) -> av.VideoFrame:
    """A copy of a picture as a libav frame, BT.709 limited."""
    frame = av.VideoFrame(picture.width, picture.height, "yuv420p")
    for plane, pixels in zip(frame.planes, picture.planes, strict=True):
        rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
        rows[:, : pixels.shape[1]] = pixels
    return frame


def as_picture(frame: av.VideoFrame) -> Picture:
    """The planes of a yuv420p frame, without a copy."""
    y, u, v = (
        np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
        for plane in frame.planes
    )
    return Picture(y, u, v)


class Scaler:
    """Pictures to other sizes with swscale, bicubic: what the engine does itself until a worker delivers."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    def scale(self, picture: Picture, width: int, height: int) -> Picture:
        if (picture.width, picture.height) == (width, height):
            return picture
        frame = self._reformatter.reformat(as_frame(picture), width, height, interpolation="BICUBIC", threads=1)
        scaled = on_buffer(np.empty(size_of(width, height), np.uint8), width, height)
        scaled.copy_from(as_picture(frame))
        return scaled


class TileMaker:
    """Encodes pictures as JPEG; one encoder is kept as long as the size stays."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()
        self._encoder: av.VideoCodecContext | None = None

    @staticmethod
    def size(width: int, height: int) -> tuple[int, int]:
        """The tile's size for a native picture."""
        return max(2, min(MAX_WIDTH, 2 * round(TILE_HEIGHT * width / height / 2))), TILE_HEIGHT

    def jpeg(self, picture: Picture) -> bytes:
        """JPEG means full-range BT.601, whatever the tags say."""
        frame = self._reformatter.reformat(
            as_frame(picture), format="yuvj420p", src_colorspace="ITU709", dst_colorspace="ITU601",
            src_color_range="MPEG", dst_color_range="JPEG", threads=1,
        )  # fmt: skip
        frame.pts, frame.pict_type = None, 0
        return b"".join(bytes(packet) for packet in self._encoder_for(frame).encode(frame))

    def _encoder_for(self, frame: av.VideoFrame) -> av.VideoCodecContext:
        encoder = self._encoder
        if encoder is None or (encoder.width, encoder.height) != (
            frame.width,
            frame.height,
        ):
            encoder = av.CodecContext.create("mjpeg", "w")
            encoder.width, encoder.height, encoder.pix_fmt = (
                frame.width,
                frame.height,
                "yuvj420p",
            )
            encoder.time_base = Fraction(1, 25)
            encoder.flags |= 1 << 1  # AV_CODEC_FLAG_QSCALE
            encoder.global_quality = 5 * 118
            encoder.thread_count = 1
            self._encoder = encoder
        return encoder
