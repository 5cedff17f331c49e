"""Items of a rundown through the whole engine, offline: which picture and which sample is on which frame."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from mixer.core import pins
from mixer.core.line_up import Aired, LineUp
from mixer.engine.ticks import offline
from mixer.errors import BadCommand
from mixer.protocol.changes import TransitionChange
from mixer.protocol.commands import Command, LinedUp
from mixer.protocol.showfile import Canvas, Encoding, SoundSetting
from mixer.sources.counter import read_counter
from tests.helpers import a_render, a_show, command, obey, pictures_of, sound_of
from tests.mixer.clips import SIZE, counted
from tests.mixer.engine.items import Feeder, an_item, line_up

SHOW = a_show(
    canvas=Canvas(*SIZE, "30"), encoding=Encoding(crf=0, preset="ultrafast", threads=1, segment_s=1.0, audio_kbps=320)
)


def played(
    items: Sequence[LinedUp], frames: int, script: dict[int, list[Command]] | None = None, **parts: Any
) -> tuple[bytes, LineUp]:
    """The film of a rundown that takes the programme with the first frame, and how the line-up stood at its end."""
    with a_render(SHOW) as (engine, out):
        feeder = Feeder(engine, items, **parts)

        def before(frame: int) -> None:
            if engine.desk.rundown.takeovers == 0:
                feeder(frame)
            obey(engine, (script or {}).get(frame, []))

        engine.before_frame = before
        engine.run(offline(frames))
        return out(), engine.desk.rundown


def counters(mp4: bytes) -> list[int]:
    return [read_counter([picture[: SIZE[1]]]) for picture in pictures_of(mp4)]


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a second, two thirds and one second at 30, 25 and 50 pictures a second."""
    folder = tmp_path_factory.mktemp("clips")
    counted(folder / "a.mp4", 15)
    counted(folder / "b.mp4", 20)
    counted(folder / "slow.mp4", 25, Fraction(25))
    counted(folder / "quick.mp4", 50, Fraction(50))
    return folder


def test_items_follow_each_other_without_a_lost_or_a_repeated_picture(clips: Path) -> None:
    items = [an_item(f"run-{n}", clips / f"{'ab'[n % 2]}.mp4") for n in range(6)]
    film, rundown = played(items, 105)
    assert counters(film) == [*range(15), *range(20)] * 3
    assert rundown.aired == tuple(
        Aired(f"run-{n}", "item", *frames, "ended")
        for n, frames in enumerate([(0, 15), (15, 35), (35, 50), (50, 70), (70, 85)])
    )


@pytest.mark.parametrize(("name", "rate"), [("slow", 25), ("quick", 50)])
def test_files_of_other_rates_are_sampled_on_the_programmes_clock(clips: Path, name: str, rate: int) -> None:
    film, _ = played([an_item("run-0", clips / f"{name}.mp4"), an_item("run-1", clips / "a.mp4")], 45)
    nearest = [int(frame * rate / 30 + 0.49 * rate / 30) for frame in range(30)]
    assert counters(film) == [*nearest, *range(15)]


def test_a_fixed_start_cuts_what_runs_before_it_on_its_frame(clips: Path) -> None:
    film, rundown = played(
        [an_item("run-0", clips / "slow.mp4", frames=30), an_item("run-1", clips / "a.mp4", start_frame=12)], 27
    )
    assert counters(film)[12:] == list(range(15))
    assert rundown.aired == (Aired("run-0", "item", 0, 12, "replaced"),)


def test_an_item_begins_and_ends_at_its_marks_and_joins_in_progress(clips: Path) -> None:
    items = [
        an_item("run-0", clips / "b.mp4", in_s=0.2, out_s=0.4),
        an_item("run-1", clips / "b.mp4", position_s=0.3, frames=5),
        an_item("run-2", clips / "a.mp4"),
    ]
    assert counters(played(items, 15)[0]) == [*range(6, 12), *range(9, 14), *range(4)]


def test_an_item_with_an_in_point_joins_in_progress_behind_that(clips: Path) -> None:
    items = [an_item("run-0", clips / "b.mp4", in_s=0.2, position_s=0.1), an_item("run-1", clips / "a.mp4")]
    assert counters(played(items, 15)[0]) == [*range(9, 20), *range(4)]


def test_laps_of_a_file_are_one_item_that_lasts_so_many_frames(clips: Path) -> None:
    film, _ = played([an_item("run-0", clips / "a.mp4", end="loop", frames=45), an_item("run-1", clips / "b.mp4")], 65)
    assert counters(film) == [*list(range(15)) * 3, *range(20)]


def test_what_is_too_short_for_its_time_holds_its_last_picture(clips: Path) -> None:
    film, _ = played([an_item("run-0", clips / "a.mp4", frames=20), an_item("run-1", clips / "b.mp4")], 25)
    assert counters(film) == [*range(15), *[14] * 5, *range(5)]


def test_a_transition_takes_its_time_from_the_end_of_the_item_before(clips: Path) -> None:
    mix = TransitionChange("mix", 200)
    items = [an_item("run-0", clips / "b.mp4"), an_item("run-1", clips / "b.mp4", transition=mix)]
    _, rundown = played(items, 30)
    assert rundown.aired[0] == Aired("run-0", "item", 0, 14, "replaced")


def test_a_broken_item_gives_way_to_the_fallback_and_what_follows_plays_on_its_frame(clips: Path) -> None:
    (clips / "broken.mp4").write_bytes(b"this is no film")
    items = [
        an_item("run-0", clips / "a.mp4"),
        an_item("run-1", clips / "broken.mp4"),
        an_item("run-2", clips / "b.mp4", start_frame=31),
    ]
    fallback = an_item("run-f", clips / "quick.mp4")
    film, rundown = played(items, 40, fallback=fallback)
    assert counters(film)[:15] == list(range(15))
    assert rundown.items[0].state == "failed"
    assert counters(film)[15:31] == [int(frame * 50 / 30 + 0.49 * 50 / 30) for frame in range(16)]


def test_the_last_item_has_aired_though_nothing_follows_it_and_its_last_picture_stays(clips: Path) -> None:
    film, rundown = played([an_item("run-0", clips / "a.mp4")], 40)
    assert counters(film)[14:] == [14] * 26
    assert (rundown.on_air, rundown.aired) == (None, (Aired("run-0", "item", 0, 15, "ended"),))


# -- ad breaks -------------------------------------------------------------------------------------


def keyframes(film: bytes) -> list[int]:
    with av.open(io.BytesIO(film), "r") as container:
        frames = list(container.decode(video=0))
    return [number for number, frame in enumerate(frames) if frame.key_frame]


def test_a_break_begins_and_ends_with_a_keyframe_off_the_grid_and_costs_no_frame(clips: Path) -> None:
    items = [
        an_item("run-0", clips / "b.mp4"),
        an_item("run-1", clips / "a.mp4", splice=True),
        an_item("run-2", clips / "a.mp4"),
        an_item("run-3", clips / "b.mp4", splice=True),
    ]
    film, _ = played(items, 70)
    assert counters(film) == [*range(20), *range(15), *range(15), *range(20)]
    assert keyframes(film) == [0, 20, 30, 50, 60]


def test_a_break_that_a_director_takes_over_ends_with_a_keyframe(clips: Path) -> None:
    items = [an_item("run-0", clips / "a.mp4"), an_item("run-1", clips / "b.mp4", splice=True)]
    film, _ = played(items, 40, {23: [command("cut")]})
    assert keyframes(film) == [0, 15, 23, 30]


# -- who has the programme -------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["cut", "auto", "take"])
def test_a_director_takes_the_programme_at_once(clips: Path, verb: str) -> None:
    press = command(verb, **({"scene": "both"} if verb == "take" else {}))
    _, rundown = played([an_item("run-0", clips / "b.mp4")], 12, {10: [press]})
    assert (rundown.takes, rundown.takeovers, rundown.on_air, rundown.items) == (False, 1, None, ())
    assert rundown.aired == (Aired("run-0", "item", 0, 10, "taken_over"),)


def test_other_commands_leave_it_the_programme_and_it_leaves_preview_alone(clips: Path) -> None:
    with a_render(SHOW) as (engine, _):
        engine.before_frame = Feeder(engine, [an_item("run-0", clips / "a.mp4"), an_item("run-1", clips / "b.mp4")])
        engine.run(offline(1))
        assert engine.desk.preview == "two"
        for one in (command("preview", scene="both"), command("ftb"), command("master", gain_db=-3)):
            engine.obey(one)
        assert engine.desk.rundown.takes and engine.desk.preview == "both"


@pytest.mark.parametrize(("press", "buses"), [
    ([command("cut")], ("two", "one")),
    ([command("cut"), command("cut")], ("one", "two")),
    ([command("cut"), command("cut"), command("cut")], ("two", "one")),
    ([command("auto", kind="mix", duration_ms=33), command("cut"), command("cut")], ("one", "two")),
    ([command("take", scene="both")], ("both", "two")),
    ([command("take", scene="both"), command("cut")], ("two", "both")),
    ([command("preview", scene="black"), command("take", scene="one"), command("cut")], ("two", "one")),
    ([command("standby"), command("cut")], ("two", "both")),
])  # fmt: skip
def test_no_cut_after_a_director_took_over_ends_in_black(
    clips: Path, press: list[Command], buses: tuple[str, str]
) -> None:
    with a_render(replace(SHOW, standby="both")) as (engine, _):
        engine.before_frame = Feeder(engine, [an_item("run-0", clips / "b.mp4")])
        engine.run(offline(3))
        for one in press:
            engine.obey(one)
        assert (engine.desk.program, engine.desk.preview) == buses


def test_a_show_of_one_scene_has_that_on_preview_too_after_a_take_over(clips: Path) -> None:
    with a_render(replace(SHOW, scenes=SHOW.scenes[:1], standby="")) as (engine, _):
        engine.before_frame = Feeder(engine, [an_item("run-0", clips / "b.mp4")])
        engine.run(offline(3))
        engine.obey(command("take", scene="one"))
        assert (engine.desk.program, engine.desk.preview) == ("one", "one")


def test_a_line_up_by_somebody_who_missed_a_takeover_is_refused(clips: Path) -> None:
    with a_render(SHOW) as (engine, _):
        engine.obey(line_up(an_item("run-0", clips / "a.mp4")))
        engine.obey(command("cut"))
        engine.run(offline(1))
        with pytest.raises(BadCommand, match="has taken the programme 1 times") as refused:
            engine.obey(line_up(an_item("run-1", clips / "a.mp4")))
        assert refused.value.code == "stale"


def test_a_show_of_six_sources_has_room_for_an_items_own(clips: Path) -> None:
    six = tuple(replace(SHOW.sources[0], id=f"s{n}") for n in range(6))
    with a_render(replace(SHOW, sources=six, scenes=(), standby="s5")) as (engine, _):
        engine.before_frame = Feeder(engine, [an_item("run-0", clips / "a.mp4")])
        engine.run(offline(5))
        shown = engine.desk.rundown.on_air
        assert shown is not None and shown.occurrence == "run-0"


@pytest.mark.parametrize("verb", ["cut", "auto"])
def test_a_cut_in_the_middle_of_an_items_transition_is_to_what_is_lined_up(clips: Path, verb: str) -> None:
    mix = TransitionChange("mix", 1000)
    items = [an_item("run-0", clips / "slow.mp4"), an_item("run-1", clips / "slow.mp4", transition=mix, start_frame=5)]
    with a_render(SHOW) as (engine, _):
        feeder = Feeder(engine, items)

        def before(frame: int) -> None:
            if frame < 10:
                feeder(frame)
            else:
                engine.obey(command(verb))

        engine.before_frame = before
        engine.run(offline(11))
        going = engine.desk.running.to if engine.desk.running else engine.desk.program
        assert (going, engine.desk.rundown.takes) == ("two", False)


def test_an_item_that_cannot_be_taken_costs_itself_alone(clips: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def merged(part: Any, show: Any) -> Any:
        if any("a.mp4" in one.input.path for one in part.sources):
            raise ValueError("expected something else")
        return whole(part, show)

    whole = pins.merged
    monkeypatch.setattr("mixer.core.item_orders.merged", merged)
    film, rundown = played([an_item("run-0", clips / "a.mp4"), an_item("run-1", clips / "b.mp4")], 20)
    assert counters(film)[-15:] == list(range(4, 19)) or counters(film)[-15:] == list(range(5, 20))
    assert rundown.on_air is not None and rundown.on_air.occurrence == "run-1"


# -- sound -----------------------------------------------------------------------------------------


def tone(path: Path, start: int, count: int, hz: float = 1000.0, level: float = 0.25) -> Path:
    """FLAC of a stretch of one tone: samples [start, start + count)."""
    line = (np.sin(2 * np.pi * hz * np.arange(start, start + count) / 48_000) * level * (1 << 23)).astype(np.int32) << 8
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("flac", rate=48_000)
        stream.layout = "stereo"
        stream.format = "s32"
        for at in range(0, count, 4096):
            block = av.AudioFrame.from_ndarray(np.repeat(line[at : at + 4096], 2)[None], "s32", "stereo")
            block.sample_rate, block.pts, block.time_base = 48_000, at, Fraction(1, 48_000)
            container.mux(stream.encode(block))
        container.mux(stream.encode(None))
    return path


def heard(items: Sequence[LinedUp], frames: int, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What is mixed, before any encoder: samples (n, 2)."""
    mixed: list[Any] = []
    with a_render(SHOW) as (engine, _):
        mix = engine.sound.mix

        def listened(*args: Any) -> Any:
            mixed.append(mix(*args))
            return mixed[-1]

        monkeypatch.setattr(engine.sound, "mix", listened)
        engine.before_frame = Feeder(engine, items)
        engine.run(offline(frames))
    return np.concatenate(mixed)


def test_one_tone_cut_in_two_is_one_tone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tone(tmp_path / "1.flac", 0, 16_000), tone(tmp_path / "2.flac", 16_000, 16_000)
    samples = heard([an_item("run-0", first), an_item("run-1", second, follows_on=True)], 20, monkeypatch)
    whole = np.sin(2 * np.pi * 1000 * np.arange(32_000) / 48_000) * 0.25
    wrong = np.abs(samples[:, 0] - whole)
    assert wrong[240:].max() < 1e-3  # -60 dBFS; the first item comes up from silence


def test_pieces_that_do_not_belong_together_are_faded_inside_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces = [tone(tmp_path / f"{n}.flac", 0, 16_000) for n in range(2)]
    samples = heard([an_item(f"run-{n}", path) for n, path in enumerate(pieces)], 20, monkeypatch)
    level = np.sqrt(np.convolve(samples[:, 0] ** 2, np.ones(48) / 48, "same"))
    assert level[15_000:15_700].min() > 0.17 and level[16_300:17_000].min() > 0.17
    assert level[15_990:16_010].max() < 0.02
    assert level[14_000:15_700].std() < 0.001


def test_the_sound_of_a_film_is_as_long_as_its_pictures(clips: Path) -> None:
    film, _ = played([an_item(f"run-{n}", clips / "a.mp4") for n in range(3)], 45)
    assert abs(len(sound_of(film)) - 45 * 1600) <= 2048


def test_a_sound_over_a_still_is_heard_though_no_slot_shows_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    item = an_item("run-0", tone(tmp_path / "1.flac", 0, 48_000))
    scene = replace(item.show.scenes[0], slots={})
    source = replace(item.show.sources[0], sound=SoundSetting(mode="on"))
    items = [replace(item, show=replace(item.show, scenes=(scene,), sources=(source,)))]
    samples = heard([*items, an_item("run-1", tone(tmp_path / "2.flac", 0, 48_000))], 45, monkeypatch)
    level = np.sqrt(np.convolve(samples[:, 0] ** 2, np.ones(48) / 48, "same"))
    assert level[1000:47_000].min() > 0.17 and level[47_995:48_005].max() < 0.02 and level[49_000:60_000].min() > 0.17
