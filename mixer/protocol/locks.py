"""Locks that end with the process that holds them, with its pid inside: the one kind that Tally has."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TRIES, BETWEEN_S = 6, 0.05


def take(path: Path, mode: int = 0o644) -> int | None:
    """Hold the lock until the descriptor returned is closed or we end; None where somebody else holds it.

    A moment of patience: who only looks (`is_held`) holds the lock for an instant.
    """
    lock = _opened(path, mode)
    for left in reversed(range(TRIES)):
        if _locked(lock, fcntl.LOCK_EX):
            sign(lock)
            return lock
        if left:
            time.sleep(BETWEEN_S)
    os.close(lock)
    return None


@contextmanager
def holding(path: Path) -> Iterator[bool]:
    """Hold the lock meanwhile; False where somebody else does."""
    lock = take(path)
    try:
        yield lock is not None
    finally:
        if lock is not None:
            os.close(lock)


@contextmanager
def in_turn(path: Path) -> Iterator[None]:
    """Hold the lock meanwhile, after whoever holds it now."""
    lock = _opened(path, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock."""
    try:
        lock = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not _locked(lock, fcntl.LOCK_SH)
    finally:
        os.close(lock)


def owner(path: Path) -> int | None:
    """The pid of the process that holds the lock; None when it is free, or too young to have written its pid."""
    if not is_held(path):
        return None
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


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


def sign(lock: int) -> None:
    """Write our pid into the lock file that we hold. The lock holds on a full disk too.

    What was there is overwritten before it is cut: a full disk takes that, and would give no room for new bytes.
    """
    pid = f"{os.getpid()}\n".encode()
    try:
        written = os.pwrite(lock, pid, 0)
    except OSError:
        written = 0
    with contextlib.suppress(OSError):
        os.truncate(lock, written)


def _opened(path: Path, mode: int) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, mode)


def _locked(lock: int, how: int) -> bool:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
