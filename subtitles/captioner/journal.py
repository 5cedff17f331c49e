"""What was said, kept: every change of a line is appended; the last one of an id counts."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from pathlib import Path

from subtitles.values import Line

SYNC_S = 0.5


class Journal:
    """Lines on disk, safe against `kill -9` at once and against a power cut within `SYNC_S`.

    Trouble with the disk never reaches the captions: it is in `trouble`, and writing is tried again.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.trouble = path, ""
        self._fd = -1
        self._unsynced = False
        self._synced_at = 0.0
        self._late: list[bytes] = []

    def append(self, lines: Iterable[Line]) -> None:
        """Write these changes, and what could not be written before."""
        self._late += [json.dumps(line.to_json(), ensure_ascii=False).encode() + b"\n" for line in lines]
        if not self._late:
            return
        try:
            if self._fd < 0:
                self._open()
            while self._late:
                self._write(self._late[0])
                self._late.pop(0)
            self.trouble = ""
        except OSError as error:
            self.trouble = f"captions cannot be stored: {error.strerror}"

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


def read_lines(path: Path) -> list[Line]:
    """Every line as it was last, in the order they were said; what is not a line is passed over."""
    lines: dict[str, Line] = {}
    try:
        data = path.read_bytes()
    except OSError:
        return []
    for row in data.splitlines():
        try:
            line = Line.from_json(json.loads(row))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
        lines[line.id] = line
    return sorted(lines.values(), key=lambda line: line.from_frame)
