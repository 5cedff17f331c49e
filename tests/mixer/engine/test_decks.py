"""Documents through the whole engine, offline: which page is on which frame."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mixer.core.desk import Desk
from mixer.engine.engine import Engine
from mixer.engine.ticks import offline
from mixer.errors import BadCommand
from mixer.kinds.overlays.source import SourceOverlay
from mixer.kinds.sources.document import Document
from mixer.protocol.basics import Rect
from mixer.protocol.commands import Command, LinedUp, Load
from mixer.protocol.showfile import Canvas, Encoding, Layout, Overlay, Scene, Show, Slot, Source
from tests.helpers import FULL, a_render, a_show, command, obey, pictures_of, rendered
from tests.mixer.engine.items import Feeder, an_item
from tests.mixer.pdfs import page_of, shaded

SIZE = (320, 180)
BASE = a_show(canvas=Canvas(*SIZE, "30"), encoding=Encoding(crf=0, preset="ultrafast", threads=1, segment_s=1.0))
TWO = Layout("two", "Two", (Slot("left", Rect(0, 0, 0.5, 0.5)), Slot("right", Rect(0.5, 0, 0.5, 0.5))))
LEFT, RIGHT, BELOW = (40, 45), (200, 45), (160, 150)
MIDDLE = (160, 90)


@pytest.fixture(scope="module")
def slides(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shaded(tmp_path_factory.mktemp("deck") / "slides.pdf", 9)


def show_of(path: Path, **document: Any) -> Show:
    """A scene that shows the deck, one beside bars, and one with the bars alone."""
    deck = Source("deck", "Slides", Document(str(path), **{"transition": "cut", **document}))
    scenes = (
        Scene("slides", "Slides", "full", {"main": "deck"}),
        Scene("beside", "Beside", "two", {"left": "deck", "right": "bars"}),
        Scene("away", "Away", "full", {"main": "bars"}),
    )
    return replace(BASE, sources=(deck, *BASE.sources), layouts=(FULL, TWO), scenes=scenes)


def pages(mp4: bytes, at: tuple[int, int] = MIDDLE) -> list[float]:
    """The page that is seen at a place of each picture."""
    return [page_of(float(picture[at[1], at[0]])) for picture in pictures_of(mp4)]


def shown(show: Show, frames: int, script: dict[int, list[Command]], at: tuple[int, int] = MIDDLE) -> list[float]:
    return pages(rendered(show, frames, script), at)


def turn(**parts: Any) -> Command:
    return command("deck", source="deck", **parts)


NEXT = turn(go="next")


# -- turning ---------------------------------------------------------------------------------------


def test_a_page_that_is_turned_is_on_the_frame_of_its_command(slides: Path) -> None:
    script = {5: [NEXT], 10: [turn(page=8)], 15: [turn(go="previous")], 20: [turn(go="first")], 25: [turn(go="last")]}
    found = shown(show_of(slides), 30, script)
    assert found == [1] * 5 + [2] * 5 + [8] * 5 + [7] * 5 + [1] * 5 + [9] * 5


def test_next_pressed_five_times_at_once_ends_five_pages_on(slides: Path) -> None:
    assert shown(show_of(slides, transition="mix"), 30, {5: [NEXT] * 5})[-1] == 6


def test_next_pressed_on_five_frames_ends_five_pages_on(slides: Path) -> None:
    script = {frame: [NEXT] for frame in range(5, 10)}
    found = shown(show_of(slides), 12, script)
    assert found == [1] * 5 + [2, 3, 4, 5, 6, 6, 6]


def test_a_page_comes_with_its_transition_within_its_cell_only(slides: Path) -> None:
    show = show_of(slides, transition="mix", transition_ms=300)
    script = {0: [command("take", scene="beside", overlays={})], 5: [turn(page=8)]}
    film = rendered(show, 20, script)
    found, bars, below = pages(film, LEFT), pages(film, RIGHT), pages(film, BELOW)
    before, during, after = found[4], found[5:14], found[14:]
    assert (before, after) == (2, [8] * 6) and during == sorted(during) and len(set(during)) == 9
    assert 2 < during[0] < during[-1] < 8
    assert len(set(below)) == 1 and bars[4:14] == bars[14:15] * 10


def test_a_slide_to_the_page_before_comes_from_the_other_side(slides: Path) -> None:
    show = show_of(slides, transition="slide", transition_ms=500, first_page=3)
    script = {3: [NEXT], 25: [turn(go="previous")]}
    film = rendered(show, 40, script)
    edge = {"left": pages(film, (8, 90)), "right": pages(film, (312, 90))}
    assert (edge["left"][5], edge["right"][5]) == (3, 4)
    assert (edge["left"][27], edge["right"][27]) == (3, 4)


def test_what_is_behind_the_last_page_is_refused_or_with_a_loop_the_first(slides: Path) -> None:
    with pytest.raises(BadCommand, match="pages 1 to 9"):
        shown(show_of(slides, first_page=9), 6, {3: [NEXT]})
    assert shown(show_of(slides, first_page=9, loop=True), 6, {3: [NEXT]}) == [9] * 3 + [1] * 3


# -- current and cued ------------------------------------------------------------------------------


def test_a_take_shows_the_cued_page_and_moves_the_cue_on(slides: Path) -> None:
    show = show_of(slides)
    script = {
        2: [command("preview", scene="beside"), turn(page=5, cue=True)],
        4: [command("cut")],
        6: [command("cut")],
    }
    with a_render(show) as (engine, out):
        engine.before_frame = lambda frame: obey(engine, script.get(frame, []))
        engine.run(offline(8))
        film = out()
    assert pages(film, LEFT) == [1] * 4 + [5] * 2 + [6] * 2
    assert only(engine.desk).cued == 7


def only(desk: Desk) -> Any:
    (deck,) = desk.decks.values()
    return deck


def test_a_transition_goes_from_the_page_that_was_to_the_one_that_was_cued(slides: Path) -> None:
    show = show_of(slides, first_page=2)
    wipe = command("take", scene="beside", transition={"kind": "wipe", "duration_ms": 400})
    script = {3: [turn(page=7, cue=True), wipe]}
    film = rendered(show, 20, script)
    assert pages(film, (300, 170))[:2] == [2, 2]
    right = pages(film, (150, 20))
    assert right[:5] == [2] * 5 and right[-1] == 7 and set(right) == {2, 7}


def test_what_is_turned_before_it_is_on_program_is_what_a_take_shows(slides: Path) -> None:
    show = replace(show_of(slides), scenes=tuple(reversed(show_of(slides).scenes)))
    script = {2: [NEXT, NEXT], 6: [command("take", scene="slides")], 8: [command("take", scene="away")]}
    with a_render(show) as (engine, out):
        engine.before_frame = lambda frame: obey(engine, script.get(frame, []))
        engine.run(offline(12))
        assert pages(out())[6:8] == [3, 3]
    assert (only(engine.desk).page, only(engine.desk).cued) == (3, 4)


def test_two_scenes_show_a_deck_on_the_same_page_in_their_own_sizes(slides: Path) -> None:
    show = show_of(slides)
    script = {2: [command("take", scene="beside")], 4: [NEXT], 6: [command("take", scene="slides")]}
    film = rendered(show, 8, script)
    assert pages(film, LEFT) == [1, 1, 2, 2, 3, 3, 4, 4] and pages(film, MIDDLE)[6:] == [4, 4]


def test_a_deck_full_frame_is_as_one_in_a_scene(slides: Path) -> None:
    show = replace(show_of(slides), scenes=(), layouts=())
    assert shown(show, 8, {4: [NEXT]}) == [1] * 4 + [2] * 4


# -- by itself -------------------------------------------------------------------------------------


def test_pages_turn_by_themselves_on_their_frames_as_long_as_they_are_on_program(slides: Path) -> None:
    show = show_of(slides, auto_advance_s=0.2, first_page=8)
    script = {15: [command("take", scene="away")], 30: [turn(page=3), command("take", scene="slides")]}
    found = shown(show, 43, script)
    assert found[:15] == [8] * 6 + [9] * 9 and found[30:] == [3] * 6 + [4] * 6 + [5]


def test_with_a_loop_the_first_page_follows_the_last_by_itself(slides: Path) -> None:
    found = shown(show_of(slides, auto_advance_s=0.1, first_page=8, loop=True), 10, {})
    assert found == [8] * 3 + [9] * 3 + [1] * 3 + [2]


# -- in a rundown ----------------------------------------------------------------------------------


def talk(occurrence: str, path: Path, frames: int, **document: Any) -> LinedUp:
    """An item that shows a document of its own."""
    item = an_item(occurrence, path, frames=frames)
    source = replace(item.show.sources[0], input=Document(str(path), transition="cut", **document))
    return replace(item, show=replace(item.show, sources=(source,)))


def test_each_airing_of_a_document_begins_with_its_page_and_may_turn_by_itself(slides: Path) -> None:
    items = [
        talk("a", slides, 8),
        talk("b", slides, 9, first_page=4, auto_advance_s=0.1),
        talk("c", slides, 6, first_page=2),
        talk("d", slides, 6, first_page=2),
    ]
    with a_render(show_of(slides)) as (engine, out):
        engine.before_frame = Feeder(engine, items)
        engine.run(offline(29))
        found = pages(out())
    start = found.index(4) - 8
    assert found[start : start + 29 - start] == ([1] * 8 + [4] * 3 + [5] * 3 + [6] * 3 + [2] * 12)[: 29 - start]


# -- as an overlay ---------------------------------------------------------------------------------


def test_a_deck_in_an_overlay_shows_its_page_and_turns_while_it_is_on(slides: Path) -> None:
    small = Overlay("slides", "Slides", SourceOverlay("deck"), Rect(0.5, 0, 0.5, 0.5))
    show = replace(show_of(slides, first_page=4), overlays=(small,))
    script: dict[int, list[Command]] = {
        0: [command("take", scene="away")],
        3: [command("overlay", overlay="slides", on=True)],
        6: [NEXT],
        9: [command("overlay", overlay="slides", on=False)],
    }
    film = rendered(show, 12, script)
    found = pages(film, (240, 45))
    assert found[3:9] == [4] * 3 + [5] * 3
    assert found[:3] == found[:1] * 3 and found[9:] == found[:1] * 3


# -- edits and restarts ----------------------------------------------------------------------------


def test_an_edit_of_a_deck_on_air_does_not_change_program_until_it_is_taken(slides: Path, tmp_path: Path) -> None:
    show = show_of(slides, first_page=2)
    other = shaded(tmp_path / "other.pdf", 3, (180.0, 180.0))
    edited = show_of(other, first_page=2)
    script: dict[int, list[Command]] = {
        3: [Load(revision=1, show=edited)],
        5: [NEXT],
        8: [command("take", scene="slides")],
    }
    film = rendered(show, 12, script)
    assert pages(film)[:8] == [2] * 5 + [3] * 3
    assert pages(film)[8:] == [3] * 4  # of three pages: the cue stands on the last
    assert pages(film, (20, 90))[:8] == [2] * 5 + [3] * 3 and pages(film, (20, 90))[8:] == [0] * 4


def test_an_engine_that_starts_again_shows_the_page_that_was(slides: Path) -> None:
    show = show_of(slides)
    with a_render(show) as (engine, _):
        script = {3: [turn(page=6)], 4: [turn(page=2, cue=True)]}
        engine.before_frame = lambda frame: obey(engine, script.get(frame, []))
        engine.run(offline(6))
        desk = engine.desk
    with a_render(show, desk) as (engine, out):
        engine.run(offline(4))
        assert pages(out()) == [6] * 4
    assert (only(engine.desk).page, only(engine.desk).cued) == (6, 2)


def test_a_deck_that_nobody_sees_sleeps_and_one_that_is_lined_up_does_not(slides: Path) -> None:
    show = show_of(slides)
    with a_render(show) as (engine, _):
        looks = []

        def look(frame: int) -> None:
            obey(engine, [command("take", scene="away")] if frame == 3 else [])
            looks.append(wants(engine).look)

        engine.before_frame = look
        engine.run(offline(8))
    assert (looks[2], looks[-1]) == ("all", "none")


def wants(engine: Engine) -> Any:
    return next(feed.wants for reader, feed in engine.sources.feeds.items() if reader.source == "deck")


def test_what_has_no_pages_cannot_be_turned(slides: Path) -> None:
    with pytest.raises(BadCommand, match="bars has no pages; what has is deck"):
        shown(show_of(slides), 3, {1: [command("deck", source="bars", go="next")]})
