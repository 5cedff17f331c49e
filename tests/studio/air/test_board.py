"""The snapshot, and the numbered changes after it."""

from __future__ import annotations

import json
from typing import Any

from studio.air.board import Board
from studio.air.happenings import Happening
from studio.air.outbox import Outbox


def told(reader: Outbox) -> list[dict[str, Any]]:
    parcels: list[Any] = list(iter(reader.next, None))
    return [json.loads(parcel) for parcel in parcels]


def test_who_joins_gets_a_snapshot_and_then_every_change_by_number() -> None:
    board, reader = Board(), Outbox()
    board.change(desk={"program": "a"})
    board.join(reader)
    board.change(desk={"program": "b"}, revision=2)
    board.change(revision=2)
    board.change(revision=3)
    first, *changes = told(reader)
    assert (first["type"], first["n"], first["desk"]) == ("snapshot", 1, {"program": "a"})
    assert [(change["n"], change["revision"]) for change in changes] == [(2, 2), (3, 3)]


def test_meters_and_tiles_go_to_those_who_look_at_them() -> None:
    board, looking, other = Board(), Outbox(), Outbox()
    for reader in (looking, other):
        board.join(reader)
        told(reader)
    board.look(looking, {"meters", "tiles"})
    board.meters({"frame": 1})
    board.tile(b"src_a", b"T\x05src_aJPEG")
    assert looking.next() == '{"type":"meters","frame":1}'
    assert looking.next() == b"T\x05src_aJPEG"
    assert other.next() is None


def test_events_are_kept_for_those_who_come_later() -> None:
    board, reader = Board(), Outbox()
    for number in range(150):
        board.happened(Happening("info", "test", str(number)))
    board.join(reader)
    (snapshot,) = told(reader)
    assert [event["text"] for event in snapshot["events"]] == [str(number) for number in range(50, 150)]


def test_a_console_beside_another_gets_the_tile_of_a_still_that_was_made_before_it_came() -> None:
    board, first, second = Board(), Outbox(), Outbox()
    for reader in (first, second):
        board.join(reader)
        told(reader)
    board.look(first, {"tiles"})
    board.tile(b"src_a", b"T\x05src_aJPEG")
    board.look(second, {"tiles", "meters"})
    assert second.next() == b"T\x05src_aJPEG"
    board.look(second, {"tiles"})
    assert second.next() is None, "it has that one"


def test_a_tile_is_not_kept_when_nobody_looks_nor_when_its_source_is_gone() -> None:
    board, reader = Board(), Outbox()
    board.join(reader)
    told(reader)
    board.look(reader, {"tiles"})
    board.tile(b"src_a", b"T\x05src_aOLD")
    board.look(reader, set())
    board.look(reader, {"tiles"})
    assert reader.next() == b"T\x05src_aOLD" and reader.next() is None, "what waited, and no more"
    board.tile(b"src_a", b"T\x05src_aJPEG")
    board.change(show={"sources": [{"id": "src_b"}]})
    board.look(late := Outbox(), {"tiles"})
    assert late.next() is None
