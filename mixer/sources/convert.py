"""Any decoded frame as planes of the house: yuv420p, BT.709, limited range, upright, square pixels, over black.

The common case (8-bit 4:2:0, upright) costs one swscale a view, or none where nothing changes. Everything
else is first brought to that case, once a frame.
"""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray
from PIL import Image

from mixer.core.picture import blank
from mixer.protocol.showfile import Canvas

Plane = NDArray[np.uint8]
Planes = tuple[Plane, Plane, Plane]
Crop = tuple[int, int, int, int]

BT709, LIMITED, FULL = (
    int(Colorspace.ITU709),
    int(ColorRange.MPEG),
    int(ColorRange.JPEG),
)
SD_HEIGHT = 576  # untagged pictures up to this height are BT.601, as every player assumes
KEPT_SCALERS = 16
WORTH_TWO_STEPS = 1.5  # times fewer pixels, from which on scaling first and converting then is cheaper
# AVColorSpace as tagged → the matrix swscale knows.
_MATRICES = {1: 1, 4: 4, 5: 5, 6: 5, 7: 7, 9: 9, 10: 9}
_TAGS = {1: 1, 4: 4, 5: 6, 7: 7, 9: 9}  # and back
_SIMPLE = ("yuv420p", "yuvj420p")
PREMULTIPLIED = "premultiplied"  # what a frame carries whose colours its alpha has been applied to


def set_aspect(frame: av.VideoFrame, aspect: Fraction | None) -> None:
    """Note a frame's sample aspect ratio (decoders know it, PyAV's frames do not carry it)."""
    if aspect is not None and aspect > 0 and aspect != 1:
        frame.opaque = aspect


def planes_of(frame: av.VideoFrame) -> Planes:
    """The planes of an 8-bit yuv420p frame, without a copy; valid as long as the frame."""
    y, u, v = (_rows(plane) for plane in frame.planes)
    return y, u, v


def frame_of(planes: Planes) -> av.VideoFrame:
    """A BT.709 limited frame over these planes, without a copy."""
    frame = av.VideoFrame.from_dlpack(planes, format="yuv420p")
    frame.colorspace, frame.color_range = BT709, LIMITED
    return frame


def black_frame(canvas: Canvas) -> av.VideoFrame:
    """A black picture of the canvas's size."""
    return frame_of(blank(canvas.width, canvas.height).planes)


def frame_of_image(image: Image.Image) -> av.VideoFrame:
    """An RGB image, or one whose colours its alpha has been applied to (RGBa), as a frame."""
    if image.mode != "RGBa":
        return av.VideoFrame.from_ndarray(np.asarray(image), "rgb24")
    raw = np.frombuffer(image.tobytes(), np.uint8).reshape(image.height, image.width, 4)
    frame = av.VideoFrame.from_ndarray(raw, "rgba")
    frame.opaque = PREMULTIPLIED
    return frame


class Converter:
    """Makes native pictures and views of one source's frames; the format may change at any frame."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._scalers: dict[tuple[object, ...], VideoReformatter] = {}
        self._frame: av.VideoFrame | None = None
        self._simple: av.VideoFrame | None = None

    def native_size(self, frame: av.VideoFrame) -> tuple[int, int]:
        """Even width and height in display aspect, as large as the source but within the canvas."""
        width, height = _display_size(frame)
        shrink = min(1.0, self._canvas.width / width, self._canvas.height / height)
        return _even(width * shrink, self._canvas.width), _even(height * shrink, self._canvas.height)

    def view(self, frame: av.VideoFrame, crop: Crop | None, width: int, height: int) -> Planes:
        """`crop` (x, y, w, h in pixels of the native picture; None is all of it) as width × height planes.

        The planes may lie in the frame itself: copy them before it goes. Raises av.FFmpegError for
        formats swscale cannot read.
        """
        simple = self._simplified(frame)
        if crop is not None and (cut := self._cut(frame, simple, crop)) is not None:
            simple = cut
        if (simple.width, simple.height) == (width, height) and _is_house(simple):
            return planes_of(simple)
        return planes_of(self._scale(simple, width, height, "yuv420p", crop is not None))

    def _scale(
        self, frame: av.VideoFrame, width: int, height: int, layout: str, cropped: bool = False
    ) -> av.VideoFrame:
        """The frame at this size in the house's colours."""
        matrix, key = matrix_of(frame), (layout + "c" * cropped, width, height)
        if not is_rgb(frame) and matrix != BT709 and width * height * WORTH_TWO_STEPS < frame.width * frame.height:
            # swscale changes the matrix at the larger size: on what is left after scaling it costs a fraction.
            frame = self._reformat(("first", *key), frame, width, height, layout, matrix, matrix)
            frame.colorspace, frame.color_range = _TAGS[matrix], LIMITED
        return self._reformat(key, frame, width, height, layout, None if is_rgb(frame) else matrix, BT709)

    def _reformat(
        self, key: tuple[object, ...], frame: av.VideoFrame, width: int, height: int, layout: str,
        source: int | None, target: int,
    ) -> av.VideoFrame:  # fmt: skip
        if key not in self._scalers:
            if len(self._scalers) >= KEPT_SCALERS:
                self._scalers.clear()
            self._scalers[key] = VideoReformatter()
        return self._scalers[key].reformat(
            frame, width, height, layout, threads=1, interpolation=Interpolation.BICUBIC,
            src_colorspace=source, dst_colorspace=target,
            src_color_range=range_of(frame), dst_color_range=LIMITED,
        )  # fmt: skip

    def _cut(self, frame: av.VideoFrame, simple: av.VideoFrame, crop: Crop) -> av.VideoFrame | None:
        native = self.native_size(frame)
        if crop == (0, 0, *native):
            return None
        x, y, w, h = cut_box(crop, native, (simple.width, simple.height))
        halves = slice(y // 2, (y + h) // 2), slice(x // 2, (x + w) // 2)
        luma, u, v = planes_of(simple)
        cut = av.VideoFrame.from_dlpack((luma[y : y + h, x : x + w], u[halves], v[halves]), format="yuv420p")
        # Said outright: what an untagged picture's height implies is not what its crop's would.
        cut.colorspace, cut.color_range = _TAGS[matrix_of(simple)], range_of(simple)
        return cut

    def _simplified(self, frame: av.VideoFrame) -> av.VideoFrame:
        """The frame itself when it is 8-bit 4:2:0 and upright, else such a one made from it, once."""
        if frame.format.name in _SIMPLE and not frame.rotation % 360 and not (frame.width | frame.height) & 1:
            return frame
        if self._simple is None or self._frame is not frame:
            self._frame, self._simple = frame, self._simplify(frame)
        return self._simple

    def _simplify(self, frame: av.VideoFrame) -> av.VideoFrame:
        turn = _quarter_turns(frame)
        upright = self.native_size(frame)
        width, height = upright if turn % 2 == 0 else upright[::-1]
        if frame.format.name.startswith(("gray", "ya")):
            frame = _with_neutral_chroma(frame)
        straight = has_alpha(frame.format) and frame.opaque is not PREMULTIPLIED
        layout = "yuva420p" if straight else "yuv420p"
        same = self._scale(frame, width, height, layout)
        planes = _over_black(same) if layout == "yuva420p" else planes_of(same)
        if turn:
            y, u, v = (np.ascontiguousarray(np.rot90(plane, turn)) for plane in planes)
            planes = y, u, v
        return frame_of(planes)


def cut_box(crop: Crop, native: tuple[int, int], size: tuple[int, int]) -> Crop:
    """A crop of the native picture in the pixels of a frame of this size, all even."""
    across, down = size[0] / native[0], size[1] / native[1]
    x, y = _floor_even(crop[0] * across), _floor_even(crop[1] * down)
    w = max(2, min(_nearest_even(crop[2] * across), _floor_even(size[0] - x)))
    h = max(2, min(_nearest_even(crop[3] * down), _floor_even(size[1] - y)))
    return x, y, w, h


def matrix_of(frame: av.VideoFrame) -> int:
    """The frame's matrix in swscale's numbers; it has no meaning for RGB."""
    guess = 5 if frame.height <= SD_HEIGHT else BT709
    return _MATRICES.get(frame.colorspace, guess)


def range_of(frame: av.VideoFrame) -> int:
    if frame.color_range in (LIMITED, FULL):
        return int(frame.color_range)
    return FULL if is_rgb(frame) or frame.format.name.startswith("yuvj") else LIMITED


def is_rgb(frame: av.VideoFrame) -> bool:
    return bool(frame.format.is_rgb or frame.format.has_palette)


def _is_house(frame: av.VideoFrame) -> bool:
    return frame.format.name in _SIMPLE and matrix_of(frame) == BT709 and range_of(frame) == LIMITED


def _display_size(frame: av.VideoFrame) -> tuple[float, float]:
    aspect = frame.opaque if isinstance(frame.opaque, Fraction) else 1
    width, height = float(frame.width * aspect), float(frame.height)
    return (height, width) if _quarter_turns(frame) % 2 else (width, height)


def _quarter_turns(frame: av.VideoFrame) -> int:
    """Quarter turns counter-clockwise that make the picture upright (other angles are left alone)."""
    return round(frame.rotation / 90) % 4


def _with_neutral_chroma(frame: av.VideoFrame) -> av.VideoFrame:
    """A gray frame as 4:2:0: swscale takes gray for full range, whatever it is tagged."""
    eight = frame if frame.format.name == "gray" else VideoReformatter().reformat(frame, format="gray", threads=1)
    gray = np.ascontiguousarray(_rows(eight.planes[0])[: frame.height & ~1, : frame.width & ~1])
    neutral = np.full((gray.shape[0] // 2, gray.shape[1] // 2), 128, np.uint8)
    colored = av.VideoFrame.from_dlpack((gray, neutral, neutral.copy()), format="yuv420p")
    colored.color_range = frame.color_range or FULL
    colored.colorspace = BT709
    return colored


def has_alpha(layout: av.VideoFormat) -> bool:
    return layout.has_palette or any(component.is_alpha for component in layout.components)


def _over_black(frame: av.VideoFrame) -> Planes:
    """The planes of a yuva420p frame over black."""
    y, u, v, alpha = (_rows(plane).astype(np.int32) for plane in frame.planes)
    quarter = alpha[::2, ::2]
    return (
        _faded(y, alpha, 16),
        _faded(u, quarter[: u.shape[0], : u.shape[1]], 128),
        _faded(v, quarter[: v.shape[0], : v.shape[1]], 128),
    )


def _faded(plane: NDArray[np.int32], alpha: NDArray[np.int32], black: int) -> Plane:
    faded: Plane = (black + ((plane - black) * alpha + 127) // 255).astype(np.uint8)
    return faded


def _rows(plane: av.video.plane.VideoPlane) -> Plane:
    flat: Plane = np.frombuffer(plane, np.uint8)  # type: ignore[call-overload]  # it has the buffer protocol
    return flat.reshape(-1, plane.line_size)[: plane.height, : plane.width]


def _even(value: float, most: int) -> int:
    return int(min(max(2, _nearest_even(value)), most))


def _nearest_even(value: float) -> int:
    return 2 * int(value / 2 + 0.5)


def _floor_even(value: float) -> int:
    return 2 * int(value / 2 + 1e-6)
