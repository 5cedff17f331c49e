"""One program under the supervisor: started, watched, started again with growing delays, ended."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from mixer.protocol.log_sink import PROCESS
from mixer.protocol.priority import share
from studio.air.processes.programs import open_log

FIRST_DELAY_S, LONGEST_DELAY_S = 0.5, 30.0
STEADY_S = 30.0  # who ran for so long is started again without delay growing
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Program:
    """What to run. `log` None: nowhere, because its output would show keys.

    One that comes `before` others runs once: when it has ended well, they are started and it is not.
    """

    name: str
    argv: tuple[str, ...]
    log: Path | None
    nice: int = 0
    stop_s: float = 10.0
    keep: tuple[int, ...] = ()
    env: dict[str, str] = field(default_factory=dict)
    before: tuple[Program, ...] = ()


def delay_s(failures: int) -> float:
    """How long to wait before starting again a program that ended `failures` times in a row."""
    return min(LONGEST_DELAY_S, FIRST_DELAY_S * 2.0 ** (failures - 1)) if failures else 0.0


class Child:
    """A program and its process, if it has one now."""

    def __init__(self, program: Program, clock: Callable[[], float] = time.monotonic) -> None:
        self.program, self.clock = program, clock
        self.process: subprocess.Popen[bytes] | None = None
        self.failures, self.restarts = 0, 0
        self.started = self.due = 0.0
        self.text, self.done = "not started", False

    def start(self) -> None:
        log = open_log(self.program.log) if self.program.log else os.open(os.devnull, os.O_WRONLY)
        try:
            self.process = subprocess.Popen(
                self.program.argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=self.program.keep,
                env={**os.environ, PROCESS: self.program.name, **self.program.env}, start_new_session=True,
                preexec_fn=_before_program(os.getpid(), self.program.nice),
            )  # fmt: skip
            if self.program.nice:
                share(self.program.nice, self.process.pid)
            self.started, self.text = self.clock(), "running"
        except OSError as error:
            self._ended(str(error))
        finally:
            os.close(log)

    def watch(self) -> bool:
        """Notice an end, and start again when that is due. True when something changed."""
        if self.process is None:
            if self.done or self.clock() < self.due:
                return False
            self.restarts += 1
            self.start()
            return True
        status = self.process.poll()
        if status is None:
            return False
        if self.clock() - self.started > STEADY_S:
            self.failures = 0
        kill_group(self.process.pid)
        if status == 0 and self.program.before:
            self.process, self.text, self.done = None, "done", True
            return True
        self._ended(f"ended with status {status}" if status >= 0 else f"ended by {signal.Signals(-status).name}")
        return True

    def _ended(self, why: str) -> None:
        self.failures += 1
        wait = delay_s(self.failures)
        self.process, self.due = None, self.clock() + wait
        self.text = f"{why}; starting again in {wait:g} s"

    def ask_to_end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def end(self, deadline: float) -> bool:
        """Wait until `deadline` (of the clock), then kill it and all that it started. True if it ended by itself."""
        if self.process is None:
            return True
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - self.clock()))
        in_time = self.process.poll() is not None
        kill_group(self.process.pid)
        self.process.wait()
        self.process, self.text = None, "ended"
        return in_time


def kill_group(leader: int) -> None:
    """Kill what is left of the session that a program led."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _before_program(parent: int, nice: int) -> Callable[[], None]:
    """What the forked child does before it becomes the program; the supervisor has one thread, so this is safe."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def before() -> None:
        if nice:
            os.nice(nice)
        if libc:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return before
