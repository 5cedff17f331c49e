"""Two states in, events out; and the names that things have."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mixer.protocol.parse import read_show, to_json
from studio.obs.events import DERIVED, NAMES, between, meters
from studio.obs.levels import db_of, fader_db, mul_of
from studio.obs.names import Named, unique
from studio.obs.protocol import Intent
from studio.obs.state import ObsState, state_of, stored_of

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SHOW: dict[str, Any] = to_json(read_show(json.loads((FIXTURES / "show-v1.json").read_text())))
ALL = Intent.ALL | Intent.METERS
DESK: dict[str, Any] = {
    "program": "scn_one", "preview": "scn_two", "running": None, "transition": {"kind": "mix", "duration_ms": 500},
    "overlays": {}, "sound": {},
}  # fmt: skip
MIX: dict[str, Any] = {"kind": "mix", "to": "scn_two", "start_frame": 10, "frames": 15, "held": None, "then": None}


def state(show: dict[str, Any] = SHOW, /, up: bool = True, **desk: Any) -> ObsState:
    return state_of(stored_of(show), {"desk": {**DESK, **desk}, "recording": None, "rehearsing": False}, up, True)


def told(before: ObsState, after: ObsState, subscribed: Intent = ALL) -> list[str]:
    return [one["d"]["eventType"] for one in between(before, after, subscribed)]


def test_nothing_new_says_nothing() -> None:
    assert told(state(), state()) == [] and told(state(), state(frame=99)) == []


def test_a_cut_begins_and_ends_at_once() -> None:
    assert told(state(), state(program="scn_two", preview="scn_one")) == [
        "SceneTransitionStarted", "CurrentProgramSceneChanged", "CurrentPreviewSceneChanged",
        "SceneTransitionVideoEnded", "SceneTransitionEnded",
    ]  # fmt: skip


def test_a_transition_has_its_scene_on_program_from_the_begin() -> None:
    running = state(running=MIX)
    assert (running.program, running.preview) == ("scn_two", "scn_one")
    assert told(state(), running) == [
        "SceneTransitionStarted", "CurrentProgramSceneChanged", "CurrentPreviewSceneChanged"
    ]  # fmt: skip
    over = state(program="scn_two", preview="scn_one")
    assert told(running, over) == ["SceneTransitionVideoEnded", "SceneTransitionEnded"]


def test_what_the_t_bar_holds_is_not_on_program_yet_and_goes_on_as_the_same() -> None:
    held = state(running={**MIX, "held": 0.4})
    assert told(state(), held) == ["SceneTransitionStarted"]
    assert told(held, state(running={**MIX, "held": 0.5})) == []
    let_go = state(running={**MIX, "start_frame": 30})
    assert told(held, let_go) == ["CurrentProgramSceneChanged", "CurrentPreviewSceneChanged"]
    assert told(held, state()) == ["SceneTransitionVideoEnded", "SceneTransitionEnded"]


def test_one_transition_after_another_ends_the_first() -> None:
    first, second = state(running=MIX), state(running={**MIX, "kind": "wipe", "to": "scn_one", "start_frame": 12})
    assert [name for name in told(first, second) if "Transition" in name] == [
        "SceneTransitionStarted", "SceneTransitionVideoEnded", "SceneTransitionEnded"
    ]  # fmt: skip


def test_every_event_there_is_is_derived_somewhere_and_none_else() -> None:
    changed = {
        **SHOW,
        "scenes": [{**SHOW["scenes"][0], "name": "Renamed"}, {**SHOW["scenes"][1], "id": "scn_new"}],
        "sources": [
            {**SHOW["sources"][0], "name": "Renamed"}, {**SHOW["sources"][1], "id": "src_new"}, *SHOW["sources"][2:]
        ],
    }  # fmt: skip
    overlay = SHOW["overlays"][0]["id"]
    desk: dict[str, Any] = {
        "transition": {"kind": "wipe", "duration_ms": 700}, "program": "scn_two", "preview": "scn_one",
        "sound": {SHOW["sources"][2]["id"]: {"gain_db": -3.0, "mute": False}}, "overlays": {overlay: {"on": True}},
    }  # fmt: skip
    before, after = state(), state(changed, **desk)
    after = replace(after, recording=True, recorded="Evening", streaming=False)
    assert {*told(before, after), "InputVolumeMeters"} == set(NAMES)
    assert len(DERIVED) == len(set(DERIVED))


def test_each_goes_to_who_subscribed_to_it() -> None:
    before, after = state(), replace(state(program="scn_two"), recording=True)
    assert told(before, after, Intent.OUTPUTS) == ["RecordStateChanged"]
    assert told(before, after, Intent.SCENES) == ["CurrentProgramSceneChanged"]
    assert told(before, after, Intent(0)) == []


def test_going_off_air_is_told_as_the_end_of_streaming_and_nothing_else() -> None:
    assert told(state(), state(up=False)) == ["StreamStateChanged"]


def test_a_renamed_scene_keeps_its_uuid() -> None:
    renamed = {**SHOW, "scenes": [{**SHOW["scenes"][0], "name": "Renamed"}, *SHOW["scenes"][1:]]}
    [event, listed] = between(state(), state(renamed), Intent.SCENES)
    old = next(one for one in state().scenes if one.id == SHOW["scenes"][0]["id"])
    assert event["d"]["eventData"] == {"sceneName": "Renamed", "sceneUuid": old.uuid, "oldSceneName": old.name}
    assert listed["d"]["eventType"] == "SceneListChanged"


def test_meters_are_told_of_inputs_that_are_there() -> None:
    source = SHOW["sources"][0]["id"]
    levels = {source: {"peak_db": [0.0, -90.0], "rms_db": [-20.0, -90.0]}, "src_gone": {"peak_db": [], "rms_db": []}}
    [one] = meters(state(), {"sources": levels})["d"]["eventData"]["inputs"]
    assert one["inputLevelsMul"] == [[pytest.approx(0.1), 1.0, 1.0], [0.0, 0.0, 0.0]]


def names(*things: tuple[str, str, str]) -> list[str]:
    return [one.name for one in unique(Named(*thing) for thing in things)]


def test_names_are_unique_over_kinds_and_do_not_follow_the_order() -> None:
    assert names(("scene", "b", "Cam"), ("scene", "a", "Cam")) == ["Cam (2)", "Cam"]
    assert names(("scene", "a", "Cam"), ("scene", "b", "Cam")) == ["Cam", "Cam (2)"]
    assert names(("scene", "z", "Cam"), ("input", "a", "Cam")) == ["Cam", "Cam (2)"]
    assert names(("input", "a", "Cam"), ("input", "b", "Cam"), ("input", "c", "Cam (2)")) == [
        "Cam", "Cam (3)", "Cam (2)"
    ]  # fmt: skip


def test_a_scene_and_an_input_of_one_id_have_two_uuids() -> None:
    assert Named("scene", "a", "x").uuid != Named("input", "a", "x").uuid == Named("input", "a", "y").uuid


@pytest.mark.parametrize("db, mul", [(0.0, 1.0), (-6.0, 0.5012), (20.0, 10.0)])
def test_levels_are_said_both_ways(db: float, mul: float) -> None:
    assert mul_of(db) == pytest.approx(mul, abs=1e-4) and db_of(mul_of(db)) == pytest.approx(db)
    assert (mul_of(-90.0), db_of(0.0), fader_db(26.0), fader_db(-100.0)) == (0.0, -100.0, 20.0, -90.0)
