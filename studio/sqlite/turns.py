"""Who writes next: in a process whoever came first, and among processes none for long while another waits.

SQLite has those who find it locked look again after ever longer sleeps, so that of fifty writers some never find it
free: they were refused after twenty seconds, while others wrote at once.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

LOOK_S = 0.001  # between two looks at what another process has
TENURE_S = 0.05  # so long a process writes one transaction after another; then it leaves the others a gap
GAP_S = 0.003


class Turns:
    """The turns of one database. A process has one of these for each."""

    def __init__(self, path: Path, sleep: Callable[[float], None] = time.sleep) -> None:
        self._path, self._sleep, self._file = path, sleep, -1
        self.start_anew()
        os.register_at_fork(after_in_child=self.start_anew)

    def start_anew(self) -> None:
        """What a parent has is not its child's, neither the queue nor the lock, which the child would hold on to."""
        if self._file >= 0:
            os.close(self._file)
        self._guard, self._waiting = threading.Lock(), deque[threading.Event]()
        self._taken, self._since, self._file = False, 0.0, -1

    def take(self, within_s: float) -> bool:
        """Wait for a turn; False where it did not come in time. It ends with `give`, which any thread may call."""
        deadline = time.monotonic() + within_s
        if not self._mine(within_s):
            return False
        while not self._locked():
            if time.monotonic() > deadline:
                self._next()
                return False
            self._sleep(LOOK_S)
        self._since = self._since or time.monotonic()
        return True

    def give(self) -> None:
        """The turn of whoever waits next, here or elsewhere."""
        fcntl.flock(self._file, fcntl.LOCK_UN)
        if time.monotonic() - self._since > TENURE_S:
            self._since = 0.0
            if self._waiting:
                self._sleep(GAP_S)
        self._next()

    def _mine(self, within_s: float) -> bool:
        """Whether this thread is the one of the process that may ask."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            called = threading.Event()
            self._waiting.append(called)
        if called.wait(within_s):
            return True
        with self._guard:
            if called.is_set():
                return True
            self._waiting.remove(called)
            return False

    def _next(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken, self._since = False, 0.0

    def _locked(self) -> bool:
        if self._file < 0:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
