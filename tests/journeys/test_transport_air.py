"""Files that are cued, played and paused on air: which picture is on which frame, and what outlives a lost process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mixer.kinds.sources.file import MediaFile
from mixer.protocol.showfile import Canvas, Encoding, Scene, Show, Source
from mixer.sources.counter import read_counter
from tests.helpers import FULL, a_show, pictures_of
from tests.journeys.engine import Bench, on_air
from tests.mixer.clips import SIZE, counted

pytestmark = pytest.mark.journey

ENCODING = Encoding(crf=0, preset="ultrafast", threads=1, segment_s=1.0, audio_kbps=64)


def show_of(folder: Path, **media: Any) -> Show:
    path = counted(folder / "clip.mp4", 600, sound=False)
    folder.chmod(0o755)
    clip = Source("clip", "Clip", MediaFile(str(path), **media))
    base = a_show(canvas=Canvas(*SIZE, "30"), encoding=ENCODING)
    scenes = (Scene("s", "Clip", "full", {"main": "clip"}), Scene("other", "Bars", "full", {"main": "bars"}))
    return replace(base, sources=(clip, *base.sources), layouts=(FULL,), scenes=scenes)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Bench]:
    with on_air(tmp_path, show_of(tmp_path)) as bench:
        yield bench


def stands(bench: Bench, state: str) -> dict[str, Any]:
    """The clip's transport, once it is there."""

    def there() -> bool:
        transport = bench.desks[-1]["transports"]["clip"] if bench.desks else {}
        return bool(transport.get("ready")) and transport["state"] == state

    bench.wait(there)
    return dict(bench.desks[-1]["transports"]["clip"])


def seen(bench: Bench) -> dict[int, int]:
    """The number of the clip's picture by frame, of every frame with a picture of its own."""
    programme = bench.programme
    pictures = pictures_of(programme.init + b"".join(programme.fragments))
    return {frame: read_counter([picture[: SIZE[1]]]) for frame, picture in zip(programme.shown, pictures, strict=True)}


def late(found: dict[int, int], frame: int, number: int) -> int:
    """How many frames do not show what is due from a frame on that shows this number; a busy machine may be late."""
    return sum(seen - number != at - frame for at, seen in found.items())


def test_what_the_desk_says_is_what_is_on_air(engine: Bench) -> None:
    """A seek, a pause, a cue and a start: each picture on the frame that the desk names for it."""
    engine.do("seek", source="clip", position_s=10.0)
    playing = stands(engine, "playing")
    engine.runs_on(30)
    engine.do("pause", source="clip")
    paused = stands(engine, "paused")
    engine.runs_on(20)
    engine.do("cue", source="clip", position_s=4.0)
    cued = stands(engine, "cued")
    engine.runs_on(20)
    begun = engine.do("play", source="clip")
    engine.runs_on(30)
    found = seen(engine)
    moving = {frame: number for frame, number in found.items() if playing["frame"] <= frame < paused["frame"]}
    assert len(moving) > 20 and late(moving, playing["frame"], 300) <= 2, found
    still = {number for frame, number in found.items() if paused["frame"] + 2 <= frame < cued["frame"]}
    assert still == {round(paused["position_s"] * 30)}
    assert {number for frame, number in found.items() if cued["frame"] <= frame < begun} == {120}
    assert late({frame: number for frame, number in found.items() if frame >= begun}, begun, 120) <= 2, found


def test_a_reader_that_is_killed_comes_back_to_where_it_stood(engine: Bench) -> None:
    engine.do("cue", source="clip", position_s=7.0)
    cued = stands(engine, "cued")
    engine.child("tally source clip").kill()
    engine.wait(lambda: engine.status["sources"]["clip"]["restarts"] == 1)
    stands(engine, "cued")
    engine.runs_on(45)
    begun = engine.do("play", source="clip")
    engine.runs_on(30)
    found = seen(engine)
    assert {number for frame, number in found.items() if cued["frame"] <= frame <= begun} == {210}
    assert late({frame: number for frame, number in found.items() if frame >= begun}, begun, 210) <= 2, found
    assert engine.programme.missing() == []


def test_an_engine_that_is_killed_goes_on_where_the_clip_should_be(tmp_path: Path) -> None:
    show = show_of(tmp_path)
    with on_air(tmp_path, show) as bench:
        bench.do("seek", source="clip", position_s=3.0)
        before = stands(bench, "playing")
        bench.process.kill()
        bench.process.wait()
    with on_air(tmp_path, show, bench.desks[-1]) as bench:
        after = stands(bench, "playing")
        bench.runs_on(30)
        bench.do("pause", source="clip")
        paused = stands(bench, "paused")
        bench.process.kill()
        bench.process.wait()
    assert after["position_s"] == pytest.approx(before["position_s"] + (after["frame"] - before["frame"]) / 30)
    with on_air(tmp_path, show, bench.desks[-1]) as bench:
        assert stands(bench, "paused")["position_s"] == paused["position_s"]
        bench.runs_on(30)
        assert seen(bench)[bench.programme.shown[-1]] == round(paused["position_s"] * 30)


def test_a_hot_take_of_what_sleeps_shows_its_picture_at_once(tmp_path: Path) -> None:
    """Nobody watches, so the clip sleeps; the frame of the cut has a picture of it, not black and not the slate."""
    show = show_of(tmp_path)
    with on_air(tmp_path, replace(show, scenes=(show.scenes[1], show.scenes[0]))) as bench:
        bench.do("preview", scene="black")
        bench.runs_on(150)
        cut = bench.do("take", scene="s")
        bench.runs_on(60)
        found, transport = seen(bench), bench.desks[-1]["transports"]["clip"]
    position = {frame: round(transport["position_s"] * 30) + frame - transport["frame"] for frame in found}
    first = min(frame for frame in found if frame >= cut)
    assert position[first] - 150 <= found[first] <= position[first], (first, found)
    awake = [number == position[frame] for frame, number in found.items() if frame >= cut + 30]
    assert sum(awake) >= len(awake) - 2, found
