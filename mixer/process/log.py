"""Lines for the log from programs that must not stop for it: a full disk costs lines, which are counted, and no more.

`print` raises where standard error is a file on a full disk, and waits where the disk is slow.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque

from mixer.protocol import log_sink

STDERR = 2
WAITING_MOST = 200  # lines; what comes while so many wait is lost
LONGEST = 2000  # characters


def write(text: str, fd: int = STDERR) -> bool:
    """Write a line now; False when it was not taken. Never raises; may wait as long as the disk does."""
    told = log_sink.line("WARNING", "mixer", text[:LONGEST], time.time())
    if sink := log_sink.sink():
        sink.note(told)
    line = (told.text if log_sink.in_place() else text[:LONGEST].replace("\n", "\\n")) + "\n"
    try:
        return os.write(fd, line.encode(errors="replace")) > 0
    except OSError:
        return False


class Log:
    """Notes lines from a thread that must not wait, and writes them from one that may."""

    def __init__(self, fd: int = STDERR) -> None:
        self.lost = 0  # lines since the last that was taken
        self._fd = fd
        self._lines: deque[str] = deque()
        self._something = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closing = False

    def note(self, text: str) -> None:
        """Have a line written soon. Never raises, never waits for the disk."""
        with self._something:
            if len(self._lines) >= WAITING_MOST:
                self.lost += 1
                return
            self._lines.append(text)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="log", daemon=True)
                self._thread.start()
            self._something.notify()

    def close(self, patience_s: float = 0.5) -> None:
        """Write what waits, as far as the disk takes it within this time."""
        with self._something:
            self._closing = True
            self._something.notify()
        if self._thread:
            self._thread.join(patience_s)

    def _run(self) -> None:
        while (text := self._next()) is not None:
            lost = self.lost
            told = f"({lost} lines before this one were lost) " if lost else ""
            taken = write(told + text, self._fd)
            with self._something:
                self.lost = self.lost - lost if taken else self.lost + 1

    def _next(self) -> str | None:
        """The next line, once there is one; None at the end."""
        with self._something:
            self._something.wait_for(lambda: self._lines or self._closing)
            return self._lines.popleft() if self._lines else None


_log = Log()
note, close = _log.note, _log.close
