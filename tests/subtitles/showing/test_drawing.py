from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from mixer.protocol.captions import CaptionStyle
from mixer.text.fonts import face_named
from mixer.text.shaping import shaped
from subtitles.showing.drawing import drawn, metrics
from tests.subtitles.showing.talk import TEXTS

PLAIN = CaptionStyle(box="#00000000", outline=0.0, size=0.1)
Alpha = NDArray[np.uint8]


def alpha(image: Image.Image) -> Alpha:
    return np.asarray(image.getchannel("A"))


def cropped(image: Image.Image) -> Image.Image:
    return image.crop(image.getbbox())


def by_raqm(text: str, family: str, size: int, **options: Any) -> Image.Image:
    face = face_named(family, "Bold")
    assert face
    font = ImageFont.truetype(face.path, size, face.index, layout_engine=ImageFont.Layout.RAQM)
    image = Image.new("L", (1200, 3 * size))
    ImageDraw.Draw(image).text((40, 2 * size), text, fill=255, font=font, anchor="ls", **options)
    return cropped(image)


def alike(one: Image.Image, other: Image.Image) -> float:
    """How much of the ink of two pictures is shared, 0–1; they may differ by a pixel in size."""
    width, height = max(one.width, other.width), max(one.height, other.height)
    inks = [np.zeros((height, width), bool) for _ in range(2)]
    for ink, image in zip(inks, (one, other), strict=True):
        ink[: image.height, : image.width] = np.asarray(image) > 100
    return float((inks[0] & inks[1]).sum() / (inks[0] | inks[1]).sum())


def ours(text: str, language: str) -> Image.Image:
    return cropped(drawn((text,), language, PLAIN, 400, 4000).image.getchannel("A"))


@pytest.mark.parametrize(
    ("text", "language", "family"),
    [
        ("שלום", "he", "Noto Sans Hebrew"),
        ("المصورون يعملون", "ar", "Noto Sans Arabic"),
        ("الكاميرا 42 تعمل", "ar", "Noto Sans Arabic"),
        ("الآن: 3.14, لا!", "ar", "Noto Sans Arabic"),
    ],
)
def test_text_from_right_to_left_is_shaped_as_raqm_shapes_it(text: str, language: str, family: str) -> None:
    mine = ours(text, language)
    whole = by_raqm(text, family, 40, direction="rtl", language=language)
    backwards = by_raqm(text[::-1], family, 40, direction="ltr", features=["-liga", "-init", "-medi", "-fina", "-rlig"])
    assert abs(mine.width - whole.width) <= 2
    assert alike(mine, whole) > 0.85
    assert alike(mine, backwards) < 0.7


def test_text_from_right_to_left_begins_on_the_right() -> None:
    line = shaped("שלום Tally עולם", "he", "", "Bold", 40)
    assert [run.text.strip() for run in line.runs if run.text.strip()] == ["עולם", "Tally", "שלום"] and line.rtl


def test_an_emoji_is_in_colour_and_as_high_as_its_line() -> None:
    picture = drawn(("🎉",), "en", PLAIN, 400, 4000)
    pixels = np.asarray(picture.image).astype(int)
    seen = pixels[pixels[..., 3] > 200]
    assert (seen[:, :3].max(1) - seen[:, :3].min(1)).max() > 100
    assert 0.8 * 40 < cropped(picture.image).height < 1.5 * 40


@pytest.mark.parametrize("language", TEXTS)
def test_a_cue_is_as_large_as_its_metrics_say_with_even_sides(language: str) -> None:
    style = CaptionStyle(shadow=0.004)
    picture = drawn((TEXTS[language][:20], TEXTS[language][20:30]), language, style, 1080, 1800)
    assert picture.image.height == metrics(style, language, 1080).height(2)
    assert picture.image.width % 2 == picture.image.height % 2 == 0
    assert picture.missing == ()


def test_no_ink_touches_the_edge_of_an_unboxed_cue() -> None:
    style = CaptionStyle(box="#00000000", outline=0.006, shadow=0.006)
    for language in ("en", "ja", "ar"):
        ink = alpha(drawn((TEXTS[language][:24],), language, style, 1080, 1900).image)
        assert max(ink[0].max(), ink[-1].max(), ink[:, 0].max(), ink[:, -1].max()) <= 8


def test_what_is_too_wide_is_made_smaller() -> None:
    wide = drawn((TEXTS["en"],), "en", CaptionStyle(), 1080, 4000).image
    fitted = drawn((TEXTS["en"],), "en", CaptionStyle(), 1080, 800).image
    assert wide.width > 800 >= fitted.width > 700


def test_the_style_is_in_the_pixels() -> None:
    style = CaptionStyle(color="#ff0000", outline=0.01, outline_color="#00ff00", box="#0000ff80", size=0.2)
    pixels = np.asarray(drawn(("I",), "en", style, 400, 400).image)
    middle = pixels[pixels.shape[0] // 2]
    assert tuple(middle[middle.shape[0] // 2]) == (255, 0, 0, 255)
    assert (middle[:, 1] == 255).any()
    assert tuple(middle[2]) == (0, 0, 255, 128)
    assert pixels[0, 0, 3] == 0  # the corner is round


def test_soft_edges_keep_the_colour_of_the_letters() -> None:
    pixels = np.asarray(drawn(("OSCAR",), "en", PLAIN, 400, 4000).image)
    soft = pixels[(pixels[..., 3] > 0) & (pixels[..., 3] < 255)]
    assert len(soft) and (soft[:, :3] >= 250).all()


@pytest.mark.parametrize(("align", "first"), [("left", True), ("right", False)])
def test_lines_are_aligned(align: str, first: bool) -> None:
    style = CaptionStyle(align=align, box="#00000000", outline=0.0)  # type: ignore[arg-type]
    ink = alpha(drawn(("A long line of text", "short"), "en", style, 400, 4000).image)
    lower = ink[ink.shape[0] // 2 + 6 :]
    columns = np.flatnonzero(lower.max(0))
    assert bool(columns[0] < 12) is first and bool(columns[-1] > ink.shape[1] - 12) is not first


def test_a_cue_is_drawn_once() -> None:
    assert drawn(("Once",), "en", CaptionStyle(), 400, 4000) is drawn(("Once",), "en", CaptionStyle(), 400, 4000)


def test_stops_uncover_a_line_cluster_by_cluster_from_where_it_is_read() -> None:
    for text, language, rtl in (("The e\u0301nd 🎉", "en", False), ("שלום עולם", "he", True)):
        picture = drawn((text,), language, CaptionStyle(), 400, 4000)
        (line,) = picture.lines
        assert line.rtl is rtl and all(stop % 2 == 0 for stop in line.stops)
        assert list(line.stops) == sorted(line.stops, reverse=rtl)
        assert line.stops[-1] == (0 if rtl else picture.image.width)
        assert len(line.stops) == (9 if rtl else 9)
