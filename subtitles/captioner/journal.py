"""What was said, kept: every change of a line is appended; the last one of an id counts.

A file that has grown large makes room for a new one and stays beside it until that is large too: the newest hours are
here, and all that was said is in the database.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from subtitles.values import Line

SYNC_S = 0.5
LARGE = 8 << 20  # bytes; five languages fill that with about a thousand lines
LATE_MOST = 2000  # lines that wait for a disk that refuses; the oldest go first
BLOCK = 64 << 10  # bytes read at once
LONGEST = 1 << 20  # bytes of a row; what has no end for so long is no row


class Journal:
    """Lines on disk, safe against `kill -9` at once and against a power cut within `SYNC_S`.

    Trouble with the disk never reaches the captions: it is in `trouble`, and writing is tried again.
    """

    def __init__(self, path: Path, large: int = LARGE) -> None:
        self.path, self.trouble = path, ""
        self._large = large
        self._fd = -1
        self._unsynced = False
        self._synced_at = 0.0
        self._late: dict[str, bytes] = {}  # by the line's id: only the last change of each

    def append(self, lines: Iterable[Line]) -> None:
        """Write these changes, and what could not be written before."""
        for line in lines:
            self._late.pop(line.id, None)
            self._late[line.id] = json.dumps(line.to_json(), ensure_ascii=False).encode() + b"\n"
        if not self._late:
            return
        try:
            if self._fd < 0:
                self._open()
            for name, data in list(self._late.items()):
                self._write(data)
                del self._late[name]
            self.trouble = ""
            self._make_room()
        except OSError as error:
            self.trouble = f"captions cannot be stored: {error.strerror}"
            while len(self._late) > LATE_MOST:
                del self._late[next(iter(self._late))]

    def _make_room(self) -> None:
        """Begin a new file when this one is large; the one before it goes. Raises OSError."""
        if os.fstat(self._fd).st_size < self._large:
            return
        os.replace(self.path, older(self.path))
        os.close(self._fd)
        self._fd, self._unsynced = -1, False

    def _write(self, data: bytes) -> None:
        before = os.fstat(self._fd).st_size
        if os.write(self._fd, data) != len(data):
            os.ftruncate(self._fd, before)  # half a line on a full disk would spoil the next
            raise OSError(28, "no space left on the device")
        self._unsynced = True

    def _open(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o640)
        size = os.fstat(self._fd).st_size
        if size and os.pread(self._fd, 1, size - 1) != b"\n":
            os.write(self._fd, b"\n")

    def sync(self) -> None:
        """Called often; makes the disk have it within `SYNC_S`."""
        now = time.monotonic()
        if self._late:
            self.append(())
        if self._unsynced and now - self._synced_at > SYNC_S:
            self._synced_at = now
            self._flush()

    def _flush(self) -> None:
        try:
            os.fdatasync(self._fd)
        except OSError as error:
            self.trouble = f"captions cannot be stored: {error.strerror}"
        else:
            self._unsynced = False

    def close(self) -> None:
        if self._fd >= 0:
            os.fsync(self._fd)
            os.close(self._fd)
            self._fd = -1


def older(path: Path) -> Path:
    """The file that was full before this one."""
    return path.with_name(f"{path.stem}.1{path.suffix}")


def read_lines(path: Path) -> list[Line]:
    """Every line as it was last, in the order they were said; what is not a line is passed over."""
    return in_order(newest_first(path))


def newest_lines(path: Path, count: int) -> list[Line]:
    """The `count` lines that changed last, in the order they were said; no more is read than that needs."""
    return in_order(islice(newest_first(path), count))


def in_order(newest: Iterable[Line]) -> list[Line]:
    """Lines that come newest first, in the order they were said."""
    return sorted(reversed(list(newest)), key=lambda line: line.from_frame)


def newest_first(path: Path) -> Iterator[Line]:
    """Each line once, as it was last, the one that changed last first. Of the files only a little is in memory."""
    known: set[str] = set()
    for row in _rows_backwards(path):
        try:
            line = Line.from_json(json.loads(row))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
        if line.id not in known:
            known.add(line.id)
            yield line


def _rows_backwards(path: Path) -> Iterator[bytes]:
    # The newer first: should they change places meanwhile, a file is read twice, not left out.
    for one in (path, older(path)):
        try:
            with one.open("rb") as file:
                yield from backwards(file)
        except OSError:
            continue


def backwards(file: BinaryIO) -> Iterator[bytes]:
    """The rows of a file from its last to its first."""
    at, rest = file.seek(0, os.SEEK_END), b""
    while at > 0:
        size = min(BLOCK, at)
        at -= size
        file.seek(at)
        head, *rows = (file.read(size) + rest).split(b"\n")
        yield from reversed(rows)
        rest = head if len(head) < LONGEST else b""
    yield rest
