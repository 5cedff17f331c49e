"""Frames with alpha as pictures of the house: premultiplied first, then scaled, so that nothing has a rim."""

from __future__ import annotations

from dataclasses import dataclass

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

from mixer.core.alpha import OPAQUE, Ink, ink_of, premultiplied
from mixer.core.picture import BLACK, Picture, Plane
from mixer.feed.frames import rows_of
from mixer.sources.convert import (
    BT709,
    LIMITED,
    PREMULTIPLIED,
    Crop,
    cut_box,
    frame_of,
    has_alpha,
    is_rgb,
    matrix_of,
    planes_of,
    range_of,
)  # fmt: skip

KEPT_SCALERS = 16
Size = tuple[int, int]


def frame_of_premultiplied(rgba: Plane) -> av.VideoFrame:
    """A frame of RGBA pixels (h, w, 4) that are premultiplied already, as a browser gives them."""
    frame = av.VideoFrame.from_ndarray(rgba, "rgba")
    frame.opaque = PREMULTIPLIED
    return frame


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """A frame as it looks over black (yuv420p of the house), its alpha, and where it has any."""

    flat: av.VideoFrame
    alpha: Plane
    ink: Ink

    @property
    def size(self) -> Size:
        return self.flat.width, self.flat.height

    def ink_at(self, width: int, height: int) -> Ink:
        """Where there is ink when it is scaled to this size; rounded outwards."""
        x, y, w, h = self.ink
        if not w:
            return 0, 0, 0, 0
        across, down = width / self.flat.width, height / self.flat.height
        left, top = int(x * across) & ~1, int(y * down) & ~1
        right, bottom = int((x + w) * across) + 2 & ~1, int((y + h) * down) + 2 & ~1
        return left, top, min(right, width) - left, min(bottom, height) - top


class AlphaConverter:
    """Makes views, with alpha, of one source's frames."""

    def __init__(self) -> None:
        self._scalers: dict[tuple[object, ...], VideoReformatter] = {}
        self._frame: av.VideoFrame | None = None
        self._cutout: Cutout | None = None

    def cutout(self, frame: av.VideoFrame) -> Cutout | None:
        """What is to be seen of a frame; None for one without transparency."""
        if self._frame is not frame:
            self._frame, self._cutout = frame, self._cut_out(frame)
        return self._cutout

    def view(self, cutout: Cutout, crop: Crop | None, native: Size, width: int, height: int) -> Picture:
        """`crop` (x, y, w, h in pixels of the native picture; None is all of it) as width × height."""
        flat, alpha = cutout.flat, cutout.alpha
        if crop is not None and crop != (0, 0, *native):
            flat, alpha = _part(cutout, cut_box(crop, native, cutout.size))
        gray = av.VideoFrame.from_ndarray(np.ascontiguousarray(alpha), "gray")
        if (flat.width, flat.height) != (width, height):
            flat = self._scaled(flat, width, height, "yuv420p")
            alpha = rows_of(self._scaled(gray, width, height, "gray").planes[0])
        of_chroma = rows_of(self._scaled(gray, width // 2, height // 2, "gray").planes[0])
        return premultiplied(planes_of(flat), alpha, of_chroma)

    def _cut_out(self, frame: av.VideoFrame) -> Cutout | None:
        if not has_alpha(frame.format) or frame.rotation % 360 or (frame.width | frame.height) & 1:
            return None
        if frame.opaque is PREMULTIPLIED:
            alpha, flat = alpha_of(frame), self._house(frame, "yuv420p")
        else:
            straight = self._house(frame, "yuva420p" if frame.format.name == "yuva420p" else "yuva444p")
            alpha = rows_of(straight.planes[3])
            flat = self._over_black(straight, alpha)
        return Cutout(flat, alpha, ink_of(alpha)) if alpha.min() < OPAQUE else None

    def _house(self, frame: av.VideoFrame, layout: str) -> av.VideoFrame:
        """The frame in the house's colours, at its own size."""
        if frame.format.name == layout and (matrix_of(frame), range_of(frame)) == (BT709, LIMITED):
            return frame
        return self._scaler((layout, frame.width, frame.height)).reformat(
            frame, format=layout, threads=1, src_colorspace=None if is_rgb(frame) else matrix_of(frame),
            dst_colorspace=BT709, src_color_range=range_of(frame), dst_color_range=LIMITED,
        )  # fmt: skip

    def _over_black(self, straight: av.VideoFrame, alpha: Plane) -> av.VideoFrame:
        half = alpha if straight.format.name == "yuva444p" else alpha[::2, ::2]
        parts = zip(straight.planes, (alpha, half, half), BLACK, strict=False)
        y, u, v = (_faded(rows_of(plane), alphas, black) for plane, alphas, black in parts)
        if u.shape != y.shape:
            return frame_of((y, u, v))
        full = av.VideoFrame.from_ndarray(np.stack((y, u, v)), "yuv444p")
        return self._scaled(full, full.width, full.height, "yuv420p")

    def _scaled(self, frame: av.VideoFrame, width: int, height: int, layout: str) -> av.VideoFrame:
        """Bilinear: it never overshoots, so that nothing is brighter than its alpha lets it be."""
        return self._scaler((layout, width, height)).reformat(
            frame, width, height, layout, threads=1, interpolation=Interpolation.BILINEAR
        )

    def _scaler(self, key: tuple[object, ...]) -> VideoReformatter:
        if len(self._scalers) >= KEPT_SCALERS:
            self._scalers.clear()
        return self._scalers.setdefault(key, VideoReformatter())


def alpha_of(frame: av.VideoFrame) -> Plane:
    """The alpha (h, w) of an RGBA frame."""
    plane = frame.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(frame.height, plane.line_size)
    return np.ascontiguousarray(rows[:, 3 : 4 * frame.width : 4])


def _part(cutout: Cutout, box: Crop) -> tuple[av.VideoFrame, Plane]:
    x, y, w, h = box
    part = Picture(*planes_of(cutout.flat)).part(x, y, w, h)
    return frame_of(part.planes), cutout.alpha[y : y + h, x : x + w]


def _faded(plane: Plane, alpha: Plane, black: int) -> Plane:
    """A plane over black."""
    wide = plane.astype(np.int32)
    faded: Plane = (black + ((wide - black) * alpha[: plane.shape[0], : plane.shape[1]] + 127) // 255).astype(np.uint8)
    return faded
