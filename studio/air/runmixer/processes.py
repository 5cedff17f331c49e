"""What a show's processes take of the machine, read from /proc a little at a time."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from mixer.protocol import locks
from studio.air.machine import cpu_ticks, descendants, parent_and_ticks, pss_bytes, share

FAMILY_EVERY_S = 10.0  # who belongs to it is found out so often: that looks at every process there is
PROC = Path("/proc")


class Processes:
    """Those that hold a lock in the run folder, and all that they began. For one thread, once a second."""

    def __init__(self, run: Path, now: Callable[[], float] = time.monotonic) -> None:
        self._run, self._now = run, now
        self._family: list[int] = []
        self._family_at = float("-inf")
        self._memory: dict[int, int] = {}
        self._ticks: dict[int, int] = {}
        self._machine = (0, 0)
        self._at = 0

    def read(self) -> dict[str, Any]:
        """`cpu`: 0–1 of the machine; `show_cores`: processors that the show keeps busy; `memory_mb`, of `processes`."""
        if self._now() - self._family_at >= FAMILY_EVERY_S:
            self._family, self._family_at = sorted(self._found()), self._now()
        before, self._machine = self._machine, _machine()
        worked = self._worked()
        self._measure_some()
        cores = os.cpu_count() or 1
        passed = self._machine[1] - before[1]
        return {
            "cpu": share(before, self._machine) if before[1] else None,
            "cores": cores,
            "show_cores": round(worked / passed * cores, 2) if before[1] and passed > 0 else None,
            "memory_mb": round(sum(self._memory.values()) / 1e6),
            "processes": len(self._family),
        }

    def _found(self) -> set[int]:
        parents = {pid: stat[0] for pid in _pids() if (stat := _stat(pid))}
        roots = {owner for lock in self._run.glob("*.lock") if (owner := _owner(lock))}
        return descendants(parents, {os.getpid(), *roots})

    def _worked(self) -> int:
        """How many ticks they have worked since the last reading; of one that is new, none."""
        ticks = {pid: stat[1] for pid in self._family if (stat := _stat(pid))}
        before, self._ticks = self._ticks, ticks
        return sum(now - before[pid] for pid, now in ticks.items() if pid in before)

    def _measure_some(self) -> None:
        """The memory of one more of them, or of all at first: each is a walk through its page tables."""
        self._memory = {pid: size for pid, size in self._memory.items() if pid in self._ticks}
        fresh = [pid for pid in self._family if pid not in self._memory][:4]
        for pid in fresh or self._next():
            self._memory[pid] = _memory(pid)

    def _next(self) -> Iterable[int]:
        self._at += 1
        return [self._family[self._at % len(self._family)]] if self._family else []


def _machine() -> tuple[int, int]:
    with contextlib.suppress(OSError, ValueError):
        return cpu_ticks((PROC / "stat").read_text())
    return 0, 0


def _pids() -> list[int]:
    with contextlib.suppress(OSError):
        return [int(name) for name in os.listdir(PROC) if name.isdigit()]
    return []


def _stat(pid: int) -> tuple[int, int] | None:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return parent_and_ticks((PROC / str(pid) / "stat").read_text())
    return None


def _owner(lock: Path) -> int | None:
    with contextlib.suppress(OSError, ValueError):
        return locks.owner(lock)
    return None


def _memory(pid: int) -> int:
    """In bytes; 0 of one that is gone or not ours to read."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return pss_bytes((PROC / str(pid) / "smaps_rollup").read_text())
    return 0
