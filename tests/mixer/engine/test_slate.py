"""What viewers see in the place of a source that has no picture: the show's own, and never our words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from mixer.core.desk import Side
from mixer.core.picture import yuv
from mixer.core.pins import kept, look
from mixer.core.stored import desk_for
from mixer.kinds.sources.file import MediaFile
from mixer.overlays.slate import draw_slate
from mixer.protocol.showfile import Show, Source
from mixer.protocol.slate import Slate
from tests.helpers import a_show, pictures_of, rendered

GREEN = Slate("#106010")


def lost(slate: Slate, name: str = "Street") -> Show:
    show = a_show(slate=slate)
    return replace(show, sources=(Source("bars", name, MediaFile(path="/nowhere/at/all.mp4")), *show.sources[1:]))


def test_a_lost_source_shows_the_shows_own_colour_and_nothing_else() -> None:
    picture = pictures_of(rendered(lost(GREEN), 3))[2]
    assert np.abs(picture[:180].astype(int) - yuv("#106010")[0]).max() <= 2
    other = pictures_of(rendered(lost(GREEN, "Another name"), 3))[2]
    assert np.array_equal(picture, other), "its name is nobody's to read"


def test_its_text_and_picture_are_shown() -> None:
    plain, words = draw_slate(GREEN, 320, 180), draw_slate(replace(GREEN, text="Back soon 马上回来"), 320, 180)
    assert np.abs(np.asarray(plain, int) - np.asarray(words, int)).max() > 100


def test_a_long_text_is_broken_into_lines_and_stays_on_the_picture() -> None:
    image = np.asarray(draw_slate(Slate("#000000", text="We are sorry for the interruption. " * 20), 320, 180))
    rows, columns = np.nonzero(image.max(axis=2) > 100)
    assert rows.min() > 2 and rows.max() < 178 and columns.min() > 8 and columns.max() < 312


def test_its_picture_fills_the_place_and_one_that_is_gone_leaves_the_colour(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), "#ff0000").save(tmp_path / "red.png")
    with (tmp_path / "red.png").open("rb") as file:
        red = np.asarray(draw_slate(Slate(path="red.png"), 320, 180, file))
    assert (red == (255, 0, 0)).all()
    assert (np.asarray(draw_slate(Slate("#0000ff", "gone.png"), 320, 180)) == (0, 0, 255)).all()


def test_an_edit_of_it_comes_with_the_next_take() -> None:
    show = a_show(slate=GREEN)
    desk, edited = desk_for(show), replace(show, slate=Slate("#ffffff"))
    side = Side("one", show)
    assert look(side, desk) != look(side._replace(show=edited), desk)
    assert kept(side, desk).slate == GREEN
