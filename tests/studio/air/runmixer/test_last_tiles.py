"""The last small picture of each source outlasts a show on air."""

from __future__ import annotations

from pathlib import Path

from studio.air.control.outbox import Outbox
from studio.air.runmixer.last_tiles import LARGEST, keep, kept
from studio.air.runmixer.show_state import ShowState

JPEG = b"\xff\xd8picture"


def test_the_last_picture_of_a_source_is_kept_though_nobody_looks_any_more() -> None:
    show_state, reader = ShowState(), Outbox()
    show_state.join(reader)
    show_state.look(reader, {"tiles"})
    for jpeg in (b"old", JPEG):
        show_state.tile(b"src_a", b"T\x05src_a" + jpeg)
    show_state.tile(b"src_gone", b"T\x08src_gone" + JPEG)
    show_state.leave(reader)
    show_state.change(show={"sources": [{"id": "src_a"}]})
    assert show_state.last_tiles == {"src_a": JPEG}


def test_pictures_of_an_earlier_time_stay_until_there_are_newer_ones(tmp_path: Path) -> None:
    folder = tmp_path / "tiles"
    keep(folder, {"src_a": b"\xff\xd8old", "src_b": JPEG})
    keep(folder, {"src_a": JPEG})
    assert (kept(folder, "src_a"), kept(folder, "src_b"), kept(folder, "src_c")) == (JPEG, JPEG, b"")


def test_what_is_no_picture_or_too_large_is_not_passed_on(tmp_path: Path) -> None:
    keep(tmp_path, {"src_a": b"<svg>", "src_b": b"\xff\xd8" + bytes(LARGEST)})
    assert kept(tmp_path, "src_a") == kept(tmp_path, "src_b") == b""


def test_a_disk_that_refuses_costs_the_pictures_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "tiles").write_text("a file where the folder should be")
    keep(tmp_path / "tiles", {"src_a": JPEG})
    assert kept(tmp_path / "tiles", "src_a") == b""
