"""The desk on disk."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from studio.air.runmixer import journal
from studio.air.runmixer.journal import Journal


def test_the_newest_value_ends_on_disk(tmp_path: Path) -> None:
    desk = Journal(tmp_path / "shows" / "desk.json")
    for frame in range(500):
        desk.put({"frame": frame})
    assert desk.settled(10)
    assert json.loads(desk.path.read_text()) == {"frame": 499}
    assert [path.name for path in desk.path.parent.iterdir()] == ["desk.json"]
    desk.close()


def test_a_slow_disk_holds_nobody_up_and_skips_what_is_out_of_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, go_on, written = threading.Event(), threading.Event(), list[bytes]()

    def slow(path: Path, data: bytes) -> None:
        writing.set()
        assert go_on.wait(10)
        written.append(data)

    monkeypatch.setattr(journal, "write_whole", slow)
    desk = Journal(tmp_path / "desk.json")
    desk.put(1)
    assert writing.wait(10)
    for value in (2, 3, 4):
        desk.put(value)
    go_on.set()
    assert desk.settled(10)
    assert written == [b"1", b"4"]
    desk.close()


def test_a_disk_that_refuses_is_said_and_tried_again_with_the_next_value(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file where the folder should be")
    desk = Journal(tmp_path / "blocked" / "desk.json")
    desk.put(1)
    assert not desk.settled(10)
    assert desk.trouble
    (tmp_path / "blocked").unlink()
    desk.put(2)
    assert desk.settled(10)
    assert desk.path.read_text() == "2"
    desk.close()
