"""Stills: every sane picture is shown, insane ones are refused in plain words."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mixer.core.picture import yuv
from mixer.errors import SourceLost, SourceRefused
from mixer.feed.messages import Wants
from mixer.kinds.sources.image import StillImage
from mixer.protocol.showfile import Canvas
from tests.mixer.sources.fakes import FakePort, play

RED = yuv("#ff0000")


def shown(path: Path, **port: object) -> FakePort:
    return play(StillImage(str(path)), 1.0, path, **port)


def middle(port: FakePort) -> tuple[int, ...]:
    return tuple(int(plane[plane.shape[0] // 2, plane.shape[1] // 2]) for plane in port.pictures[0][1])


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.gif", "a.bmp"])
def test_each_format_is_shown_in_its_colours(tmp_path: Path, name: str) -> None:
    Image.new("RGB", (160, 90), "#ff0000").save(tmp_path / name)
    assert middle(shown(tmp_path / name)) == pytest.approx(RED, abs=3)


def test_alpha_lies_over_black(tmp_path: Path) -> None:
    Image.new("RGBA", (160, 90), (255, 255, 255, 128)).save(tmp_path / "a.png")
    assert middle(shown(tmp_path / "a.png")) == pytest.approx((126, 128, 128), abs=2)


@pytest.mark.parametrize("mode", ["CMYK", "L", "P", "1", "LA"])
def test_unusual_modes_are_shown(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("a.jpg" if mode == "CMYK" else "a.png")
    Image.new("RGB", (160, 90), "white").convert(mode).save(path)
    assert middle(shown(path))[0] > 225


def test_sixteen_bits_are_brought_to_eight(tmp_path: Path) -> None:
    Image.fromarray(np.full((90, 160), 32_768, np.uint16)).save(tmp_path / "a.png")
    assert middle(shown(tmp_path / "a.png"))[0] == pytest.approx(126, abs=3)


def test_a_phone_picture_stands_upright(tmp_path: Path) -> None:
    picture = Image.new("RGB", (160, 90), "black")
    picture.paste((255, 255, 255), (0, 0, 80, 90))
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(tmp_path / "a.jpg", exif=exif)
    luma = shown(tmp_path / "a.jpg").pictures[0][1][0]
    assert luma.shape == (160, 90)
    assert luma[10].mean() > 200 > 60 > luma[-10].mean()


def test_a_broken_colour_profile_is_ignored(tmp_path: Path) -> None:
    Image.new("RGB", (160, 90), "#ff0000").save(tmp_path / "a.png", icc_profile=b"no profile at all")
    assert middle(shown(tmp_path / "a.png")) == pytest.approx(RED, abs=3)


def test_a_large_picture_is_brought_to_the_canvas(tmp_path: Path) -> None:
    Image.new("RGB", (3000, 1000), "#ff0000").save(tmp_path / "a.jpg")
    assert shown(tmp_path / "a.jpg", canvas=Canvas(320, 180)).pictures[0][1][0].shape == (108, 320)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def bomb(path: Path, width: int, height: int) -> Path:
    """A PNG that says it has so many pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b""))
    return path


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (8_000, 6_000)])
def test_a_bomb_is_refused_before_it_is_opened(tmp_path: Path, width: int, height: int) -> None:
    with pytest.raises(SourceRefused, match="up to 40 megapixels"):
        shown(bomb(tmp_path / "a.png", width, height))


@pytest.mark.parametrize("content", [b"", b"no picture", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"<svg/>", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(SourceRefused, match="picture"):
        shown(tmp_path / "a.png")


def test_a_truncated_picture_is_refused(tmp_path: Path) -> None:
    Image.effect_noise((320, 180), 80).save(tmp_path / "a.jpg")
    whole = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "a.jpg").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceRefused, match="cannot be read"):
        shown(tmp_path / "a.jpg")


def test_a_missing_file_may_come_back() -> None:
    with pytest.raises(SourceLost, match="missing"):
        play(StillImage("gone.png"), 1.0)


def test_pixels_move_once_and_again_when_other_views_are_wanted(tmp_path: Path) -> None:
    Image.new("RGB", (160, 90), "#ff0000").save(tmp_path / "a.png")

    class Changing(FakePort):
        def repeat(self, due_ns: int) -> None:
            super().repeat(due_ns)
            if len(self.repeats) == 3:
                self.wants = Wants(native=False)

    port = Changing()
    with (tmp_path / "a.png").open("rb") as file:
        port.fd = file.fileno()
        from mixer.errors import ChannelClosed
        from mixer.protocol.showfile import Source
        from mixer.sources.image import read_image
        from tests.mixer.sources.fakes import SECOND_NS, FakePace

        with pytest.raises(ChannelClosed):
            read_image(Source("src", "Still", StillImage("a.png")), port, FakePace(2 * SECOND_NS))  # type: ignore[arg-type]
    assert len(port.pictures) == 2
    assert len(port.repeats) >= 7
