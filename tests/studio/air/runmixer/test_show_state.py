"""The snapshot, and the numbered changes after it."""

from __future__ import annotations

import json
from typing import Any

from studio.air.control.outbox import Outbox
from studio.air.runmixer.events import Event
from studio.air.runmixer.show_state import ShowState


def told(reader: Outbox) -> list[dict[str, Any]]:
    parcels: list[Any] = list(iter(reader.next, None))
    return [json.loads(parcel) for parcel in parcels]


def test_who_joins_gets_a_snapshot_and_then_every_change_by_number() -> None:
    show_state, reader = ShowState(), Outbox()
    show_state.change(desk={"program": "a"})
    show_state.join(reader)
    show_state.change(desk={"program": "b"}, revision=2)
    show_state.change(revision=2)
    show_state.change(revision=3)
    first, *changes = told(reader)
    assert (first["type"], first["n"], first["desk"]) == ("snapshot", 1, {"program": "a"})
    assert [(change["n"], change["revision"]) for change in changes] == [(2, 2), (3, 3)]


def test_meters_and_tiles_go_to_those_who_look_at_them() -> None:
    show_state, looking, other = ShowState(), Outbox(), Outbox()
    for reader in (looking, other):
        show_state.join(reader)
        told(reader)
    show_state.look(looking, {"meters", "tiles"})
    show_state.meters({"frame": 1})
    show_state.tile(b"src_a", b"T\x05src_aJPEG")
    assert looking.next() == '{"type":"meters","frame":1}'
    assert looking.next() == b"T\x05src_aJPEG"
    assert other.next() is None


def test_events_are_kept_for_those_who_come_later() -> None:
    show_state, reader = ShowState(), Outbox()
    for number in range(150):
        show_state.happened(Event("info", "test", str(number)))
    show_state.join(reader)
    (snapshot,) = told(reader)
    assert [event["text"] for event in snapshot["events"]] == [str(number) for number in range(50, 150)]


def test_a_console_beside_another_gets_the_tile_of_a_still_that_was_made_before_it_came() -> None:
    show_state, first, second = ShowState(), Outbox(), Outbox()
    for reader in (first, second):
        show_state.join(reader)
        told(reader)
    show_state.look(first, {"tiles"})
    show_state.tile(b"src_a", b"T\x05src_aJPEG")
    show_state.look(second, {"tiles", "meters"})
    assert second.next() == b"T\x05src_aJPEG"
    show_state.look(second, {"tiles"})
    assert second.next() is None, "it has that one"


def test_a_tile_is_not_kept_when_nobody_looks_nor_when_its_source_is_gone() -> None:
    show_state, reader = ShowState(), Outbox()
    show_state.join(reader)
    told(reader)
    show_state.look(reader, {"tiles"})
    show_state.tile(b"src_a", b"T\x05src_aOLD")
    show_state.look(reader, set())
    show_state.look(reader, {"tiles"})
    assert reader.next() == b"T\x05src_aOLD" and reader.next() is None, "what waited, and no more"
    show_state.tile(b"src_a", b"T\x05src_aJPEG")
    show_state.change(show={"sources": [{"id": "src_b"}]})
    show_state.look(late := Outbox(), {"tiles"})
    assert late.next() is None
