"""Locks that end with the process that holds them, with its pid inside."""

from __future__ import annotations

import fcntl
import os
import signal
import time
from pathlib import Path

from mixer.protocol.resident import sign

TRIES, BETWEEN_S = 6, 0.05


def take(path: Path) -> int | None:
    """Hold the lock until the descriptor returned is closed or we end; None where somebody else holds it.

    A moment of patience: who only looks (`owner`) holds the lock for an instant.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    for left in reversed(range(TRIES)):
        if _locked(lock, fcntl.LOCK_EX):
            sign(lock)
            return lock
        if left:
            time.sleep(BETWEEN_S)
    os.close(lock)
    return None


def held(path: Path) -> bool:
    """Whether a living process holds the lock."""
    try:
        lock = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not _locked(lock, fcntl.LOCK_SH)
    finally:
        os.close(lock)


def owner(path: Path) -> int | None:
    """The pid of the process that holds the lock; None when it is free, or too young to have written its pid."""
    if not held(path):
        return None
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


def _locked(lock: int, how: int) -> bool:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def signal_owner(path: Path, number: signal.Signals) -> bool:
    """Send a signal to the process that holds the lock, and to no other that has its number by now."""
    pid = owner(path)
    if pid is None:
        return False
    try:
        pidfd = os.pidfd_open(pid)
    except ProcessLookupError:
        return False
    try:
        if owner(path) != pid:
            return False
        signal.pidfd_send_signal(pidfd, number)
        return True
    except ProcessLookupError:
        return False
    finally:
        os.close(pidfd)
