"""Whether the studio's memory grows while nothing changes, and whose it is."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator

import psutil

from tests.bench.browser import console
from tests.bench.common_job import inputs
from tests.bench.figure import Figure
from tests.bench.stack import Stack, files, studio

MINUTES = 10
# What is in a command line or title, and what such processes are called together.
ROLES = {
    "mixer engine": "engine",
    "mixer nursery": "nursery",
    "tally source": "sources",
    "tally artist": "artist",
    "tally hls": "hls",
    "runmixer": "runmixer",
    "daphne": "daphne",
    "celeryd: mixers": "mixers",
    "celeryd: jobs": "jobs",
    "celery beat": "beat",
    "manage.py up": "up",
    "redis-server": "redis",
    "nginx": "nginx",
}


def memory_growth_mb() -> Iterator[Figure]:
    """PSS of the whole tree, from minute 1 to minute 10, with a console open."""
    with inputs(20) as folder:
        folder.chmod(0o755)
        with studio(files(folder)) as stack, console(stack) as page:
            readings = []
            for _ in range(MINUTES):
                page.wait_for_timeout(60_000)
                readings.append(pss_mb(stack))
    first, last = readings[0], readings[-1]
    about = {
        "minutes": [round(reading.total()) for reading in readings],
        "now": {role: round(last[role]) for role in sorted(last, key=lambda role: -last[role])},
        "grew": {role: grown for role in first | last if abs(grown := round(last[role] - first[role], 1)) >= 0.5},
    }
    yield Figure("memory_growth_mb", round(last.total() - first.total(), 1), "MB", "<= 10", about)


def pss_mb(stack: Stack) -> Counter[str]:
    """Proportional set size of the studio's processes by what they are, in MB; Chromium's are its own affair."""
    found: Counter[str] = Counter()
    for process in stack.processes():
        with contextlib.suppress(psutil.NoSuchProcess):
            if "chromium" not in process.name():
                found[role(process)] += process.memory_full_info().pss / 1e6  # type: ignore[assignment]
    return found


def role(process: psutil.Process) -> str:
    words = " ".join(process.cmdline())
    return next((name for mark, name in ROLES.items() if mark in words), process.name())
