from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import psutil

from studio.up.program import LONGEST_DELAY_S, Child, Program, delay_s
from tests.waiting import until


def script(text: str, log: Path | None = None, **more: float) -> Program:
    return Program("script", (sys.executable, "-c", text), log, **more)  # type: ignore[arg-type]


def test_who_keeps_failing_waits_longer_and_longer_up_to_a_bound() -> None:
    waits = [delay_s(failures) for failures in range(12)]
    assert waits[:4] == [0.0, 0.5, 1.0, 2.0]
    assert waits == sorted(waits) and waits[-1] == LONGEST_DELAY_S


def test_a_program_that_ends_is_started_again() -> None:
    child = Child(script("import signal; signal.pause()"))
    child.start()
    assert child.process
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    until(child.watch)
    assert child.text == "ended by SIGKILL; starting again in 0.5 s"
    until(child.watch)
    assert child.process.pid != first and child.restarts == 1
    child.end(time.monotonic())


def test_a_program_that_ran_long_is_started_again_without_a_growing_delay() -> None:
    now = [0.0]
    child = Child(script("raise SystemExit(3)"), clock=lambda: now[0])
    for _ in range(3):
        child.start()
        now[0] += 3600
        until(child.watch)
        assert child.text == "ended with status 3; starting again in 0.5 s"


def test_a_program_that_cannot_be_started_says_why_and_is_tried_again() -> None:
    child = Child(Program("nowhere", ("/nowhere/program",), None))
    child.start()
    assert child.process is None and "No such file" in child.text
    assert child.due > 0


def test_a_program_that_does_not_end_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    stubborn = (
        "import signal, subprocess, sys, pathlib\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "own = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'])\n"
        f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(own.pid))\n"
        "signal.pause()\n"
    )
    child = Child(script(stubborn))
    child.start()
    told = tmp_path / "pid"
    pid = int(until(lambda: told.read_text() if told.exists() else ""))
    child.ask_to_end()
    assert not child.end(time.monotonic() + 0.2)
    until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)


def test_what_a_program_says_is_in_its_log(tmp_path: Path) -> None:
    child = Child(script("print('hello')", tmp_path / "log" / "script.log"))
    child.start()
    until(child.watch)
    assert (tmp_path / "log" / "script.log").read_text() == "hello\n"
