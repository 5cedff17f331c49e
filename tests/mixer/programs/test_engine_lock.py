"""The lock files say who holds them, on a full disk too."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from mixer.programs.engine import locked
from mixer.protocol.resident import sign


def test_the_engine_writes_its_pid_over_what_an_earlier_one_left(tmp_path: Path) -> None:
    path = tmp_path / "engine.lock"
    path.write_text("1234567890\n")
    with locked(path) or path.open("rb") as lock:
        assert path.read_text() == f"{os.getpid()}\n"
        assert locked(path) is None, "a second engine is not let in"
        fcntl.flock(lock, fcntl.LOCK_UN)


def test_a_lock_that_cannot_be_signed_is_held_and_names_nobody() -> None:
    full = os.open("/dev/full", os.O_RDWR)
    sign(full)  # raises nothing
    os.close(full)
