"""Locks that end with their process, and programs that are found by them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.air.processes import locks
from studio.air.processes.programs import Program, cap_log, open_log
from tests.journeys.on_air import living, until

HOLD = """
import signal, sys
from pathlib import Path
from studio.air.processes import locks
locks.take(Path(sys.argv[1]))
signal.pause()
"""


@contextmanager
def holder(lock: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(lock)])
    try:
        until(lambda: locks.owner(lock), "the lock to be held")
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_lock_has_one_owner_and_is_free_when_that_is_killed(tmp_path: Path) -> None:
    lock = tmp_path / "run" / "show.lock"
    assert not locks.held(lock)
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
        assert locks.held(lock)


def test_a_signal_reaches_the_owner_and_nobody_when_there_is_none(tmp_path: Path) -> None:
    lock = tmp_path / "show.lock"
    with holder(lock) as process:
        assert locks.signal_owner(lock, signal.SIGTERM)
        assert process.wait(30) == -signal.SIGTERM
    assert not locks.signal_owner(lock, signal.SIGTERM)


async def test_an_adopted_program_is_watched_to_its_end(tmp_path: Path) -> None:
    lock = tmp_path / "engine.lock"
    assert Program.adopt(lock) is None
    with holder(lock) as process:
        program = Program.adopt(lock)
        assert program and program.adopted and program.pid == process.pid
        process.kill()
        assert await program.ended_within(30)


async def test_a_started_program_has_a_session_of_its_own_and_leaves_no_zombie(tmp_path: Path) -> None:
    program = Program.start(["no such program"], tmp_path / "log" / "engine.log")
    assert os.getsid(program.pid) == program.pid
    assert await program.ended_within(30)
    assert not living(program.pid)
    assert "usage" in (tmp_path / "log" / "engine.log").read_text()


def test_a_log_stays_small_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "engine.log"
    log = open_log(path)
    os.write(log, b"old " * 100 + b"new " * 100)
    cap_log(path, most=600)
    os.write(log, b"after")
    os.close(log)
    assert path.read_text() == "after"
    assert path.with_name("engine.log.1").read_text() == "new " * 75
