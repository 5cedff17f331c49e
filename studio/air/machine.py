"""How a machine and a show's processes are doing, out of what the kernel tells. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

from mixer.protocol.room import FLOOR_BYTES

WINDOW_S = 5.0


def cpu_ticks(stat: str) -> tuple[int, int]:
    """Of /proc/stat: how long all processors were busy, and how long there was in all, in the kernel's ticks."""
    user, nice, system, idle, iowait, *rest = (int(one) for one in stat.splitlines()[0].split()[1:9])
    busy = user + nice + system + sum(rest)
    return busy, busy + idle + iowait


def share(before: tuple[int, int], now: tuple[int, int]) -> float:
    """What share of the time between two readings was busy, 0–1."""
    busy, all = now[0] - before[0], now[1] - before[1]
    return round(min(1.0, max(0.0, busy / all)), 3) if all > 0 else 0.0


def parent_and_ticks(stat: str) -> tuple[int, int]:
    """Of /proc/PID/stat: the parent's pid, and how long the process has worked, in ticks."""
    parts = stat.rpartition(")")[2].split()
    return int(parts[1]), int(parts[11]) + int(parts[12])


def descendants(parents: Mapping[int, int], roots: Iterable[int]) -> set[int]:
    """These processes and all that came of them; `parents` has each one's parent."""
    found = {one for one in roots if one in parents}
    fresh = set(found)
    while fresh:
        fresh = {pid for pid, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return found


def pss_bytes(rollup: str) -> int:
    """Of /proc/PID/smaps_rollup: its memory, with what it shares divided among those who share it."""
    line = next((one for one in rollup.splitlines() if one.startswith("Pss:")), "Pss: 0 kB")
    return int(line.split()[1]) * 1024


def minutes_left(free_bytes: int, bytes_per_s: float) -> float | None:
    """How long a disk takes what comes at this rate, down to what recordings leave free; None where nothing comes."""
    return None if bytes_per_s <= 0 else max(0.0, (free_bytes - FLOOR_BYTES) / bytes_per_s / 60)


def nominal_bytes_per_s(show: Mapping[str, Any] | None) -> float:
    """What a recording of this show takes, by its encoding: the bit rates of picture and sound."""
    encoding = (show or {}).get("encoding") or {}
    return float(encoding.get("video_kbps", 4000) + encoding.get("audio_kbps", 128)) * 1000 / 8


class Rates:
    """Bits a second of things that count bytes, over the last seconds."""

    def __init__(self) -> None:
        self._seen: dict[str, deque[tuple[float, int]]] = {}

    def look(self, name: str, count: int, now_s: float) -> float | None:
        """So many bytes by now; kb/s, None before there is anything to hold it against."""
        seen = self._seen.setdefault(name, deque())
        if seen and count < seen[-1][1]:
            seen.clear()  # it has begun anew
        seen.append((now_s, count))
        while len(seen) > 2 and seen[1][0] <= now_s - WINDOW_S:
            seen.popleft()
        took_s = seen[-1][0] - seen[0][0]
        return round((seen[-1][1] - seen[0][1]) * 8 / 1000 / took_s, 1) if took_s > 0 else None

    def keep_only(self, names: Iterable[str]) -> None:
        wanted = set(names)
        self._seen = {name: seen for name, seen in self._seen.items() if name in wanted}
