"""A scene brings settings of sound with it, and takes them away again."""

from dataclasses import replace

import pytest

from mixer.core.desk import Desk
from mixer.core.orders import obey
from mixer.core.stored import desk_for
from mixer.protocol.commands import Load
from mixer.protocol.parse import read_desk
from mixer.protocol.showfile import SceneSound, Show
from tests.helpers import TIMELINE, a_show, command

DUCKED = SceneSound(gain_db=-12.0, mode="on")


@pytest.fixture
def show() -> Show:
    """Scene two plays bars softly beneath its own picture."""
    show = a_show()
    one, two, both = show.scenes
    return replace(show, scenes=(one, replace(two, sound={"bars": DUCKED, "gone": DUCKED}), both))


def done(desk: Desk, show: Show, verb: str, **parts: object) -> Desk:
    return obey(desk, command(verb, **parts), show, TIMELINE)


def bars(desk: Desk) -> tuple[float, bool, str]:
    setting = desk.sound["bars"]
    return setting.gain_db, setting.mute, setting.mode


def test_a_take_brings_a_scenes_sound_and_the_next_one_takes_it_back(show: Show) -> None:
    desk = done(desk_for(show), show, "sound", source="bars", gain_db=-3.0)
    desk = done(desk, show, "take", scene="two")
    assert bars(desk) == (-12.0, False, "on")
    assert bars(done(desk, show, "cut")) == (-3.0, False, "afv")


def test_what_a_hand_has_changed_meanwhile_stays(show: Show) -> None:
    desk = done(desk_for(show), show, "take", scene="two")
    desk = done(desk, show, "sound", source="bars", gain_db=-6.0)
    assert bars(done(desk, show, "take", scene="one")) == (-6.0, False, "afv")


def test_a_transition_brings_it_too_and_a_scene_that_is_taken_anew_brings_it_once(show: Show) -> None:
    desk = done(desk_for(show), show, "auto", kind="mix", duration_ms=500)
    assert bars(desk) == (-12.0, False, "on")
    desk = done(desk.settled(), show, "take", scene="two")
    assert bars(done(desk, show, "take", scene="both")) == (0.0, False, "afv")


def test_a_desk_that_is_kept_still_knows_the_way_back(show: Show) -> None:
    desk = done(desk_for(show), show, "take", scene="two")
    again = read_desk(desk.to_json())
    assert bars(done(replace(again, frame=desk.frame), show, "take", scene="one")) == (0.0, False, "afv")


def test_an_edit_of_the_sound_of_the_scene_on_air_waits_for_a_take(show: Show) -> None:
    desk = done(desk_for(show), show, "take", scene="two")
    one, two, both = show.scenes
    edited = replace(show, scenes=(one, replace(two, sound={}), both))
    desk = obey(desk, Load(revision=1, show=edited), show, TIMELINE)
    assert desk.changes_waiting and bars(desk) == (-12.0, False, "on")
    assert bars(done(desk, edited, "take", scene="two")) == (0.0, False, "afv")


def test_a_transition_that_is_called_off_has_changed_no_sound(show: Show) -> None:
    desk = done(desk_for(show), show, "preview", scene="two")
    half = done(desk, show, "tbar", position=0.5)
    assert bars(half) == (-12.0, False, "on")
    assert bars(done(half, show, "tbar", position=0.0)) == bars(desk)
