"""Programs that outlive whoever started them: found by their locks, watched to their end, their logs kept small."""

from __future__ import annotations

import os
from pathlib import Path

from studio.air.processes.programs import Program, cap_log, open_log
from tests.journeys.on_air import living
from tests.mixer.protocol.test_locks import holder


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
