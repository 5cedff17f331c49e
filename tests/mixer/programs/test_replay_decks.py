"""A talk on air, played again from its log: the same pages on the same frames."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from mixer.core.stored import desk_for
from mixer.kinds.sources.document import Document
from mixer.protocol.showfile import Scene, Show, Source
from tests.helpers import FULL, a_show, pictures_of
from tests.mixer.engine.test_decks import BASE
from tests.mixer.pdfs import page_of, shaded
from tests.mixer.programs.test_replay import FIRST, at, header_of, played, written


def show_of(folder: Path) -> Show:
    deck = Source("deck", "Slides", Document(str(shaded(folder / "slides.pdf", 9)), transition_ms=200))
    scenes = (Scene("slides", "Slides", "full", {"main": "deck"}), Scene("away", "Away", "full", {"main": "bars"}))
    return replace(BASE, sources=(deck, *a_show().sources), layouts=(FULL,), scenes=scenes)


def said(after: int, **what: Any) -> dict[str, Any]:
    return {"frame": FIRST + after, "deck": {"id": "deck", "mark": ""} | what}


TURNS = [
    said(0, did="counted", pages=9),
    at(5, "deck", source="deck", go="next"),
    said(5, did="brought", page=2),
    at(20, "deck", source="deck", page=8),
    said(26, did="brought", page=8),  # nobody had prepared it
    at(40, "deck", source="deck", page=4, cue=True),
    at(42, "take", scene="slides"),
    said(42, did="brought", page=4),
]


def pages(log: Path, frames: int = 60) -> list[float]:
    film, comparison, _ = played(log, frames)
    assert comparison.refused == []
    return [page_of(float(picture[90, 160])) for picture in pictures_of(film)]


def test_a_talk_that_is_played_again_has_its_pages_on_the_frames_they_had_on_air(tmp_path: Path) -> None:
    show = show_of(tmp_path)
    found = pages(written(tmp_path / "log", header_of(show, began={"deck": -500_000_000}), TURNS))
    assert found[:5] == [1] * 5 and found[11:26] == [2] * 15, "until its reader had the page on air"
    assert 2 < found[26] < 8 and found[32:42] == [8] * 10 and found[42:] == [4] * 18


def test_a_log_that_begins_in_the_middle_of_a_talk_shows_its_page(tmp_path: Path) -> None:
    show = show_of(tmp_path)
    (reader,) = (desk := desk_for(show)).decks
    on_eight = replace(desk.decks[reader], page=8, shown=8, cued=9, pages=9, seen=True)
    header = header_of(show, replace(desk, decks={reader: on_eight}), began={"deck": -9_000_000_000})
    assert pages(written(tmp_path / "log", header, [at(3, "deck", source="deck", go="previous")]), 10) == [8] * 10
