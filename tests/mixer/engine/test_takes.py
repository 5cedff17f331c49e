"""The engine offline: edits, takes and transitions, judged by the pixels and samples that leave."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mixer.core.clock import Timeline
from mixer.core.desk import NOTHING
from mixer.core.stored import desk_for, loaded, opened, resumed
from mixer.engine.engine import Engine
from mixer.engine.ticks import offline
from mixer.kinds.sources.pull import Pull
from mixer.kinds.sources.test import TestSignal
from mixer.protocol.commands import Command, Load
from mixer.protocol.parse import read_desk, read_parts
from mixer.protocol.showfile import Canvas, Encoding, Scene, Show, Source, Start
from tests.helpers import a_render, a_show, command, obey, pictures_of, rendered, sound_of

LOSSLESS = Encoding(crf=0, segment_s=1.0, threads=1, preset="ultrafast")
SHOW = a_show(encoding=LOSSLESS)
BARS, WAVES = SHOW.sources
TWO_ONLY = replace(SHOW, sources=(WAVES,), scenes=(Scene("two", "Two", "full", {"main": "waves"}),))
WAVES_FOR_BARS = replace(SHOW, sources=(replace(BARS, input=TestSignal(pattern="waves", tone_hz=2000)), WAVES))
PLAIN_FRAMES = 24


def load(show: Show, revision: int = 1) -> Command:
    return Load(revision=revision, show=show)


@pytest.fixture(scope="module")
def plain() -> list[np.ndarray[Any, Any]]:
    """Nothing happens: scene one."""
    return pictures_of(rendered(SHOW, PLAIN_FRAMES))


@pytest.fixture(scope="module")
def other() -> list[np.ndarray[Any, Any]]:
    """Scene two from the first frame on."""
    return pictures_of(rendered(SHOW, PLAIN_FRAMES, {0: [command("cut")]}))


def silent_show(**changes: Any) -> Show:
    """A show whose first scene will not have a picture."""
    source = Source("gone", "Gone", Pull("rtmp://192.0.2.1/live"))
    return replace(SHOW, sources=(source,), scenes=(Scene("one", "One", "full", {"main": "gone"}),), **changes)


def same(found: list[np.ndarray[Any, Any]], wanted: list[np.ndarray[Any, Any]], frames: range) -> bool:
    return all(np.array_equal(found[number], wanted[number]) for number in frames)


@pytest.mark.parametrize("edited", [TWO_ONLY, WAVES_FOR_BARS, Show(name="Empty", encoding=LOSSLESS)])
def test_no_edit_shows_on_air_before_a_take(edited: Show, plain: list[np.ndarray[Any, Any]]) -> None:
    found = rendered(SHOW, PLAIN_FRAMES, {8: [load(edited)]})
    assert same(pictures_of(found), plain, range(PLAIN_FRAMES))
    sound = sound_of(rendered(SHOW, PLAIN_FRAMES))
    assert np.abs(sound_of(found) - sound).max() == 0


def test_a_deleted_scene_is_gone_with_the_cut(
    plain: list[np.ndarray[Any, Any]], other: list[np.ndarray[Any, Any]]
) -> None:
    found = pictures_of(rendered(SHOW, PLAIN_FRAMES, {5: [load(TWO_ONLY)], 12: [command("cut")]}))
    assert same(found, plain, range(12)) and same(found, other, range(12, PLAIN_FRAMES))


def test_a_take_of_the_same_scene_mixes_from_its_old_to_its_new_version(plain: list[np.ndarray[Any, Any]]) -> None:
    new = pictures_of(rendered(WAVES_FOR_BARS, PLAIN_FRAMES))
    take = command("take", scene="one", transition={"kind": "mix", "duration_ms": 200})
    found = pictures_of(rendered(SHOW, PLAIN_FRAMES, {5: [load(WAVES_FOR_BARS)], 10: [take]}))
    assert same(found, plain, range(10)) and same(found, new, range(16, PLAIN_FRAMES))
    half = found[12][:180].astype(int)
    between = (plain[12][:180].astype(int) + new[12][:180].astype(int)) / 2
    assert np.abs(half - between).mean() < 12
    assert not np.array_equal(found[12], plain[12]) and not np.array_equal(found[12], new[12])


def test_a_take_during_a_transition_does_not_jump() -> None:
    mix = command("auto", kind="mix", duration_ms=600)
    third = command("take", scene="both", transition={"kind": "mix", "duration_ms": 600})
    straight = pictures_of(rendered(SHOW, 12, {2: [mix]}))
    found = pictures_of(rendered(SHOW, 12, {2: [mix], 10: [third]}))
    moved = [np.abs(a[:180].astype(int) - b[:180]).mean() for a, b in zip(straight, found, strict=True)]
    steps = [np.abs(a[:180].astype(int) - b[:180]).mean() for a, b in zip(straight, straight[1:], strict=False)]
    assert moved[:10] == [0] * 10
    assert 0 < moved[10] < 3 * max(steps[2:])


def test_preview_during_a_transition_leaves_the_programme_alone() -> None:
    mix = command("auto", kind="mix", duration_ms=500)
    straight = rendered(SHOW, PLAIN_FRAMES, {2: [mix]})
    assert rendered(SHOW, PLAIN_FRAMES, {2: [mix], 6: [command("preview", scene="both")]}) == straight


def test_a_change_of_the_canvas_comes_with_the_take() -> None:
    sizes: list[tuple[int, int]] = []
    engine = Engine(SHOW, Timeline(SHOW.canvas.fps), offline=True)
    script: dict[int, list[Command]] = {3: [load(replace(SHOW, canvas=Canvas(640, 360, "30")))], 6: [command("cut")]}

    def before(frame: int) -> None:
        obey(engine, script.get(frame, []))
        session = engine.output.program._session
        sizes.append((session.width, session.height) if session else (0, 0))

    engine.before_frame = before
    engine.run(offline(9))
    assert sizes[1:6] == [(320, 180)] * 5 and sizes[-1] == (640, 360)


def test_a_load_says_whether_program_plays_it() -> None:
    engine = Engine(SHOW, Timeline(SHOW.canvas.fps), offline=True)
    assert engine._answer(load(replace(SHOW, name="Another"), 1))["on_air"] == "now"
    assert engine._answer(load(TWO_ONLY, 2))["on_air"] == "next_take"
    assert "on_air" not in engine._answer(command("cut"))
    engine.close()


def test_a_source_nobody_plays_any_more_ends_after_its_sound_has_faded() -> None:
    engine = Engine(SHOW, Timeline(SHOW.canvas.fps), offline=True)
    script: dict[int, list[Command]] = {2: [load(WAVES_FOR_BARS)], 5: [command("cut")]}
    running: list[int] = []

    def before(frame: int) -> None:
        obey(engine, script.get(frame, []))
        running.append(len(engine.sources.feeds))

    engine.before_frame = before
    engine.run(offline(9))
    assert running[:3] == [2, 2, 3] and running[-1] == 2


# -- a show that starts ----------------------------------------------------------------------------


def started(show: Show, frames: int) -> tuple[bytes, list[bool]]:
    """A show that goes on air, clocked by frames, and on which of them it was starting."""
    starting: list[bool] = []
    with a_render(show, opened(None, show)) as (engine, out):
        engine.before_frame = lambda frame: starting.append(engine.desk.starting)
        engine.run(offline(frames))
        return out(), starting


def test_a_show_cuts_to_its_first_scene_when_that_has_its_pictures(other: list[np.ndarray[Any, Any]]) -> None:
    mp4, starting = started(replace(SHOW, start=Start(color="#ff0000", scene="two")), 20)
    assert starting[0] and not starting[2]
    assert same(pictures_of(mp4), other, range(2, 20))


def test_a_first_scene_that_has_no_pictures_is_waited_for_five_seconds() -> None:
    show = silent_show()
    engine = Engine(show, Timeline(show.canvas.fps), desk=opened(None, show), offline=True)
    for frame in (0, 149, 150):
        engine.desk = engine.desk.at(frame)
        engine.first_frame = 0
        engine.automation.play(0)
        assert engine.desk.starting == (frame < 150)
    assert engine.desk.program == "one"
    engine.close()


def test_a_start_picture_is_a_still_on_its_colour_and_silent(tmp_path: Path) -> None:
    path = tmp_path / "still.png"
    Image.new("RGB", (90, 90), "#00ff00").save(path)
    mp4, starting = rendered_starting(silent_show(start=Start(str(path), "#ff0000")))
    picture = pictures_of(mp4)[-1]
    assert starting and picture[90, 160] > 150 and picture[90, 10] < 90
    assert np.abs(sound_of(mp4)).max() == 0


def rendered_starting(show: Show) -> tuple[bytes, bool]:
    """A few frames in which the source never gets a picture."""
    with a_render(show, opened(None, show)) as (engine, out):
        for feed in engine.sources.feeds.values():
            feed.ended = True  # offline nobody waits for it
        engine.run(offline(4))
        return out(), engine.desk.starting


def test_a_show_that_begins_on_its_picture_stays_there_until_a_take() -> None:
    show = replace(SHOW, start=Start(color="#ff0000", scene="two", begin="picture"))
    with a_render(show, opened(None, show)) as (engine, out):
        engine.before_frame = lambda frame: obey(engine, [command("cut")] if frame == 200 else [])
        engine.run(offline(203))
        found = pictures_of(out())
        assert engine.desk.program == "two" and not engine.desk.starting
    for frame in (0, 160, 199):
        assert found[frame][90, 160] > 50 and np.ptp(found[frame][:180].astype(int)) < 12, "one colour, and not black"
    assert np.ptp(found[202][:180].astype(int)) > 50, "the scene that was lined up"


def test_a_show_that_begins_on_black_has_its_scene_lined_up() -> None:
    show = replace(SHOW, start=Start(color="#ff0000", scene="two", begin="black"))
    with a_render(show, opened(None, show)) as (engine, out):
        engine.run(offline(170))
        assert (engine.desk.program, engine.desk.preview, engine.desk.starting) == (NOTHING, "two", False)
        assert pictures_of(out())[169][:180].max() < 25


def test_how_a_show_begins_is_not_edited_under_the_programme() -> None:
    show = replace(SHOW, start=Start(begin="picture"))
    desk = opened(None, show)
    edited = loaded(desk, show, replace(show, start=Start(begin="scene")), 1)
    assert edited.sides(show)[0].show.start.begin == "picture" and edited.changes_waiting


def test_a_render_begins_with_its_first_scene(plain: list[np.ndarray[Any, Any]]) -> None:
    found = pictures_of(rendered(replace(SHOW, start=Start(color="#ff0000")), 3))
    assert same(found, plain, range(3))


BESIDE = {"layout": "split", "sources": {"left": "bars", "right": "waves"}}


@pytest.mark.parametrize("transition", [None, {"kind": "mix", "duration_ms": 200}])
def test_a_layout_that_comes_with_its_take_looks_like_the_scene_that_is_stored(transition: Any) -> None:
    """Also when what it is made of is deleted meanwhile, and until the next take."""
    more = {"transition": transition} if transition else {}
    own = {4: [command("take", **BESIDE, **more)], 14: [load(TWO_ONLY)], 18: [command("take", scene="two")]}
    stored = {4: [command("take", scene="both", **more)], 18: [command("take", scene="two")]}
    found, wanted = (pictures_of(rendered(SHOW, PLAIN_FRAMES, script)) for script in (own, stored))
    assert same(found, wanted, range(PLAIN_FRAMES))
    assert not np.array_equal(found[3], found[13]) and not np.array_equal(found[17], found[18])


def test_an_engine_that_starts_anew_goes_on_with_a_layout_that_came_with_its_take() -> None:
    told: list[dict[str, Any]] = []
    with a_render(SHOW) as (engine, _):
        engine.obey(command("take", **BESIDE))
        engine.before_frame = lambda frame: told.extend(engine.reports.greeting())
        engine.run(offline(1))
    desk = resumed(read_desk(told[1]["desk"]), 0, read_parts(told[0]["pinned"]), TWO_ONLY)
    stored = resumed(loaded(replace(desk_for(SHOW), program="both"), SHOW, SHOW, 0), 0, [("both", SHOW)], TWO_ONLY)
    pictures = []
    for one in (desk, stored):
        with a_render(TWO_ONLY, one) as (engine, out):
            engine.run(offline(5))
            pictures.append(pictures_of(out()))
    assert same(pictures[0], pictures[1], range(5))
