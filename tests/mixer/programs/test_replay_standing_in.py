"""A session in which sources stood in for each other, played again from its log."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from mixer.core.stored import desk_for
from mixer.kinds.sources.test import TestSignal
from mixer.programs.replay import Replay
from mixer.programs.session_log import read_log
from mixer.protocol.fallback import Fallback, On, OtherSource, SecondInput, Slate
from mixer.protocol.showfile import Canvas, Encoding, Show
from tests.helpers import a_show, pictures_of, sound_of
from tests.mixer.programs.test_replay import FIRST, at, header_of, played, written

LOSSLESS = Encoding(crf=0, preset="ultrafast", threads=1, segment_s=1.0)
CHAIN = Fallback((SecondInput(TestSignal("test", "waves", 900.0)), OtherSource("waves"), Slate()), On(black_s=0.1))
BEGAN = {"bars": 0, "waves": 0}
SWITCHES = [
    at(10, "stand_in", source="bars", to=1, why="no data for 1.0 s"),
    at(20, "fallback", source="bars", to=2),
    at(30, "fallback", source="bars", to="main"),
    at(40, "stand_in", source="bars", to=3, why="black for 1.0 s"),
]


def show_of() -> Show:
    show = a_show(canvas=Canvas(320, 180, "30"), encoding=LOSSLESS)
    bars, *others = show.sources
    return replace(show, sources=(replace(bars, fallback=CHAIN), *others))


def test_a_session_in_which_others_stood_in_is_played_again_alike_to_the_pixel_and_the_frame(tmp_path: Path) -> None:
    log = written(tmp_path / "log", header_of(show_of(), began=BEGAN), SWITCHES)
    (one, found, sums), (other, _, again) = played(log, 50), played(log, 50)
    pictures = pictures_of(one)
    assert found.refused == [] and sums == again
    assert all(np.array_equal(*pair) for pair in zip(pictures, pictures_of(other), strict=True))
    assert np.array_equal(sound_of(one), sound_of(other))
    changed = [
        frame for frame in range(1, 50)
        if np.abs(pictures[frame].astype(int) - pictures[frame - 1].astype(int)).mean() > 8
    ]  # fmt: skip
    assert changed == [10, 20, 30, 40], "each on the frame of the log, and none by a rule of its own"


def test_a_log_that_begins_while_another_stands_in_shows_that(tmp_path: Path) -> None:
    show = show_of()
    whole, _, _ = played(written(tmp_path / "log", header_of(show, began=BEGAN), SWITCHES), 30)
    begun = Replay(read_log(written(tmp_path / "begun", header_of(show, began=BEGAN), SWITCHES)))
    begun.run(16)
    assert begun.engine.desk.standing_in["bars"].step == 1 and desk_for(show).standing_in == {}
    header = header_of(show, begun.engine.desk, FIRST + 16, BEGAN)
    later, _, _ = played(written(tmp_path / "later", header, SWITCHES[1:]), 14)
    ours, theirs = pictures_of(whole)[16:], pictures_of(later)
    assert all(np.array_equal(*pair) for pair in zip(ours, theirs, strict=True))
