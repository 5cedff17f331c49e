"""Every picture comes out in the house's colours, upright and in its display aspect."""

from fractions import Fraction
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from mixer.protocol.showfile import Canvas
from mixer.sources.convert import Converter, Planes, planes_of, set_aspect

RED_601, RED_709, RED_2020 = (81, 90, 240), (63, 102, 240), (74, 97, 240)
WHITE, GRAY = (235, 128, 128), (126, 128, 128)
UNTAGGED, BT709, BT601, BT2020 = 2, 1, 6, 9
LIMITED, FULL = 1, 2


def memory(plane: Any) -> memoryview:
    return memoryview(plane)


def flat(
    layout: str, values: tuple[int, ...], size: tuple[int, int], matrix: int = UNTAGGED, scale: int = 0
) -> av.VideoFrame:
    frame = av.VideoFrame(*size, layout)
    for plane, value in zip(frame.planes, values, strict=True):
        if "10" in layout:
            np.frombuffer(memory(plane), np.uint16)[:] = value * 4
        else:
            np.frombuffer(memory(plane), np.uint8)[:] = value
    frame.colorspace, frame.color_range = matrix, scale
    return frame


def nv12(y: int, u: int, v: int) -> av.VideoFrame:
    frame = av.VideoFrame(1280, 720, "nv12")
    np.frombuffer(memory(frame.planes[0]), np.uint8)[:] = y
    chroma = np.frombuffer(memory(frame.planes[1]), np.uint8)
    chroma[0::2], chroma[1::2] = u, v
    return frame


def rgb(color: tuple[int, ...], size: tuple[int, int] = (640, 360)) -> av.VideoFrame:
    pixels: NDArray[np.uint8] = np.empty((size[1], size[0], len(color)), np.uint8)
    pixels[:] = color
    return av.VideoFrame.from_ndarray(pixels, "rgb24" if len(color) == 3 else "rgba")


def native(frame: av.VideoFrame, canvas: Canvas | None = None) -> Planes:
    converter = Converter(canvas or Canvas(1280, 720))
    return converter.view(frame, None, *converter.native_size(frame))


def centre(planes: Planes) -> tuple[int, ...]:
    return tuple(int(plane[plane.shape[0] // 2, plane.shape[1] // 2]) for plane in planes)


HD, SD = (1280, 720), (640, 360)


@pytest.mark.parametrize(
    ("frame", "wanted"),
    [
        (flat("yuv420p", RED_709, HD), RED_709),
        (flat("yuv420p", RED_601, SD), RED_709),
        (flat("yuv420p", RED_709, SD, BT709), RED_709),
        (flat("yuv420p", RED_601, HD, BT601), RED_709),
        (flat("yuv420p", RED_2020, HD, BT2020), RED_709),
        (flat("yuv420p", (255, 128, 128), HD, BT709, FULL), WHITE),
        (flat("yuv420p", (76, 85, 255), HD, BT601, FULL), RED_709),
        (flat("yuvj420p", (255, 128, 128), HD), WHITE),
        (flat("yuv422p", RED_601, SD), RED_709),
        (flat("yuv444p", RED_709, HD), RED_709),
        (flat("yuv420p10le", RED_709, HD), RED_709),
        (flat("yuv422p10le", RED_601, SD), RED_709),
        (nv12(*RED_709), RED_709),
        (flat("gray", (235,), SD, UNTAGGED, LIMITED), WHITE),
        (flat("gray", (128,), SD, UNTAGGED, FULL), GRAY),
        (rgb((255, 0, 0)), RED_709),
        (rgb((255, 0, 0, 255)), RED_709),
        (rgb((255, 255, 255, 128)), (126, 128, 128)),
        (rgb((255, 255, 255, 0)), (16, 128, 128)),
        (flat("yuva420p", (235, 128, 128, 0), HD), (16, 128, 128)),
    ],
    ids=lambda value: f"{value.format.name}-{value.width}" if isinstance(value, av.VideoFrame) else "",
)
def test_colours_are_right_by_value(frame: av.VideoFrame, wanted: tuple[int, ...]) -> None:
    assert centre(native(frame)) == pytest.approx(wanted, abs=2)


def test_a_crop_of_untagged_sd_keeps_its_colours() -> None:
    converter = Converter(Canvas(1280, 720))
    for frame in (flat("yuv420p", RED_601, SD), flat("yuv420p", RED_709, HD), flat("yuv420p", RED_601, HD, BT601)):
        assert centre(converter.view(frame, (100, 50, 200, 200), 90, 90)) == pytest.approx(RED_709, abs=2)


def test_nothing_is_copied_when_nothing_changes() -> None:
    frame = flat("yuv420p", RED_709, HD)
    luma = native(frame)[0]
    assert np.shares_memory(luma, planes_of(frame)[0])


@pytest.mark.parametrize(
    ("size", "aspect", "wanted"),
    [
        ((1920, 1080), None, (1280, 720)),
        ((640, 360), None, (640, 360)),
        ((853, 479), None, (854, 480)),
        ((1440, 1080), Fraction(4, 3), (1280, 720)),
        ((720, 576), Fraction(16, 15), (768, 576)),
        ((1080, 1920), None, (406, 720)),
        ((2, 2), None, (2, 2)),
        ((7680, 16), None, (1280, 2)),
    ],
)
def test_the_native_picture_has_the_display_aspect_within_the_canvas(
    size: tuple[int, int], aspect: Fraction | None, wanted: tuple[int, int]
) -> None:
    frame = flat("yuv420p", RED_709, size)
    set_aspect(frame, aspect)
    planes = native(frame)
    assert planes[0].shape == wanted[::-1]
    assert planes[1].shape == planes[2].shape == (wanted[1] // 2, wanted[0] // 2)


def test_a_single_pixel_is_a_picture() -> None:
    assert native(rgb((255, 0, 0), (1, 1)))[0].shape == (2, 2)


def test_a_crop_shows_that_part_only() -> None:
    frame = flat("yuv420p", (16, 128, 128), HD)
    planes_of(frame)[0][200:400, 600:900] = 235
    converter = Converter(Canvas(1280, 720))
    inside = converter.view(frame, (620, 220, 200, 100), 100, 50)[0]
    assert inside.shape == (50, 100) and int(inside.min()) >= 233
    half_size = Converter(Canvas(640, 360))
    inside = half_size.view(frame, (310, 110, 100, 50), 100, 50)[0]
    assert int(inside.min()) >= 230


def test_formats_may_change_at_every_frame() -> None:
    converter = Converter(Canvas(640, 360))
    for frame in (flat("yuv420p", RED_709, HD), rgb((255, 0, 0)), flat("yuv444p", RED_709, HD), nv12(*RED_709)):
        for _ in range(2):
            assert centre(converter.view(frame, None, 320, 180)) == pytest.approx(RED_709, abs=2)
            assert centre(converter.view(frame, (0, 0, 100, 100), 50, 50)) == pytest.approx(RED_709, abs=2)
