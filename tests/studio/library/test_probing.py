"""Looking at foreign files in a child that has nothing to lose."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from studio.errors import Refused
from studio.library.probing import probe
from tests.mixer.outputs.makers import clip


def media(path: Path) -> Path:
    path.write_bytes(clip().init + b"".join(fragment for _, fragment in clip().media))
    return path


def test_a_video_is_described_and_pictured(tmp_path: Path) -> None:
    told, picture = probe(media(tmp_path / "tape.mp4"))
    assert (told["kind"], told["width"], told["height"], told["sound"]) == ("video", 160, 90, True)
    assert told["duration_s"] == pytest.approx(2.0, abs=0.1) and told["fps"] == pytest.approx(30, abs=0.5)
    assert Image.open(io.BytesIO(picture)).size == (160, 90)


def test_an_image_with_alpha_is_described_and_pictured(tmp_path: Path) -> None:
    Image.new("RGBA", (1200, 900), (255, 0, 0, 128)).save(tmp_path / "logo.png")
    told, picture = probe(tmp_path / "logo.png")
    assert (told["kind"], told["width"], told["height"]) == ("image", 1200, 900)
    assert Image.open(io.BytesIO(picture)).size == (360, 270)


@pytest.mark.parametrize(
    "content",
    [b"", b"\0", b"\0\0\0\x20ftypisom" + bytes(200), b"\x89PNG\r\n\x1a\n" + bytes(50), b"#EXTM3U\n/etc/passwd\n",
     b"ffconcat version 1.0\nfile /etc/passwd\n", clip().init],
    ids=["empty", "a zero", "mp4 in name", "png in name", "playlist", "concat", "no media"],
)  # fmt: skip
def test_what_cannot_be_played_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "upload.bin"
    path.write_bytes(content)
    with pytest.raises(Refused) as refusal:
        probe(path)
    assert str(refusal.value) and "Traceback" not in str(refusal.value)


def test_a_truncated_video_is_still_pictured(tmp_path: Path) -> None:
    path = media(tmp_path / "tape.mp4")
    path.write_bytes(path.read_bytes()[:6000])
    assert probe(path)[0]["kind"] == "video"


def test_a_picture_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    for size, words in ((9_000, "9000×9000 pixels"), (30_000, "too many pixels")):
        Image.new("1", (size, size)).save(tmp_path / "bomb.png")
        with pytest.raises(Refused, match=words):
            probe(tmp_path / "bomb.png")


def test_a_file_that_went_away_is_said_to_be_gone(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="gone"):
        probe(tmp_path / "absent.mp4")
