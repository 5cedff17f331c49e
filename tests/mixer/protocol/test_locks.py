"""Locks that end with their process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mixer.protocol import locks
from tests.waiting import until

HOLD = """
import signal, sys
from pathlib import Path
from mixer.protocol import locks
locks.take(Path(sys.argv[1]))
signal.pause()
"""


@contextmanager
def holder(lock: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(lock)])
    try:
        until(lambda: locks.owner(lock))
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_lock_has_one_owner_and_is_free_when_that_is_killed(tmp_path: Path) -> None:
    lock = tmp_path / "run" / "show.lock"
    assert not locks.is_held(lock)
    with holder(lock) as process:
        assert locks.owner(lock) == process.pid
        assert locks.take(lock) is None
    ours = locks.take(lock)
    assert ours is not None
    assert locks.owner(lock) == os.getpid()
    os.close(ours)
    assert locks.owner(lock) is None


def test_an_old_heartbeat_changes_nothing_about_a_lock(tmp_path: Path) -> None:
    lock = tmp_path / "show.lock"
    with holder(lock):
        os.utime(lock, (0, 0))
        assert locks.is_held(lock)


def test_a_signal_reaches_the_owner_and_nobody_when_there_is_none(tmp_path: Path) -> None:
    lock = tmp_path / "show.lock"
    with holder(lock) as process:
        assert locks.signal_owner(lock, signal.SIGTERM)
        assert process.wait(30) == -signal.SIGTERM
    assert not locks.signal_owner(lock, signal.SIGTERM)


def test_what_an_earlier_holder_left_in_a_lock_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "engine.lock"
    path.write_text("1234567890\n")
    with locks.holding(path) as is_ours:
        assert is_ours and path.read_text() == f"{os.getpid()}\n"
        assert locks.take(path) is None, "a second engine is not let in"
    assert not locks.is_held(path)


def test_a_lock_that_cannot_be_signed_is_held_and_names_nobody() -> None:
    full = os.open("/dev/full", os.O_RDWR)
    locks.sign(full)  # raises nothing
    os.close(full)


def test_who_waits_for_a_turn_gets_it_when_the_holder_ends(tmp_path: Path) -> None:
    lock, order = tmp_path / "turn.lock", list[str]()

    def second() -> None:
        with locks.in_turn(lock):
            order.append("second")

    with locks.in_turn(lock):
        waiting = threading.Thread(target=second)
        waiting.start()
        order.append("first")
    waiting.join(30)
    assert order == ["first", "second"]
