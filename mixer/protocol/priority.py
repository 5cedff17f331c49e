"""Who runs first: a real-time class for the frame clock, and shares of the machine for sessions of processes.

Where Linux shares its cores by session (autogroup), nice counts within a session only; a session has a nice of its own.
"""

from __future__ import annotations

import contextlib
import errno
import os
import random
import threading
import time
from pathlib import Path

REAL_TIME, NORMAL = "real-time", "normal"
ENCODER = -10  # nice of its session while pictures are given up, where we may
SOURCE = -5  # of each source's, always: their sound must not starve
MONITOR = 5  # of each monitor's: beside busy programs the programme goes before them
TRIES = 20
OWN_SESSION = Path("/proc/self/autogroup")


def go_first() -> str:
    """Let the calling thread run whenever it has something to do, where the system lets us; the class it has got.

    Threads and processes that it begins later do not inherit it.
    """
    if hasattr(os, "sched_setscheduler"):
        with contextlib.suppress(PermissionError):
            os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(1))
            return REAL_TIME
    return NORMAL


def available() -> str:
    """The class that a thread of this user would get, tried on one that ends at once."""
    got: list[str] = []
    thread = threading.Thread(target=lambda: got.append(go_first()))
    thread.start()
    thread.join()
    return got[0]


def share(nice: int, pid: int | None = None) -> bool:
    """Give the session of a process, ours or another, a nice; giving way is anybody's to choose.

    Whether the system took it, or may do so in a moment.
    """
    session = Path(f"/proc/{pid}/autogroup") if pid else OWN_SESSION
    try:
        session.write_text(str(nice))
    except OSError as error:  # not this kernel, or not us
        return error.errno == errno.EAGAIN and _later(session, nice)
    return True


def _later(session: Path, nice: int) -> bool:
    """The kernel takes one change in a tenth of a second, of all users together: try again beside what we do."""

    def again() -> None:
        for _ in range(TRIES):
            time.sleep(random.uniform(0.1, 0.5))
            with contextlib.suppress(OSError):
                session.write_text(str(nice))
                return

    threading.Thread(target=again, name="share", daemon=True).start()
    return True
