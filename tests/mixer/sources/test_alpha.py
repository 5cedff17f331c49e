"""Transparent pictures and films: their alpha comes out of readers as it went in, through real codecs."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from mixer.core.alpha import lay
from mixer.core.picture import Picture, Plane, blank, yuv
from mixer.protocol.showfile import Canvas
from mixer.sources.alpha import AlphaConverter, frame_of_premultiplied
from mixer.sources.convert import frame_of_image
from mixer.sources.demuxer import Demuxer
from mixer.sources.image import load

SIZE = (320, 180)
ENCODERS = {
    "libvpx-vp9": ("webm", "yuva420p", {"crf": "4", "b": "0", "deadline": "realtime", "cpu-used": "8"}),
    "libvpx": ("webm", "yuva420p", {"b": "4M", "auto-alt-ref": "0", "deadline": "realtime"}),
    "prores_ks": ("mov", "yuva444p10le", {"profile": "4444", "alpha_bits": "16"}),
    "qtrle": ("mov", "argb", {}),
}


def drawn(shift: int = 0) -> Plane:
    """Straight RGBA: a half transparent red box with an opaque white one on it, nothing around them."""
    pixels = np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
    pixels[40:140, 60:260] = 255, 0, 0, 128
    pixels[60:120, 100 + shift : 200 + shift] = 255, 255, 255, 255
    return pixels


def film(path: Path, codec: str, pictures: int = 12) -> Path:
    suffix, layout, options = ENCODERS[codec]
    with av.open(str(path / f"a.{suffix}"), "w") as container:
        stream: Any = container.add_stream(codec, rate=30, options=options)
        stream.width, stream.height, stream.pix_fmt = *SIZE, layout
        for index in range(pictures):
            frame = av.VideoFrame.from_ndarray(drawn(index), "rgba").reformat(format=layout)
            frame.pts, frame.time_base = index, Fraction(1, 30)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path / f"a.{suffix}"


def seen(frame: av.VideoFrame, below: str, size: tuple[int, int] = SIZE) -> Picture:
    """A frame laid over a colour at this size."""
    converter = AlphaConverter()
    cutout = converter.cutout(frame)
    assert cutout is not None
    canvas = blank(*size, yuv(below))
    lay(converter.view(cutout, None, SIZE, *size), canvas)
    return canvas


def at(picture: Picture, x: float, y: float) -> tuple[int, int, int]:
    """The colour at fractions of the picture."""
    column, row = int(x * picture.width) & ~1, int(y * picture.height) & ~1
    return int(picture.y[row, column]), int(picture.u[row // 2, column // 2]), int(picture.v[row // 2, column // 2])


def half(one: str, other: str) -> list[float]:
    return [a * 128 / 255 + b * 127 / 255 for a, b in zip(yuv(one), yuv(other), strict=True)]


@pytest.mark.parametrize("below", ["#ffffff", "#000000", "#206040"])
@pytest.mark.parametrize("codec", list(ENCODERS))
def test_a_film_with_alpha_lies_over_what_is_below(tmp_path: Path, codec: str, below: str) -> None:
    with av.open(str(film(tmp_path, codec))) as container:
        shots = list(Demuxer(container).shots(Fraction(0)))
        assert len(shots) >= 12
        picture = seen(shots[5].frame, below)
    close = 2 if codec == "qtrle" else 5  # the others lose a little of the colours
    assert at(picture, 0.05, 0.1) == yuv(below)
    assert at(picture, 0.25, 0.5) == pytest.approx(half("#ff0000", below), abs=close)
    assert at(picture, 0.5, 0.5) == pytest.approx(yuv("#ffffff"), abs=close)


def test_a_film_goes_on_with_alpha_after_a_seek(tmp_path: Path) -> None:
    with av.open(str(film(tmp_path, "libvpx-vp9", 40))) as container:
        demuxer = Demuxer(container)
        next(demuxer.shots(Fraction(0)))
        shot = next(demuxer.shots(Fraction(1)))
        assert shot.time_s == 1
        assert at(seen(shot.frame, "#206040"), 0.05, 0.1) == yuv("#206040")


@pytest.mark.parametrize("size", [SIZE, (160, 90), (640, 360), (214, 120)])
@pytest.mark.parametrize("below", ["#ffffff", "#000000"])
def test_an_edge_has_no_rim(below: str, size: tuple[int, int]) -> None:
    """White over white and grey over black: nothing along the edge is darker or brighter than both sides of it."""
    pixels = np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
    pixels[40:140, 60:260] = 255
    picture = seen(frame_of_premultiplied(pixels), below, size)
    assert picture.u.min() >= 127 and picture.u.max() <= 129 and picture.v.min() >= 127 and picture.v.max() <= 129
    if below == "#ffffff":
        assert picture.y.min() >= 234
    across = picture.y[picture.height // 2].astype(int)
    assert (np.diff(across[: picture.width // 2]) >= -1).all() and across.max() <= 235


def test_what_is_premultiplied_already_is_taken_as_it_is() -> None:
    straight = drawn()
    pixels = straight.astype(int)
    pixels[:, :, :3] = (pixels[:, :, :3] * pixels[:, :, 3:] + 127) // 255
    picture = seen(frame_of_premultiplied(pixels.astype(np.uint8)), "#ffffff")
    assert at(picture, 0.25, 0.5) == pytest.approx(half("#ff0000", "#ffffff"), abs=1)


def test_a_still_keeps_its_alpha(tmp_path: Path) -> None:
    Image.fromarray(drawn(), "RGBA").save(tmp_path / "a.png")
    with (tmp_path / "a.png").open("rb") as file:
        still = frame_of_image(load(file.fileno(), Canvas(*SIZE)))
    for below in ("#ffffff", "#000000"):
        picture = seen(still, below)
        assert at(picture, 0.05, 0.1) == yuv(below)
        assert at(picture, 0.25, 0.5) == pytest.approx(half("#ff0000", below), abs=1)


def test_a_film_without_transparency_is_no_cutout() -> None:
    opaque = np.full((SIZE[1], SIZE[0], 4), 255, np.uint8)
    assert AlphaConverter().cutout(av.VideoFrame.from_ndarray(opaque, "rgba")) is None
    assert AlphaConverter().cutout(av.VideoFrame(*SIZE, "yuv420p")) is None
