"""A journaled desk may be old, or half written by another version: what makes no sense in it costs only itself."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mixer.core.desk import Desk, Fade, FadeSetting, Running, TransitionSetting
from mixer.core.stored import desk_for
from mixer.engine.bus_renderer import PAINTERS
from mixer.errors import BadShow
from mixer.kinds.transitions import TRANSITIONS
from mixer.programs.engine import stored_parts
from mixer.protocol.parse import read_desk, to_json
from mixer.protocol.showfile import SoundSetting
from tests.helpers import a_show

DESK = replace(
    desk_for(a_show()),
    program="waves",
    transition=TransitionSetting("wipe", 800, "#ff0000", "up"),
    running=Running("mix", "bars", 10, 30, "#000000", "left"),
    ftb=FadeSetting(True, 500, Fade(5, 20)),
)


def stored(**parts: Any) -> Desk:
    return read_desk(DESK.to_json() | parts)


def test_a_desk_comes_back_as_it_was() -> None:
    assert stored() == DESK


@pytest.mark.parametrize(
    ("part", "value", "default"),
    [
        ("kind", "starburst", "mix"),
        ("kind", None, "mix"),
        ("color", "mauve", "#000000"),
        ("direction", "inwards", "left"),
        ("duration_ms", -5, 500),
        ("duration_ms", "soon", 500),
    ],
)
def test_an_unknown_transition_setting_is_the_usual_one_and_the_rest_stays(part: str, value: Any, default: Any) -> None:
    desk = stored(transition=DESK.to_json()["transition"] | {part: value})
    assert desk == replace(DESK, transition=replace(DESK.transition, **{part: default}))


@pytest.mark.parametrize(
    "part", [{"kind": "starburst"}, {"kind": "cut"}, {"frames": 0}, {"frames": -1}, {"color": "x"}]
)
def test_a_transition_that_nobody_can_paint_is_not_under_way(part: dict[str, Any]) -> None:
    assert stored(running=DESK.to_json()["running"] | part) == replace(DESK, running=None)


def test_what_was_set_for_an_unknown_transition_is_forgotten() -> None:
    assert stored(durations=DESK.durations | {"starburst": 3}).durations == DESK.durations


def test_levels_that_are_no_numbers_are_the_usual_ones() -> None:
    desk = stored(master={"gain_db": float("nan"), "mute": True}, sound={"bars": {"gain_db": 900, "mute": True}})
    assert (desk.master.gain_db, desk.master.mute) == (0, True)
    assert desk.sound == {"bars": SoundSetting(mute=True)}


def test_a_transition_from_the_future_is_over() -> None:
    desk = stored(running=DESK.to_json()["running"] | {"start_frame": 10**9}).at(20)
    assert (desk.program, desk.running) == ("bars", None)


def test_what_is_no_desk_is_refused() -> None:
    with pytest.raises(BadShow):
        read_desk(["mix"])


def test_every_kind_but_the_cut_can_be_painted() -> None:
    assert set(TRANSITIONS) == {"cut", *PAINTERS}


@pytest.mark.parametrize("text", ["", "{", "null", "[1]", '[{"bus": "one"}]', '[{"bus": "one", "show": {"name": ""}}]'])
def test_a_programme_that_cannot_be_read_is_played_from_the_stored_show(tmp_path: Path, text: str) -> None:
    (tmp_path / "pinned.json").write_text(text)
    assert stored_parts(tmp_path / "pinned.json") == [] == stored_parts(tmp_path / "none.json")


def test_a_journaled_programme_comes_back_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "pinned.json").write_text(json.dumps([{"bus": "one", "show": to_json(a_show())}]))
    assert stored_parts(tmp_path / "pinned.json") == [("one", a_show())]
