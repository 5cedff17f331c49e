"""Text on the picture: any script that a font is installed for, shaped, and emoji in colour."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from mixer.errors import CannotDraw
from mixer.kinds.overlays.text import TextOverlay
from mixer.overlays.slate import draw_slate
from mixer.overlays.text import draw_text
from mixer.protocol.showfile import Overlay
from mixer.protocol.slate import Slate
from mixer.text import writing
from mixer.text.languages import guessed
from mixer.text.writing import BOLD, REGULAR, fitting, line, write

TEXTS = [
    "Anna Müller",
    "नमस्ते दुनिया",
    "สวัสดีชาวโลก",
    "東京の山田さん",
    "שלום עולם",
    "مرحبا بالعالم",
    "한국어",
    "🎉👩‍🚀🇫🇷",
]


def overlay(text: str, style: str = "plain", color: str = "#ffffff") -> NDArray[np.uint8]:
    look = Overlay("ovl", "Name", TextOverlay(style=style, color=color))  # type: ignore[arg-type]
    return np.asarray(draw_text(look, {"title": text}, (600, 120), 1000, None))


def slate(text: str) -> NDArray[np.uint8]:
    return np.asarray(draw_slate(Slate(text=text), 320, 180))


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("style", [REGULAR, BOLD])
def test_every_script_has_its_glyphs_and_none_is_a_box(text: str, style: str) -> None:
    laid = line(text, style, 40).laid
    assert laid is not None and laid.missing == ()
    assert "".join(run.text for run in laid.runs).replace(" ", "") != ""
    assert all(run.face.draws(run.text) for run in laid.runs)


@pytest.mark.parametrize("text", TEXTS)
def test_an_overlay_and_a_slate_show_it(text: str) -> None:
    drawn = overlay(text)
    assert drawn[..., 3].max() > 200
    assert not np.array_equal(drawn, overlay(text[:-1])), "the last character is there too"
    assert not np.array_equal(np.asarray(slate(text)), np.asarray(slate("")))


def test_emoji_are_in_their_own_colours() -> None:
    party = overlay("🎉", color="#ffffff").astype(int)
    seen = party[party[..., 3] > 200][:, :3]
    assert (seen.max(axis=1) - seen.min(axis=1)).max() > 100


def test_letters_on_nothing_have_their_own_colour_to_the_edge() -> None:
    """What is half covered is the colour, half there: no dark rim around light letters."""
    drawn = overlay("Rim", color="#ffeedd")
    edge = (drawn[..., 3] > 8) & (drawn[..., 3] < 250)
    assert edge.any() and np.abs(drawn[edge][:, :3].astype(int) - (0xFF, 0xEE, 0xDD)).max() <= 24


def test_what_is_too_wide_is_made_smaller() -> None:
    long = "A very long name that nobody expected"
    assert fitting(long, BOLD, 60, 400).width <= 400 < line(long, BOLD, 60).width


@pytest.mark.parametrize("at", [(-500.0, 20.0), (10.0, -300.0), (900.0, 20.0), (10.0, 900.0), (-20.0, 5.0)])
def test_what_lies_outside_of_the_picture_is_cut_off(at: tuple[float, float]) -> None:
    write(Image.new("RGBA", (100, 50)), at, line("Edge 🎉", BOLD, 20), "#ffffff")


@pytest.mark.parametrize(("text", "language"), [("山田さん", "ja"), ("한국어", "ko"), ("北京", ""), ("Anna", "")])
def test_a_name_tells_its_language_as_far_as_its_characters_do(text: str, language: str) -> None:
    assert guessed(text) == language


@pytest.fixture
def without_fontconfig(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refused(*_: object) -> None:
        raise CannotDraw("there is no fontconfig")

    monkeypatch.setattr(writing, "faces", refused)
    cached = (writing.line, writing.plain_font, writing.say_once, writing.lacking)
    for one in cached:
        one.cache_clear()
    yield
    for one in cached:
        one.cache_clear()


@pytest.mark.usefixtures("without_fontconfig")
def test_without_fontconfig_latin_letters_are_still_drawn_and_the_log_says_why(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert overlay("Anna")[..., 3].max() > 200
    overlay("Bob")
    assert capfd.readouterr().err.count("there is no fontconfig") == 1


def test_a_font_that_cannot_be_read_costs_its_letters_and_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed:
        def at(self, size_px: int) -> None:
            raise CannotDraw("the font is not ours to read")

    monkeypatch.setattr(writing, "face_named", lambda *_: Closed())
    writing.plain_font.cache_clear()
    assert writing.plain_font(BOLD, 30).getlength("12") > 0
    writing.plain_font.cache_clear()
