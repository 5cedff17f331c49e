"""The command log on disk: whole files, in order, bounded, and never in anybody's way."""

from __future__ import annotations

import errno
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.air.runmixer import log_files
from studio.air.runmixer.log_files import LogFiles
from tests.waiting import until


class Asked:
    """Counts how often another session was asked for."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def files(tmp_path: Path, asked: Asked) -> Iterator[LogFiles]:
    files = LogFiles(tmp_path / "log" / "commands", asked)
    yield files
    files.close()


def lines(files: LogFiles) -> list[list[Any]]:
    """What is in each file, oldest first."""
    if not files.folder.exists():
        return []
    return [[json.loads(line) for line in path.read_text().splitlines()] for path in sorted(files.folder.iterdir())]


def test_each_file_begins_with_all_there_is_to_begin_with(files: LogFiles) -> None:
    files.add({"frame": 1})  # of a session whose beginning nobody has told
    for session in (1, 2):
        files.begin({"session": session})
        files.add({"frame": 10 * session})
    files.close()
    assert lines(files) == [[{"session": 1}, {"frame": 10}], [{"session": 2}, {"frame": 20}]]


def test_others_cannot_read_it(files: LogFiles) -> None:
    files.begin({"session": 1})
    files.close()
    (path,) = files.folder.iterdir()
    assert path.stat().st_mode & 0o777 & ~0o640 == 0 and files.folder.stat().st_mode & 0o007 == 0


def test_a_full_file_asks_for_the_next_once_and_goes_on_meanwhile(
    files: LogFiles, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_files, "FILE_MOST", 100)
    files.begin({"session": 1})
    for frame in range(30):
        files.add({"frame": frame})
    files.begin({"session": 2})
    files.close()
    assert asked.times == 1
    assert [len(one) for one in lines(files)] == [31, 1]


def test_the_oldest_files_go(files: LogFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_files, "FILES_MOST", 3)
    for session in range(7):
        files.begin({"session": session})
    files.close()
    assert lines(files) == [[{"session": session}] for session in (4, 5, 6)]


def test_all_of_them_take_only_so_much_room(files: LogFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_files, "FILE_MOST", 1000)
    monkeypatch.setattr(log_files, "KEPT_MOST", 4000)
    for session in range(20):
        files.begin({"session": session, "text": "x" * 900})
    files.close()
    assert sum(path.stat().st_size for path in files.folder.iterdir()) <= 4000
    assert lines(files)[-1][0]["session"] == 19


def test_a_disk_that_refuses_costs_lines_and_a_file_with_a_hole_is_not_gone_on_with(
    files: LogFiles, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, full = os.write, threading.Event()

    def limited(fd: int, data: bytes) -> int:
        if full.is_set():
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(fd, data)

    monkeypatch.setattr(log_files, "write", limited)
    files.begin({"session": 1})
    files.add({"frame": 1})
    until(lambda: [len(one) for one in lines(files)] == [2])
    full.set()
    files.add({"frame": 2})
    until(lambda: files.trouble)
    files.begin({"session": 2})
    full.clear()
    files.mend()
    assert asked.times == 1
    files.add({"frame": 3})
    files.begin({"session": 3})
    files.add({"frame": 4})
    files.close()
    told = lines(files)
    assert told[0] == [{"session": 1}, {"frame": 1}] and told[-1] == [{"session": 3}, {"frame": 4}]
    assert files.trouble == ""


def test_a_file_whose_beginning_was_not_taken_is_none(files: LogFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write

    def half(fd: int, data: bytes) -> int:
        if len(data) < 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(fd, data[: len(data) // 2])

    monkeypatch.setattr(log_files, "write", half)
    files.begin({"session": 1, "text": "x" * 200})
    until(lambda: files.trouble)
    assert list(files.folder.iterdir()) == []


def test_a_slow_disk_is_waited_for_by_nobody(files: LogFiles, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    write, go_on = os.write, threading.Event()

    def slow(fd: int, data: bytes) -> int:
        assert go_on.wait(30)
        return write(fd, data)

    monkeypatch.setattr(log_files, "WAITING_MOST", 10)
    monkeypatch.setattr(log_files, "write", slow)
    files.begin({"session": 1})
    for frame in range(1000):
        files.add({"frame": frame})
    go_on.set()
    until(lambda: asked.times == 1)
    files.begin({"session": 2})
    files.close()
    first, second = lines(files)
    assert [one["frame"] for one in first[1:]] == list(range(len(first) - 1)) and len(first) <= 12, "no hole in it"
    assert second == [{"session": 2}]
