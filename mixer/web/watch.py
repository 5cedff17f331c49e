"""What a page may not do for ever: be silent, grow, fail."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from mixer.feed.waiting import Patience

PING_S = 1.0
LATE_S, DEAD_S = 5.0, 10.0  # without an answer: it is reloaded, ended
LOOK_S = 0.25  # so often its memory is looked at
MEMORY_MB = 1536  # of all of a page's processes; TALLY_WEB_MEMORY_MB is the operator's word
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
MANY, WITHIN_S = 5, 600.0  # so many failures within so long: it is not shown any more meanwhile
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class Pulse:
    """Asks a page each second whether it lives. Time in which we got no processor hardly counts against it."""

    def __init__(self, ask: Callable[[Callable[[], None]], None]) -> None:
        self._ask, self._patience = ask, Patience()
        self._asked, self._answered, self._next_s = 0, 0, 0.0

    def silent_s(self, now_s: float) -> float:
        """For how long an answer has been missing."""
        if now_s >= self._next_s and self._answered == self._asked:
            self._next_s, self._asked = now_s + PING_S, self._asked + 1
            number = self._asked
            self._ask(lambda: self._hear(number))
        waits = None if self._answered == self._asked else self._asked
        return self._patience.waited_s(waits)

    def _hear(self, number: int) -> None:
        self._answered = number

    def forgive(self) -> None:
        """What was asked before is not waited for."""
        self._answered = self._asked


@dataclass(slots=True)
class Failures:
    """When a page is tried again: the more often it failed within ten minutes, the later."""

    _times: deque[float] = field(default_factory=deque)

    def failed(self, now_s: float) -> float:
        """Note a failure; how many seconds to wait before the next try."""
        self._times.append(now_s)
        self._forget(now_s)
        return min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** (len(self._times) - 1))

    def too_many(self, now_s: float) -> bool:
        """Whether its last picture is held no longer."""
        self._forget(now_s)
        return len(self._times) >= MANY

    def too_many_with_one_more(self, now_s: float) -> bool:
        self._forget(now_s)
        return len(self._times) >= MANY - 1

    def forgive(self) -> None:
        """Somebody said that it is to be tried now."""
        self._times.clear()

    def _forget(self, now_s: float) -> None:
        while self._times and now_s - self._times[0] > WITHIN_S:
            self._times.popleft()


def memory_limit_mb() -> int:
    with contextlib.suppress(ValueError):
        return max(128, int(os.environ.get("TALLY_WEB_MEMORY_MB", MEMORY_MB)))
    return MEMORY_MB


def memory_mb(pids: list[int], limit_mb: int) -> float:
    """What these processes take together, each shared page counted once (PSS).

    Resident sizes are read first: they cost a fiftieth, and their sum is never less.
    """
    resident = sum(_resident_mb(pid) for pid in pids)
    return resident if resident <= limit_mb else sum(_proportional_mb(pid) for pid in pids)


def _resident_mb(pid: int) -> float:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES / 2**20
    return 0.0


def _proportional_mb(pid: int) -> float:
    """PSS; of a process that we may not look into, what is its own."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/smaps_rollup").read_text().split("\nPss:")[1].split()[0]) / 1024
    with contextlib.suppress(OSError, ValueError, IndexError):
        _, resident, shared = map(int, Path(f"/proc/{pid}/statm").read_text().split()[:3])
        return (resident - shared) * PAGE_BYTES / 2**20
    return 0.0


class Idleness:
    """How much of the machine nobody used since the last question, 0–1; where the system does not tell, all of it."""

    def __init__(self, path: str = "/proc/stat") -> None:
        self._fd: int | None = None
        with contextlib.suppress(OSError):
            self._fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self._before = self._read()

    def share(self) -> float:
        now, before = self._read(), self._before
        self._before = now
        total = now[1] - before[1]
        return (now[0] - before[0]) / total if total > 0 else 1.0

    def close(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def _read(self) -> tuple[int, int]:
        """(idle, all) in ticks since the machine began."""
        if self._fd is None:
            return 0, 0
        user, nice, system, idle, iowait, *rest = map(int, os.pread(self._fd, 200, 0).split(b"\n", 1)[0].split()[1:9])
        return idle + iowait, user + nice + system + idle + iowait + sum(rest)
