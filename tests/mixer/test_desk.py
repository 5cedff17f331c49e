"""What a director asks for is what the desk then says, once and as a whole."""

import pytest

from mixer.core.desk import Desk, desk_for, loaded, obey
from mixer.errors import BadCommand
from mixer.protocol.showfile import Overlay, Scene, Show, Source, TestSignal, TextOverlay
from tests.helpers import TIMELINE, a_show, command

SHOW: Show = a_show(overlays=(Overlay("title", "Title", TextOverlay(), fields={"title": "Anna"}),))


def after(desk: Desk, verb: str, **fields: object) -> Desk:
    return obey(desk, command(verb, **fields), SHOW, TIMELINE)


def test_a_cut_swaps_program_and_preview() -> None:
    desk = after(desk_for(SHOW), "cut")
    assert (desk.program, desk.preview) == ("two", "one")


def test_a_transition_swaps_the_buses_when_it_ends_and_not_before() -> None:
    desk = after(desk_for(SHOW), "auto", kind="mix", duration_ms=1000)
    assert desk.at(29).program == "one"
    assert (desk.at(30).program, desk.at(30).preview, desk.at(30).running) == ("two", "one", None)


def test_a_cut_during_a_transition_ends_it_first() -> None:
    desk = after(desk_for(SHOW), "auto", kind="mix", duration_ms=1000)
    desk = after(desk.at(10), "cut")
    assert (desk.program, desk.preview, desk.running) == ("one", "two", None)


def test_a_source_can_be_lined_up_full_frame() -> None:
    assert after(desk_for(SHOW), "preview", scene="waves").preview == "waves"


def test_an_unknown_scene_is_refused_by_name_and_changes_nothing() -> None:
    with pytest.raises(BadCommand, match="no scene or source nine; this show has .*both") as refused:
        after(desk_for(SHOW), "preview", scene="nine")
    assert refused.value.code == "unknown_scene"


def test_a_text_that_the_overlay_does_not_have_is_refused_and_changes_nothing() -> None:
    misspelt = {"headline": "Bert"}
    with pytest.raises(BadCommand, match="title has no text headline; it has subtitle, title") as refused:
        after(desk_for(SHOW), "overlay", overlay="title", fields=misspelt)
    assert refused.value.code == "unknown_field"
    with pytest.raises(BadCommand):
        after(desk_for(SHOW), "take", scene="both", overlays={"title": {"fields": misspelt}})


def test_a_take_changes_scene_overlay_and_sound_together() -> None:
    desk = after(
        desk_for(SHOW),
        "take",
        scene="both",
        overlays={"title": {"on": True, "fields": {"title": "Bert"}}},
        sound={"waves": {"gain_db": -6}},
    )
    assert desk.program == "both"
    assert desk.overlays["title"].on and desk.overlays["title"].fields == {"title": "Bert"}
    assert desk.sound["waves"].gain_db == -6


def test_a_take_is_refused_whole_when_preview_is_not_what_was_expected() -> None:
    desk = desk_for(SHOW)
    with pytest.raises(BadCommand, match="preview shows two, expected both"):
        after(desk, "take", scene="one", expected_preview="both", overlays={"title": {"on": True}})


def test_each_kind_of_transition_remembers_its_own_duration() -> None:
    desk = after(desk_for(SHOW), "transition", kind="wipe", duration_ms=800)
    desk = after(desk, "transition", kind="mix")
    assert (desk.transition.kind, desk.transition.duration_ms) == ("mix", 500)
    assert after(desk, "transition", kind="wipe").transition.duration_ms == 800


def test_fade_to_black_goes_there_and_back() -> None:
    desk = after(desk_for(SHOW), "ftb", duration_ms=1000)
    assert 0 < desk.at(15).light(15) < 1
    assert desk.at(40).light(40) == 0
    desk = after(desk.at(40), "ftb", duration_ms=0)
    assert desk.light(40) == 1


def test_an_edit_keeps_what_is_live_and_takes_off_what_is_gone() -> None:
    desk = after(desk_for(SHOW), "sound", source="bars", gain_db=-12)
    desk = after(desk, "overlay", overlay="title", on=True, fields={"title": "Live"})
    edited = a_show(
        scenes=(Scene("one", "One", "full", {"main": "bars"}),),
        sources=(*SHOW.sources, Source("new", "New", TestSignal())),
        overlays=SHOW.overlays,
    )
    desk = loaded(desk, SHOW, edited, revision=7)
    assert (desk.program, desk.preview, desk.revision) == ("one", "black", 7)
    assert desk.sound["bars"].gain_db == -12 and "new" in desk.sound
    assert desk.overlays["title"].fields == {"title": "Live"}
