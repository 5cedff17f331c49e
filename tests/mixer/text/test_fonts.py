from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from PIL import ImageFont, features

from mixer.errors import CannotDraw
from mixer.text import fonts
from mixer.text.bidi import levels, reordered, runs_backwards
from mixer.text.fonts import Face, face_for, is_unseen, spelled
from tests.subtitles.showing.talk import TEXTS

SAMPLES = TEXTS | {
    "zh-tw": "臺灣的鏡頭正在直播。",
    "fa": "دوربین روی صحنه زنده است؛ ۴۲ درصد.",
    "hi": "कैमरा अब सीधा प्रसारण कर रहा है।",
    "th": "กล้องบนเวทีท่าเรือกำลังถ่ายทอดสด",
    "vi": "Máy quay trên sân khấu đang phát trực tiếp.",
    "en": "It’s 20 °C — “live” 🎉👍🏽👨‍👩‍👧🇫🇷 1️⃣ ❤️ in 東京, Москва and القاهرة … €5 ½ ♪ →",
}


def picture(font: ImageFont.FreeTypeFont, text: str) -> bytes:
    return bytes(font.getmask(text, "1"))


@pytest.mark.parametrize("language", SAMPLES)
def test_no_character_is_drawn_as_an_empty_box(language: str) -> None:
    found = spelled(SAMPLES[language], language, "", "Bold")
    assert found.missing == ()
    for cluster, face in found.clusters:
        font = face.at(40)
        box = picture(font, "\U000ef000")  # assigned to nobody: glyph 0
        for character in cluster:
            if not is_unseen(character) and not character.isspace():
                assert face.covers(character)
                assert picture(font, character) != box, f"{character!r} in {face.family}"


def test_a_text_keeps_all_its_clusters() -> None:
    found = spelled(SAMPLES["en"], "en", "", "Bold")
    assert "".join(cluster for cluster, _ in found.clusters) == SAMPLES["en"]


@pytest.mark.parametrize(
    ("text", "language", "family"),
    [
        ("a", "en", "Noto Sans"),
        ("ж", "ru", "Noto Sans"),
        ("直", "zh", "Noto Sans CJK SC"),
        ("直", "zh-tw", "Noto Sans CJK TC"),
        ("直", "ja", "Noto Sans CJK JP"),
        ("자", "ko", "Noto Sans CJK KR"),
        ("a", "ja", "Noto Sans CJK JP"),
        ("直", "en", "Noto Sans CJK SC"),
        ("ب", "ar", "Noto Sans Arabic"),
        ("ב", "he", "Noto Sans Hebrew"),
        ("ק", "en", "Noto Sans Hebrew"),
        ("क", "hi", "Noto Sans Devanagari"),
        ("🎉", "zh", "Noto Color Emoji"),
        ("❤️", "en", "Noto Color Emoji"),
        ("1", "en", "Noto Sans"),
    ],
)
def test_each_script_has_its_own_face(text: str, language: str, family: str) -> None:
    face = face_for(text, language, "", "Bold")
    assert face and face.family == family


def test_what_no_font_has_is_left_out_and_said() -> None:
    found = spelled("a\U0010fffdb", "en", "", "Bold")
    assert "".join(cluster for cluster, _ in found.clusters) == "ab"
    assert found.missing == ("\U0010fffd",)


def test_a_mark_that_no_font_has_does_not_take_its_letter_along() -> None:
    found = spelled("x\U000e0041", "en", "", "Bold")
    assert "".join(cluster for cluster, _ in found.clusters).startswith("x") and found.missing == ()


def test_a_font_that_is_not_installed_is_said_and_noto_stands_in(caplog: pytest.LogCaptureFixture) -> None:
    fonts._say_missing_font.cache_clear()
    face = face_for("a", "en", "No Such Face", "Bold")
    assert face and face.family == "Noto Sans"
    assert "No Such Face is not installed" in caplog.text


def test_the_operators_font_comes_first_where_it_has_the_character() -> None:
    assert [face_for(text, "en", "Noto Serif", "Bold") is not None for text in "a直"] == [True, True]
    latin, chinese = face_for("a", "en", "Noto Serif", "Bold"), face_for("直", "en", "Noto Serif", "Bold")
    assert latin and chinese and (latin.family, chinese.family) == ("Noto Serif", "Noto Sans CJK SC")


def test_a_face_covers_what_its_ranges_say() -> None:
    face = Face("x.ttf", 0, "X", "Regular", "20 41-43")
    assert [one for one in " !@ABCD" if face.covers(one)] == [" ", "A", "B", "C"]


@pytest.fixture
def unknowing() -> Iterator[None]:
    """Nothing is remembered of this machine's fonts."""
    known = (fonts.faces, fonts.face_named, fonts.chain, fonts.face_for, fonts.require_shaping)
    for one in known:
        one.cache_clear()
    yield
    for one in known:
        one.cache_clear()


@pytest.mark.usefixtures("unknowing")
def test_without_fontconfig_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*args: object, **kwargs: object) -> None:
        raise FileNotFoundError("fc-list")

    monkeypatch.setattr(subprocess, "run", absent)
    with pytest.raises(CannotDraw, match="fontconfig"):
        fonts.faces()


@pytest.mark.usefixtures("unknowing")
@pytest.mark.parametrize("lacking", ["raqm", "fribidi"])
def test_without_shaping_nothing_is_drawn_wrongly(monkeypatch: pytest.MonkeyPatch, lacking: str) -> None:
    monkeypatch.setattr(features, "check", lambda name: name != lacking)
    with pytest.raises(CannotDraw, match=lacking):
        fonts.require_shaping()


# -- order -----------------------------------------------------------------------------------------


def test_a_number_in_hebrew_runs_to_the_right() -> None:
    text = "אב 42 גד"
    assert levels(text, backwards=True) == [1, 1, 1, 2, 2, 1, 1, 1]
    pieces = [(1, "אב "), (2, "42"), (1, " גד")]
    assert reordered(pieces) == [" גד", "42", "אב "]


def test_an_english_line_keeps_its_order_whatever_stands_in_it() -> None:
    assert levels("plain", backwards=False) == [0] * 5
    assert reordered([(0, "a "), (1, "אב"), (0, " c")]) == ["a ", "אב", " c"]


@pytest.mark.parametrize(
    ("text", "rtl", "backwards"),
    [
        ("שלום", True, True),
        ("42 Tally", True, False),
        ("Tally שלום", True, True),
        ("Tally שלום", False, False),
        ("שלום Tally", False, True),
    ],
)
def test_a_line_runs_as_its_language_does_where_it_has_its_letters(text: str, rtl: bool, backwards: bool) -> None:
    assert runs_backwards(text, rtl) is backwards
