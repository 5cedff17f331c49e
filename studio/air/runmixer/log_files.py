"""The files of a show's command log: appended on a thread of their own, rotated, and only so many of them."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from os import write
from pathlib import Path
from typing import Any

FILE_MOST = 4 << 20  # bytes; then another is asked for
KEPT_MOST = 100 << 20  # bytes of all of them
FILES_MOST = 200
WAITING_MOST = 2000  # lines that a slow disk may be behind
ENDING = ".jsonl"


class LogFiles:
    """Writes lines in their order. A file is whole up to its end or is not gone on with.

    What the disk does not take is lost, and nobody waits for it: `another` then asks, as when a file is full, for what
    a file begins with. It is called on the thread.
    """

    def __init__(self, folder: Path, another: Callable[[], None]) -> None:
        self.folder, self._another = folder, another
        self.trouble = ""  # what the disk said last, empty when it took everything
        self._waiting: deque[tuple[bool, dict[str, Any]]] = deque()
        self._something, self._closed = threading.Condition(), False
        self._fd: int | None = None
        self._path: Path | None = None  # of a file whose first line is not whole yet
        self._size = 0
        self._asked = self._lost = False
        self._thread = threading.Thread(target=self._run, name="command log", daemon=True)
        self._thread.start()

    def begin(self, header: dict[str, Any]) -> None:
        """What comes from now on stands in a file of its own, behind this."""
        self._put(True, header)

    def add(self, entry: dict[str, Any]) -> None:
        self._put(False, entry)

    def mend(self) -> None:
        """Begin again after the disk refused: called now and then, when there is room."""
        if self.trouble:
            self._another()

    def close(self) -> None:
        """Write what waits, within two seconds."""
        with self._something:
            self._closed = True
            self._something.notify()
        self._thread.join(2)

    def _put(self, begins: bool, line: dict[str, Any]) -> None:
        with self._something:
            if begins:
                self._lost = False
            elif self._lost or len(self._waiting) >= WAITING_MOST:
                self._lost = True  # with a hole in it a file would not play again as it was
                return
            self._waiting.append((begins, line))
            self._something.notify()

    # -- the thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._something:
                self._something.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    break
                begins, line = self._waiting.popleft()
            self._write(begins, line)
        self._end()

    def _write(self, begins: bool, line: dict[str, Any]) -> None:
        try:
            if begins:
                self._open()
            if self._fd is not None:
                self._append(json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode() + b"\n")
            if self._lost or self._size > FILE_MOST:
                self._ask()
            self._path = None
        except OSError as error:
            self.trouble = str(error)
            self._end()

    def _append(self, data: bytes) -> None:
        assert self._fd is not None
        while data:
            count = write(self._fd, data)
            self._size, data = self._size + count, data[count:]
        self.trouble = ""

    def _open(self) -> None:
        self._end()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        self._tidy()
        self._path = self.folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}{ENDING}"
        self._fd = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)

    def _tidy(self) -> None:
        """Let the oldest go, so that the next has room."""
        files = sorted(self.folder.glob(f"*{ENDING}"))
        sizes = [file.stat().st_size for file in files]
        while files and (len(files) >= FILES_MOST or sum(sizes) > KEPT_MOST - FILE_MOST):
            files.pop(0).unlink()
            sizes.pop(0)

    def _end(self) -> None:
        with contextlib.suppress(OSError):
            if self._fd is not None:
                os.close(self._fd)
            if self._path:
                self._path.unlink()
        self._fd, self._path, self._size, self._asked = None, None, 0, False

    def _ask(self) -> None:
        if not self._asked:
            self._asked = True
            self._another()
