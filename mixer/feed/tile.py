"""A source's tile: a small JPEG for the console."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from mixer.core.alpha import over_black, premultiplied
from mixer.core.picture import Picture, Plane, on_buffer, size_of
from mixer.feed.frames import as_frame, as_picture, rows_of
from mixer.feed.messages import TILE_PX

WIDEST = 32 / 9  # of tiles, times their height


class Scaler:
    """Pictures to other sizes with swscale, bicubic: what the engine does itself until a worker delivers."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()
        self._zoomed: av.VideoFrame | None = None  # whose planes are shown

    def scale(self, picture: Picture, width: int, height: int) -> Picture:
        if (picture.width, picture.height) == (width, height):
            return picture
        if picture.a is not None:
            return self._scaled_with_alpha(picture, picture.a, width, height)
        frame = self._reformatter.reformat(as_frame(picture), width, height, interpolation="BICUBIC", threads=1)
        scaled = on_buffer(np.empty(size_of(width, height), np.uint8), width, height)
        scaled.copy_from(as_picture(frame))
        return scaled

    def zoom(self, picture: Picture, width: int, height: int) -> Picture:
        """The same for a picture that moves: bilinear, in half the time, and valid until the next is asked for."""
        if picture.a is not None or (picture.width, picture.height) == (width, height):
            return self.scale(picture, width, height)
        frame = self._reformatter.reformat(as_frame(picture), width, height, interpolation="BILINEAR", threads=1)
        self._zoomed = frame
        return as_picture(frame)

    def _scaled_with_alpha(self, picture: Picture, alpha: Plane, width: int, height: int) -> Picture:
        """Bilinear, over black, as a worker does it: it does not overshoot."""
        flat = VideoReformatter().reformat(
            as_frame(over_black(picture)), width, height, interpolation="BILINEAR", threads=1
        )
        gray = av.VideoFrame.from_ndarray(np.ascontiguousarray(alpha), "gray")
        sizes = (width, height), (width // 2, height // 2)
        frames = [VideoReformatter().reformat(gray, *size, interpolation="BILINEAR", threads=1) for size in sizes]
        a, ca = (np.array(rows_of(frame.planes[0])) for frame in frames)
        return premultiplied(as_picture(flat).planes, a, ca)


class TileMaker:
    """Encodes pictures as JPEG; one encoder is kept as long as the size stays."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()
        self._encoder: av.VideoCodecContext | None = None

    @staticmethod
    def size(width: int, height: int, tall: int = TILE_PX) -> tuple[int, int]:
        """The tile's size for a native picture."""
        return max(2, min(2 * round(WIDEST * tall / 2), 2 * round(tall * width / height / 2))), tall

    def jpeg(self, picture: Picture) -> bytes:
        """JPEG means full-range BT.601, whatever the tags say."""
        frame = self._reformatter.reformat(
            as_frame(picture), format="yuvj420p", src_colorspace=Colorspace.ITU709, dst_colorspace=Colorspace.ITU601,
            src_color_range=ColorRange.MPEG, dst_color_range=ColorRange.JPEG, threads=1,
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
