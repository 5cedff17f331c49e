"""Sources that stand in for each other, in whole renders: what shows, what is heard, what the log says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mixer.engine.ticks import offline
from mixer.kinds.sources.file import MediaFile
from mixer.kinds.sources.test import TestSignal
from mixer.protocol.commands import Command
from mixer.protocol.fallback import Fallback, On, OtherSource, SecondInput, Slate, Step
from mixer.protocol.showfile import Show, Source
from tests.helpers import a_render, a_show, command, obey, pictures_of, rendered, sound_of

WAVES = SecondInput(TestSignal("test", "waves", 440.0))
GONE = MediaFile(path="/nowhere/to/be/found.mp4")


def chained(*steps: Step, source: str = "bars", broken: bool = False, **chain: Any) -> Show:
    show = a_show()

    def with_chain(one: Source) -> Source:
        if one.id != source:
            return one
        return replace(one, input=GONE if broken else one.input, fallback=Fallback(steps, **chain))

    return replace(show, sources=tuple(map(with_chain, show.sources)))


def frames(show: Show, count: int, script: dict[int, list[Command]] | None = None) -> list[Any]:
    return pictures_of(rendered(show, count, script))


def alike(one: Any, other: Any) -> bool:
    return bool(np.abs(one.astype(int) - other.astype(int)).mean() < 3)


def fallback(to: str | int, source: str = "bars") -> Command:
    return command("fallback", source=source, to=to)


WAVES_ALONE = replace(a_show(), sources=a_show().sources[1:], scenes=a_show().scenes[1:2])


def test_by_hand_another_shows_in_a_sources_place_on_that_very_frame() -> None:
    seen = frames(chained(WAVES), 8, {4: [fallback(1)], 6: [fallback("main")]})
    bars, waves = frames(a_show(), 8), frames(WAVES_ALONE, 8)
    assert [alike(one, other) for one, other in zip(seen, bars, strict=True)] == [True] * 4 + [False] * 2 + [True] * 2
    assert alike(seen[4], waves[4])


def test_a_chain_that_nobody_uses_changes_no_pixel() -> None:
    assert all(np.array_equal(*pair) for pair in zip(frames(chained(WAVES), 6), frames(a_show(), 6), strict=True))


def test_what_stands_in_is_where_the_source_is_on_program_and_nowhere_else() -> None:
    show = replace(chained(OtherSource("waves")), scenes=(a_show().scenes[2],))
    before, after = frames(show, 1)[0], frames(show, 1, {0: [fallback(1)]})[0]
    half = before.shape[1] // 2
    assert not alike(before[:180, :half], after[:180, :half])
    assert alike(before[:180, half:], after[:180, half:])


def test_what_stands_in_is_heard_with_the_sources_own_setting() -> None:
    show = chained(WAVES)
    bars, waves = show.sources
    quiet = replace(show, sources=(replace(bars, sound=replace(bars.sound, gain_db=-20.0)), waves))
    loud, soft = (sound_of(rendered(one, 10, {0: [fallback(1)]})) for one in (show, quiet))
    assert np.abs(soft).max() / np.abs(loud).max() == pytest.approx(0.1, rel=0.1)


def test_the_slate_stands_in_and_is_silent() -> None:
    show = chained(Slate())
    sounds = [sound_of(rendered(show, 40, script))[48_000:53_000] for script in ({}, {20: [fallback(1)]})]
    assert np.abs(sounds[0]).max() > 0.01 > np.abs(sounds[1]).max()  # it beeps each second
    assert not alike(frames(show, 12, {10: [fallback(1)]})[11], frames(a_show(), 12)[11])


def test_what_cannot_be_read_is_stood_in_for_and_the_log_says_so() -> None:
    show = chained(WAVES, broken=True, on=On(no_data_s=0.5))
    with a_render(show) as (engine, out):
        engine.log.listens = True
        engine.run(offline(290))
        entries = [entry for entry in engine.log.drained() if "command" in entry]
        pictures = pictures_of(out())
    assert [entry["command"]["verb"] for entry in entries] == ["stand_in"]
    said, frame = entries[0]["command"], entries[0]["frame"]
    assert (said["source"], said["to"]) == ("bars", 1)
    assert said["why"].startswith("no data for")
    waves = frames(WAVES_ALONE, 290)
    assert not alike(pictures[frame - 1], waves[frame - 1])
    assert alike(pictures[frame], waves[frame])


def test_what_is_held_by_hand_stays_whatever_happens() -> None:
    show = chained(WAVES, broken=True, on=On(no_data_s=0.5))
    with a_render(show) as (engine, _):
        engine.log.listens = True
        engine.before_frame = lambda frame: obey(engine, [fallback(0)] if frame == 0 else [])
        engine.run(offline(290))
        assert not [entry for entry in engine.log.drained() if "command" in entry]
        assert engine.desk.standing_in["bars"].held


def test_chains_are_followed_from_source_to_source() -> None:
    show = chained(OtherSource("waves"))
    show = replace(show, sources=(show.sources[0], replace(show.sources[1], fallback=Fallback((Slate(),)))))
    slate = frames(show, 2, {0: [fallback(1), fallback(1, "waves")]})[1]
    assert not alike(slate, frames(a_show(), 2)[1])
    assert not alike(slate, frames(WAVES_ALONE, 2)[1])


def test_a_file_stands_in_and_is_played(tmp_path: Any) -> None:
    from tests.mixer.clips import counted

    clip = tmp_path / "clip.mp4"
    counted(clip, 60)
    show = chained(SecondInput(MediaFile(path=str(clip))))
    with a_render(show) as (engine, out):
        engine.before_frame = lambda frame: obey(engine, [fallback(1)] if frame == 5 else [])
        engine.run(offline(30))
        pictures = pictures_of(out())
    assert not alike(pictures[4], pictures[6])
    assert not np.array_equal(pictures[10], pictures[25])  # it moves
