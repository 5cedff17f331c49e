"""What others are told of a show, and that nothing is missing from it."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from studio.air import told
from studio.air.parts import EVENTS_KEPT, nothing
from studio.air.runmixer.show_state import ShowState

SHOW: dict[str, Any] = {
    "name": "Evening show", "canvas": {"rate": "30", "width": 1280, "height": 720},
    "sources": [
        {"id": "src_a", "name": "Camera", "input": {"kind": "pull", "url": "rtsp://user:secret@10.0.0.7/one"}},
        {"id": "src_b", "name": "Film", "input": {"kind": "file", "path": "/srv/films/secret.mp4"}},
        {"id": "standby", "name": "Standby", "input": {"kind": "color"}},
    ],
    "scenes": [
        {"id": "scn_a", "name": "Wide", "layout": "lay_a", "slots": {"one": "src_a"}},
        {"id": "scn_b", "name": "Both", "layout": "lay_a", "slots": {"one": "src_a", "two": "src_b", "three": None}},
    ],
    "layouts": [{"id": "lay_a", "name": "Full"}],
    "overlays": [{"id": "ovl_a", "name": "Name", "content": {"kind": "lower_third"}}],
    "surface": {"macros": [{"id": "mac_a", "name": "Opener", "steps": []}]},
}  # fmt: skip


def parts(**some: Any) -> told.Parts:
    return nothing() | {"show": SHOW, "revision": 7} | some


def desk(**some: Any) -> dict[str, Any]:
    return {"frame": 100, "program": "scn_a", "preview": "src_b", "sound": {}, "master": {"gain_db": 0.0}} | some


def test_the_tally_has_all_that_is_seen_while_a_transition_is_under_way() -> None:
    running = {"kind": "mix", "to": "scn_b", "start_frame": 90, "frames": 30, "held": None, "changed": {"x": 1}}
    buses = told.buses(parts(desk=desk(preview="scn_a", running=running)))
    assert buses["on_program"] == ["src_a", "src_b"] and buses["on_preview"] == ["src_a"]
    assert buses["running"] == {"kind": "mix", "to": "scn_b", "start_frame": 90, "frames": 30, "held": None}


@pytest.mark.parametrize(("bus", "seen"), [("black", []), (None, []), ("src_b", ["src_b"]), ("scn_gone", [])])
def test_a_bus_shows_a_scene_or_a_source_or_nothing(bus: Any, seen: list[str]) -> None:
    assert told.seen_on([bus], SHOW) == seen


def test_of_a_show_names_and_places_are_told_and_no_addresses() -> None:
    show = told.show(parts())
    assert show["sources"] == {
        "src_a": {"name": "Camera", "position": 0, "kind": "pull"},
        "src_b": {"name": "Film", "position": 1, "kind": "file"},
    }
    assert "secret" not in json.dumps(told.everything(parts(desk=desk())))


def test_what_the_status_says_in_passing_is_no_news() -> None:
    before, after = (
        told.sources({"status": {"sources": {"src_a": {"state": "live", "text": text, "health": text, "sound": True}}}})
        for text in ("live 25.0 fps", "live 24.9 fps")
    )
    assert told.news(told.BY_NAME["sources"], before, after) == {}


def test_only_the_rows_that_changed_are_news_and_those_that_went_are_null() -> None:
    strip = {"gain_db": 0.0, "mute": False}
    before = told.sound({"desk": desk(sound={"src_a": strip, "src_b": strip, "src_c": strip})})
    after = told.sound({"desk": desk(sound={"src_a": strip, "src_b": strip | {"mute": True}})})
    kind = told.BY_NAME["sound"]
    assert told.news(kind, before, after) == {"sources": {"src_b": {"gain_db": 0.0, "mute": True}, "src_c": None}}
    assert told.fold(kind, before, told.news(kind, before, after)) == after


def test_members_never_come_or_go() -> None:
    full = told.everything(
        parts(desk=desk(), status={"sources": {"src_a": {"state": "live"}}}, captions={"state": "listening"})
    )
    empty = told.everything({})
    assert {name: set(state) for name, state in full.items()} == {name: set(state) for name, state in empty.items()}


def test_every_part_that_a_kind_reads_is_a_part() -> None:
    assert {name for kind in told.KINDS for name in kind.reads} <= set(nothing())


def test_a_snapshot_and_the_events_after_it_make_the_next_snapshot() -> None:
    """Whatever happens, in whatever order."""
    chance, state = random.Random(13), ShowState()
    state.change(show=SHOW, revision=7)
    heard, start = {**state.teller._state}, state.teller.kept.last
    for n in range(400):
        happen(state, chance, n)
    for at in range(start, state.teller.kept.last):
        event = state.teller.kept.next(at)
        assert event is not None and event.n == at + 1
        message = json.loads(event.text)
        kind = told.BY_NAME[message["kind"]]
        heard[kind.name] = told.fold(kind, heard[kind.name], message["data"])
    assert heard == json.loads(json.dumps(state.teller._state))
    now = told.everything(state._parts())
    assert heard == now | {"log": heard["log"]} and heard["log"] == {"events": list(state.events)}


def happen(state: ShowState, chance: random.Random, n: int) -> None:
    from studio.air.runmixer.events import Event

    some = chance.sample(["src_a", "src_b", "src_c"], chance.randint(0, 3))
    match chance.randint(0, 6):
        case 0:
            state.change(
                desk=desk(frame=n, program=chance.choice(["scn_a", "scn_b"]), sound=dict.fromkeys(some, {"n": n}))
            )
        case 1:
            state.report({"frame": n, "sources": {name: {"state": chance.choice(["live", "slate"])} for name in some}})
        case 2:
            state.change(alerts=[{"key": name, "level": "error", "count": n} for name in some])
        case 3:
            state.happened(Event("info", "told", f"event {n}"))
        case 4:
            state.change(show=SHOW | {"sources": [one for one in SHOW["sources"] if one["id"] in some]}, revision=n)
        case 5:
            state.captions(chance.choice([None, {"state": "listening", "visible": True}]))
        case _:
            state.line({"id": f"line_{n}", "text": "…"})


def test_the_log_keeps_the_latest() -> None:
    log: told.State = {"events": []}
    for n in range(EVENTS_KEPT + 5):
        log = told.fold(told.BY_NAME["log"], log, {"event": {"text": n}})
    assert len(log["events"]) == EVENTS_KEPT and log["events"][-1] == {"text": EVENTS_KEPT + 4}
