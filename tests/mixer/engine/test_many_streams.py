"""A show of twenty-four live sources of which six decode: who sleeps, and how those that are taken wake."""

from __future__ import annotations

from pathlib import Path

import pytest

from mixer.kinds.sources.pull import Pull
from mixer.protocol.basics import Rect
from mixer.protocol.showfile import Layout, Scene, Show, Slot, Source
from mixer.sources.counter import read_counter
from tests.helpers import FULL, command
from tests.mixer.engine.live_stage import CANVAS, RATE, SIZE, Film, Stage, filmed, moving, stage

MOST, MANY = 6, 24
NAMES = tuple(f"cam{number}" for number in range(MANY))
CORNERS = Layout(
    "corners", "Corners", tuple(Slot(f"at{n}", Rect(0.5 * (n % 2), 0.5 * (n // 2), 0.5, 0.5)) for n in range(4))
)
FOUR = NAMES[20:]


def address(name: str) -> str:
    return f"http://127.0.0.1/{name}.ts"


def show_of() -> Show:
    sources = tuple(Source(name, name, Pull(address(name))) for name in NAMES)
    scenes = (
        Scene("first", "First", "full", {"main": NAMES[0]}),
        Scene("second", "Second", "full", {"main": NAMES[1]}),
        Scene("four", "Four", "corners", {f"at{n}": name for n, name in enumerate(FOUR)}),
    )
    return Show(name="Many", canvas=CANVAS, sources=sources, layouts=(FULL, CORNERS), scenes=scenes)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filmed(tmp_path_factory.mktemp("many") / "well.mkv", 9.0, moving)


def films_of(film: Path) -> dict[str, Film]:
    return {address(name): Film(film) for name in NAMES}


def awake(air: Stage) -> set[str]:
    return {feed.source.id for feed in air.engine.sources.feeds.values() if feed.wants.look != "none"}


def test_program_and_preview_decode_and_the_rest_sleeps_unless_it_is_taken_or_its_tile_is_watched(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stage(monkeypatch, show_of(), films_of(film), MOST) as air:
        air.until(4)
        assert awake(air) == set(NAMES[:2]), "all have been seen, and nobody watches"
        tiles = [3.0]
        monkeypatch.setattr(air.engine.needs, "tiles_per_s", lambda: tiles[0])
        air.until(4.2)
        assert len(awake(air)) == MOST and awake(air) > set(NAMES[:2])
        assert (air.engine.sources.decoding, air.engine.sources.asleep) == (MOST, MANY - MOST)
        air.engine.obey(command("preview", scene="four"))
        air.until(4.4)
        assert awake(air) >= {NAMES[0], *FOUR} and len(awake(air)) == MOST
        air.engine.obey(command("take", scene="four"))
        tiles[0] = 0.0
        air.until(4.6)
        assert awake(air) >= set(FOUR)


def test_four_that_sleep_are_all_there_on_the_frame_they_are_taken_and_move_from_the_next(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stage(monkeypatch, show_of(), films_of(film), MOST) as air:
        air.until(6)
        assert not awake(air) & set(FOUR)
        air.doings[air.frame + 1] = lambda: air.engine.obey(command("take", scene="four"))
        air.until(6 + 1 / RATE)
        assert all(0 <= number <= air.present for number in corners(air)), "a keyframe, and no slate"
        for _ in range(20):
            air.until((air.frame + 1) / RATE)
            assert all(abs(air.present - number) <= 1 for number in corners(air))
        assert air.engine.sources.decoding <= MOST and set(FOUR) <= awake(air)


def corners(air: Stage) -> list[int]:
    """The numbers of the pictures in the four corners of the programme."""
    width, height = SIZE[0] // 2, SIZE[1] // 2
    feeds = [air.engine.sources.named(name) for name in FOUR]
    assert all(feed and feed.fresh for feed in feeds)
    luma = air.picture.y
    return [read_counter([luma[y : y + height, x : x + width]]) for y in (0, height) for x in (0, width)]
