"""Programs of a show that outlive whoever started them: started detached, found again by their lock."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from mixer.protocol import locks, log_sink

LOG_MOST = 4 << 20  # bytes; the newest half stays in NAME.log.1
ROOT = Path(__file__).resolve().parents[3]


class Program:
    """One running program, ours or adopted; `ended` is set the moment it is gone."""

    def __init__(self, pid: int, pidfd: int, *, adopted: bool) -> None:
        self.pid, self.adopted = pid, adopted
        self.ended = asyncio.Event()
        self._pidfd = pidfd
        asyncio.get_running_loop().add_reader(pidfd, self._gone)

    @classmethod
    def start(
        cls, argv: list[str], log: Path, package: str = "mixer", environment: dict[str, str] | None = None
    ) -> Program:
        """Start `python -m PACKAGE …` in a session of its own, so that our end is not its end."""
        child = subprocess.Popen(
            [sys.executable, "-m", package, *argv], env=os.environ | {log_sink.PROCESS: log.stem} | (environment or {}),
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=(out := open_log(log)), stderr=out, start_new_session=True,
        )  # fmt: skip
        os.close(out)
        child.returncode = 0  # we reap by descriptor, as for adopted ones; Popen need not try
        return cls(child.pid, os.pidfd_open(child.pid), adopted=False)

    @classmethod
    def adopt(cls, lock: Path) -> Program | None:
        """The program that holds `lock`, or None when nobody does."""
        pid = locks.owner(lock)
        if pid is None:
            return None
        try:
            pidfd = os.pidfd_open(pid)
        except ProcessLookupError:
            return None
        if locks.owner(lock) == pid:  # so the descriptor is its own, not one of a process that got its number
            return cls(pid, pidfd, adopted=True)
        os.close(pidfd)
        return None

    def signal(self, number: signal.Signals) -> None:
        if not self.ended.is_set():
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, number)

    async def ended_within(self, seconds: float) -> bool:
        """Whether it ends in time."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.ended.wait(), seconds)
        return self.ended.is_set()

    async def kill(self) -> None:
        self.signal(signal.SIGKILL)
        await self.ended.wait()

    def forget(self) -> None:
        """Stop watching; the program goes on."""
        if self._pidfd >= 0:
            asyncio.get_running_loop().remove_reader(self._pidfd)
            os.close(self._pidfd)
            self._pidfd = -1

    def _gone(self) -> None:
        with contextlib.suppress(ChildProcessError):  # an adopted one is reaped by somebody else
            os.waitid(os.P_PIDFD, self._pidfd, os.WEXITED)
        self.ended.set()
        self.forget()


def open_log(path: Path) -> int:
    """A descriptor that appends to the log; after `cap_log` it goes on at the beginning."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o640)
    except OSError:
        return os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)  # going on air matters more than a log


def cap_log(path: Path, most: int = LOG_MOST) -> None:
    """Keep a log small while a program writes to it: its newest half moves to NAME.log.1."""
    before = path.with_name(f"{path.name}.1")
    with contextlib.suppress(OSError), path.open("rb+") as log:
        size = os.fstat(log.fileno()).st_size
        if size <= most:
            return
        log.seek(size - most // 2)
        newest = log.read(most // 2)
        log.truncate(0)  # first, so that a full disk has room for the copy
        try:
            before.write_bytes(newest)
        except OSError:
            before.unlink(missing_ok=True)
