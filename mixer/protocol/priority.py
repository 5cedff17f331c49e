"""Whether a thread may have a real-time class: a few milliseconds of each frame, before everybody else."""

from __future__ import annotations

import contextlib
import os
import threading

REAL_TIME, NORMAL = "real-time", "normal"


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
